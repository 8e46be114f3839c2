import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { enrollmentsApi, logApi, profilesApi } from '@sojourn/api';
import { aWelcome } from '../../../test/support/a-journey.js';
import { RunningShop } from '../../../test/support/running-shop.js';

describe('a profile that became part of another one', () => {
  let shop: RunningShop;
  let before: string;
  let now: string;
  let enrollment: string;

  const idOf = async (value: string) =>
    (await shop.engine.rows<{ id: string }>('select profile_id as id from identity where value = $1', [value]))[0]!.id;

  beforeAll(async () => {
    shop = await RunningShop.open();
    await shop.engine.publish(aWelcome());
    await shop.ingest({ type: 'identify', userId: 'ann', traits: { name: 'Ann' } });
    await shop.ingest(
      { type: 'track', anonymousId: 'device', event: 'signed_up' },
      { type: 'track', anonymousId: 'device', event: 'looked_around' },
    );
    await shop.settle();
    before = await idOf('device');
    enrollment = (await shop.engine.rows<{ id: string }>('select id from enrollment'))[0]!.id;
    await shop.ingest({ type: 'track', userId: 'ann', anonymousId: 'device', event: 'signed_in' });
    await shop.settle();
    now = await idOf('device');
  });
  afterAll(() => shop?.close());

  it('EVENT-5 is found by its old id and tells its story with what it did before', async () => {
    expect(now).not.toBe(before);
    for (const profile of [before, now]) {
      expect(await shop.console.call(profilesApi.get, { params: { profile } })).toMatchObject({ id: now, name: 'Ann' });
      const { items } = await shop.console.call(profilesApi.timeline, { params: { profile } });
      const names = items.flatMap((item) => (item.kind === 'event' ? [item.name] : []));
      expect(names.toSorted()).toEqual(['$identify', 'looked_around', 'signed_in', 'signed_up']);
    }
  });

  it('EVENT-5 has its runs and its log under the name of the person', async () => {
    const run = await shop.console.call(enrollmentsApi.get, { params: { enrollment } });
    expect(run.profile).toEqual({ id: now, name: 'Ann' });
    expect(run.steps.length).toBeGreaterThan(0);
    const log = await shop.console.call(logApi.steps, { query: { profile: now } });
    expect(log.items.map((step) => step.enrollment)).toContain(enrollment);
    expect(new Set(log.items.map(({ profile }) => profile.id))).toEqual(new Set([now]));
  });
});
