import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { journeysApi, profilesApi, type ProfileSummary, type TimelineItem } from '@sojourn/api';
import { DAY } from '@sojourn/rules';
import { aWelcome } from '../../../test/support/a-journey.js';
import type { Console } from '../../../test/support/console.js';
import { RunningShop } from '../../../test/support/running-shop.js';

let shop: RunningShop;
let viewer: Console;
beforeAll(async () => {
  shop = await RunningShop.open();
  viewer = await shop.console.invite('viewer');
  const person = (userId: string, name: string, more: object = {}) => ({
    type: 'identify',
    userId,
    traits: { name, email: `${userId}@shop.test`, city: 'Shanghai', ...more },
  });
  await shop.ingest(
    person('anna', 'Anna Berg'),
    person('annette', 'Annette Chen'),
    person('bo', '伯远', { nickname: 'canary', member_level: 3 }),
    person('zoe@mail.test', 'Zoe'),
  );
  await shop.ingest(
    ...Array.from({ length: 120 }, (_, n) => ({ type: 'track', event: 'page_viewed', anonymousId: `visitor-${n}` })),
  );
  await shop.settle();
});
afterAll(() => shop?.close());

const find = async (search: string, who = shop.console): Promise<string[]> =>
  (await who.call(profilesApi.list, { query: { search } })).items.map(({ name }) => name);
const known = async (userId: string): Promise<ProfileSummary> => {
  const { items } = await shop.console.call(profilesApi.list, { query: { search: userId } });
  return items.find((item) => item.userId === userId)!;
};

describe('finding profiles', () => {
  it('goes by the beginning of user id, e-mail address and name, whatever the case', async () => {
    expect(await find('ann')).toEqual(['Anna Berg', 'Annette Chen']);
    expect(await find('Anna')).toEqual(['Anna Berg']);
    expect(await find('ANNETTE@shop.test')).toEqual(['Annette Chen']);
    expect(await find('annette ch')).toEqual(['Annette Chen']);
    expect(await find('伯')).toEqual(['伯远']);
    expect(await find('visitor-11')).toHaveLength(11);
    expect(await find('nobody')).toEqual([]);
    expect(await find('%')).toEqual([]);
    const { id } = await known('bo');
    expect(await find(id)).toEqual(['伯远']);
  });

  it('pages through all, newest first, each once', async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await shop.console.call(profilesApi.list, { query: { ...(cursor && { cursor }) } });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.next;
    } while (cursor);
    expect(new Set(seen).size).toBe(124);
    expect(seen).toEqual(seen.toSorted().toReversed());
  });

  it('by stage', async () => {
    const { items } = await shop.console.call(profilesApi.list, { query: { stage: 'novice' } });
    expect(items).toHaveLength(50);
    expect((await shop.console.call(profilesApi.list, { query: { stage: 'churned' } })).items).toEqual([]);
  });

  it('refuses cursors it did not make', async () => {
    for (const cursor of [
      'x',
      '%00',
      Buffer.from('"drop table"').toString('base64url'),
      Buffer.from('{"a":1}').toString('base64url'),
    ]) {
      expect((await shop.console.ask(profilesApi.list, { query: { cursor } })).status).toBe(400);
    }
  });
});

