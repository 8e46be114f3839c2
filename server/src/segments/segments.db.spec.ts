import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { journeysApi, profilesApi, segmentsApi } from '@sojourn/api';
import { aJourney } from '../../../test/support/a-journey.js';
import { RunningShop } from '../../../test/support/running-shop.js';
import { newId } from '../store/ids.js';

let shop: RunningShop;
beforeAll(async () => {
  shop = await RunningShop.open();
  for (const [userId, city] of [
    ['mei', 'Shanghai'],
    ['bo', 'Beijing'],
    ['li', 'Shanghai'],
  ] as const)
    await shop.ingest({ type: 'identify', userId, traits: { city } });
  await shop.settle();
});
afterAll(() => shop?.close());

const inShanghai = { fact: { attribute: 'city' }, is: 'eq', value: 'Shanghai' } as const;
const save = (id: string, name: string, rule: object) =>
  shop.console.ask(segmentsApi.save, { params: { segment: id }, body: { name, rule } as never });

describe('segments', () => {
  it('count who is in them, before they are saved and after', async () => {
    expect(await shop.console.call(segmentsApi.count, { body: { rule: inShanghai } })).toEqual({ count: 2, of: 3 });
    const id = newId(0);
    expect((await save(id, 'Shanghai', inShanghai)).status).toBe(200);
    const rule = { fact: { segment: id }, is: 'eq', value: true } as const;
    expect(await shop.console.call(segmentsApi.count, { body: { rule: { not: rule } } })).toEqual({ count: 1, of: 3 });
    expect(await shop.console.call(segmentsApi.list)).toMatchObject([{ id, name: 'Shanghai', rule: inShanghai }]);
  });

  it('are refused where they are made of each other, with the circle in words', async () => {
    const [one, two] = [newId(0), newId(0)];
    await save(one, 'One', inShanghai);
    await save(two, 'Two', { fact: { segment: one }, is: 'eq', value: true });
    const answer = await save(one, 'One', { fact: { segment: two }, is: 'eq', value: true });
    expect(answer.status).toBe(422);
    expect(answer.body.title).toContain('One → Two → One');
  });

  it('are kept while something reads them', async () => {
    const [one, two] = [newId(0), newId(0)];
    await save(one, 'Read', inShanghai);
    await save(two, 'Reader', { fact: { segment: one }, is: 'eq', value: true });
    const refused = await shop.console.ask(segmentsApi.remove, { params: { segment: one } });
    expect([refused.status, refused.body.title]).toEqual([409, expect.stringContaining('Reader')]);
    await shop.console.call(segmentsApi.remove, { params: { segment: two } });
    await shop.console.call(segmentsApi.remove, { params: { segment: one } });
    expect((await shop.console.call(segmentsApi.list)).map(({ id }) => id)).not.toContain(one);
  });
});

describe('layerings', () => {
  it('STAGE-1 place everybody beside the primary model, and move them with what they do', async () => {
    const stage = (id: string, rule: object) => ({ id, name: { en: id, zh: id }, rule });
    const model = {
      format: 1,
      id: 'home',
      name: { en: 'Home', zh: '所在地' },
      stages: [stage('local', inShanghai)],
      evaluation: ['local'],
    };
    const saved = await shop.console.call(segmentsApi.saveLayering, {
      params: { layering: 'home' },
      body: { model } as never,
    });
    expect(saved.version).toBe(1);
    await shop.settle();
    const sizes = async () => (await shop.console.call(segmentsApi.layerings))[0]!.sizes;
    expect(await sizes()).toEqual({ local: 2, unclassified: 1 });
    await shop.ingest({ type: 'identify', userId: 'bo', traits: { city: 'Shanghai' } });
    await shop.settle();
    expect(await sizes()).toEqual({ local: 3, unclassified: 0 });
    const { rows } = await shop.app.database.pool.query(
      `select from_stage, to_stage, cause, count(*)::int as n from stage_transition where model_id = 'home' group by 1, 2, 3 order by 3`,
    );
    expect(rows).toEqual([
      { from_stage: 'unclassified', to_stage: 'local', cause: 'event', n: 1 },
      { from_stage: 'unclassified', to_stage: 'local', cause: 'model', n: 2 },
    ]);
  });
});

describe('scores', () => {
  it('are taken for known profiles, all or none', async () => {
    const { items } = await shop.console.call(profilesApi.list);
    const profile = items[0]!.id;
    const body = (id: string) => ({
      cause: 'behaviour' as const,
      profiles: [{ profile: id, scores: { p_alive: 0.4 }, rfm: 'champions' }],
    });
    expect(await shop.console.call(segmentsApi.scores, { body: body(profile) })).toEqual({ accepted: 1 });
    expect((await shop.console.ask(segmentsApi.scores, { body: body(newId(0)) })).status).toBe(422);
    await shop.settle();
    const { rows } = await shop.app.database.pool.query('select scores, layers from profile where id = $1', [profile]);
    expect(rows[0]).toMatchObject({ scores: { p_alive: 0.4 }, layers: { rfm: { stage: 'champions' } } });
  });
});

describe('a segment that starts a journey', () => {
  it('ENTRY-1 takes in who comes into it from the publication on, and nobody who was in it before', async () => {
    const id = newId(0);
    await save(id, 'Loyal', { fact: { attribute: 'loyal' }, is: 'eq', value: true });
    await shop.ingest({ type: 'identify', userId: 'mei', traits: { loyal: true } });
    await shop.settle();
    const journey = await shop.console.call(journeysApi.create, {
      body: {
        journey: aJourney(
          {
            start: ['segment-trigger', { segment: id, when: 'entered' }],
            rest: ['wait-duration', { for: '1d' }],
            done: ['end'],
          },
          ['start > rest', 'rest > done'],
        ),
      },
    });
    const params = { journey: journey.id };
    await shop.console.call(journeysApi.publish, { params, body: { revision: journey.revision, note: '' } });
    await shop.settle();
    await shop.ingest({ type: 'identify', userId: 'bo', traits: { loyal: true } });
    await shop.settle();
    const { rows } = await shop.app.database.pool.query('select entry from enrollment where journey_id = $1', [
      journey.id,
    ]);
    expect(rows).toEqual([{ entry: { model: `segment:${id}`, from: 'unclassified', to: 'in' } }]);
    expect(await shop.console.call(segmentsApi.list)).toContainEqual(expect.objectContaining({ id, size: 2 }));
  });
});
