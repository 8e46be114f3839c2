import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { calendarsApi, journeysApi, segmentsApi } from '@sojourn/api';
import type { Journey } from '@sojourn/journey';
import { aJourney } from '../../../test/support/a-journey.js';
import { RunningShop } from '../../../test/support/running-shop.js';

let shop: RunningShop;
beforeAll(async () => {
  shop = await RunningShop.open();
});
afterAll(() => shop?.close());

const asking = (rule: unknown, tagged = 'asked'): Journey =>
  aJourney(
    {
      start: ['event-trigger', { event: 'x' }],
      ask: ['if-else', { rule }],
      rest: ['wait-time', { at: '09:00', calendar: 'shop' }],
      tag: ['tag', { tag: tagged }],
      end: ['end', {}],
    },
    ['start > ask', 'ask.yes > rest', 'rest > tag', 'tag > end', 'ask.no > end'],
  );
/** What is said of a draft as it is saved, a line each. */
async function told(journey: Journey): Promise<string[]> {
  const { id } = await shop.console.call(journeysApi.create, { body: { journey } });
  const body = { journey, revision: 1 };
  const { problems } = await shop.console.call(journeysApi.saveDraft, { params: { journey: id }, body });
  return problems.map(({ severity, node, field }) => `${severity} ${node} ${field}`);
}

describe('VERSION-4 what a draft names and the workspace does not know', () => {
  it('VERSION-4 is a calendar, until somebody makes it', async () => {
    const rule = { fact: { attribute: 'city' }, is: 'known' };
    expect(await told(asking(rule))).toEqual(['error rest calendar']);
    const body = { name: 'Shop', holidays: [], makeUpDays: [] };
    await shop.console.call(calendarsApi.save, { params: { calendar: 'shop' }, body });
    expect(await told(asking(rule))).toEqual([]);
  });

  it('VERSION-4 is a computed attribute, until somebody defines it', async () => {
    const id = 'orders';
    const rule = { fact: { computed: id }, is: 'gte', value: 2 };
    expect(await told(asking(rule))).toEqual(['error ask rule']);
    const body = { name: 'Orders', definition: { event: 'ordered', measure: 'count' } as const };
    await shop.console.call(segmentsApi.saveComputed, { params: { attribute: id }, body });
    expect(await told(asking(rule))).toEqual([]);
  });

  it('VERSION-4 is a tag that no journey gives and nobody has', async () => {
    const rule = { fact: { tag: 'vip' }, is: 'eq', value: true };
    expect(await told(asking(rule))).toEqual(['warning ask rule']);
    expect(await told(asking({ ...rule, fact: { tag: 'asked' } }))).toEqual([]);
    await shop.ingest({ type: 'track', event: 'y', userId: 'ada' });
    await shop.settle();
    await shop.app.database.pool.query(`update profile set tags = '["vip"]'`);
    // As whoever writes beside the engine has to say.
    await shop.app.database.pool.query('update shard_version set version = version + 1');
    expect(await told(asking(rule))).toEqual([]);
  });
});