describe('one profile', () => {
  it('tells attributes, identities, facts and the next flip', async () => {
    const { id } = await known('bo');
    const profile = await shop.console.call(profilesApi.get, { params: { profile: id } });
    expect(profile).toMatchObject({
      name: '伯远',
      userId: 'bo',
      email: 'bo@shop.test',
      stage: 'novice',
      attributes: { city: 'Shanghai', member_level: 3, nickname: 'canary' },
    });
    expect(profile.identities).toContainEqual({ kind: 'userId', value: 'bo' });
    expect(
      (await shop.console.ask(profilesApi.get, { params: { profile: '018f0000-0000-7000-8000-000000000000' } })).status,
    ).toBe(404);
  });

  it('I13 shows a viewer no personal value, wherever it turns up', async () => {
    const { id } = await known('bo');
    const seen = await viewer.call(profilesApi.get, { params: { profile: id } });
    expect(seen.attributes).toEqual({ name: '•••', email: '•••', nickname: '•••', city: 'Shanghai', member_level: 3 });
    expect(JSON.stringify(seen)).not.toMatch(/shop\.test|canary|伯远/);
    expect(seen.name).toBe('bo');
    const mail = await viewer.call(profilesApi.get, { params: { profile: (await known('zoe@mail.test')).id } });
    expect(JSON.stringify(mail)).not.toMatch(/mail\.test/);
    expect(JSON.stringify(await viewer.call(profilesApi.list, {}))).not.toMatch(/shop\.test|Berg/);
    // What one may not see one may not find by either.
    expect(await find('anna@', viewer)).toEqual([]);
    expect(await find('Anna Be', viewer)).toEqual([]);
    expect(await find('zoe', viewer)).toEqual([]);
    expect(await find('anna', viewer)).toEqual(['anna']);
  });

  it('hides what an operator marks, and shows what is unmarked', async () => {
    const listed = await shop.console.call(profilesApi.attributes);
    expect(listed.map(({ name, pii }) => ({ name, pii }))).toEqual(
      expect.arrayContaining([
        { name: 'city', pii: false },
        { name: 'name', pii: true },
      ]),
    );
    await shop.console.call(profilesApi.markAttribute, { params: { name: 'city' }, body: { pii: true } });
    await shop.console.call(profilesApi.markAttribute, { params: { name: 'nickname' }, body: { pii: false } });
    const { id } = await known('bo');
    const seen = await viewer.call(profilesApi.get, { params: { profile: id } });
    expect(seen.attributes).toMatchObject({ city: '•••', nickname: 'canary' });
    expect(
      (await viewer.ask(profilesApi.markAttribute, { params: { name: 'email' }, body: { pii: false } })).status,
    ).toBe(403);
  });
});

describe('the story of a profile', () => {
  it('tells events, stages, journeys and messages in one order, page by page', async () => {
    const made = await shop.console.call(journeysApi.create, {
      body: { journey: aWelcome({ settings: { reentry: { rule: 'always' } } }) },
    });
    await shop.console.call(journeysApi.publish, { params: { journey: made.id }, body: { revision: 1, note: '' } });
    for (let n = 0; n < 30; n++) {
      await shop.ingest({
        type: 'track',
        event: 'signed_up',
        userId: 'story',
        properties: { email: 'canary@shop.test', n },
      });
      await shop.settle();
      shop.engine.clock.set((await shop.engine.clock.now()) + 1_000);
    }
    const { id } = await known('story');
    const items: TimelineItem[] = [];
    let cursor: string | undefined;
    let pages = 0;
    do {
      const page = await shop.console.call(profilesApi.timeline, {
        params: { profile: id },
        query: { ...(cursor && { cursor }) },
      });
      items.push(...page.items);
      cursor = page.next;
      pages += 1;
    } while (cursor);
    expect(pages).toBe(2);
    expect(items.map(({ at }) => at)).toEqual(
      items
        .map(({ at }) => at)
        .toSorted()
        .toReversed(),
    );
    expect(count(items)).toEqual({ event: 30, transition: 1, enrollment: 30 });
    expect(new Set(items.map((item) => JSON.stringify(item))).size).toBe(61);
    expect(items.filter(({ kind }) => kind === 'enrollment')[0]).toMatchObject({
      journey: { id: made.id, name: 'Welcome' },
      state: 'entered',
    });

    const hidden = await viewer.call(profilesApi.timeline, { params: { profile: id } });
    expect(JSON.stringify(hidden)).not.toContain('canary@');
    expect(hidden.items[0]).toMatchObject({ kind: expect.any(String) });
  });

  it('tells how each journey ended', async () => {
    const { id } = await known('story');
    await shop.engine.moveTo((await shop.engine.clock.now()) + DAY);
    await shop.signIn();
    const { items } = await shop.console.call(profilesApi.timeline, { params: { profile: id } });
    expect(items.filter((item) => item.kind === 'enrollment' && item.state === 'ended')).toHaveLength(30);
  });
});

function count(items: readonly TimelineItem[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind } of items) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
