import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { lifecycleApi, profilesApi, workspaceApi } from '@sojourn/api';
import { ECOMMERCE_MODEL, GENERAL_MODEL, usualMeanings, type StageModel } from '@sojourn/lifecycle';
import { DAY, HOUR, writeInstant } from '@sojourn/rules';
import { RunningShop } from '../../../test/support/running-shop.js';

let shop: RunningShop;
beforeAll(async () => {
  shop = await RunningShop.open();
});
afterAll(() => shop?.close());

const get = () => shop.console.call(lifecycleApi.get);
const operation = (id: string) => shop.console.call(workspaceApi.operation, { params: { operation: id } });
const journeysEntered = async () =>
  Number((await shop.app.database.pool.query<{ n: string }>('select count(*) as n from step')).rows[0]!.n);

describe('the stages of a shop', () => {
  it('are counted, the empty ones too', async () => {
    await shop.ingest(
      ...['a', 'b', 'c'].map((userId) => ({ type: 'track', event: 'page_viewed', userId })),
      ...['b', 'c', 'c'].map((userId) => ({ type: 'track', event: 'order_completed', userId })),
    );
    await shop.settle();
    const { version, model, sizes } = await get();
    expect({ version, model }).toEqual({ version: 1, model: ECOMMERCE_MODEL });
    expect(sizes).toEqual({ novice: 1, growth: 1, mature: 1, silent: 0, churned: 0, unclassified: 0 });
  });

  it('move, and the matrix counts how many from where to where in whole hours of a period', async () => {
    const before = await shop.engine.clock.now();
    const period = (from: number, to: number) => ({ query: { from: writeInstant(from), to: writeInstant(to) } });
    const now = await shop.console.call(lifecycleApi.matrix, period(before - 1, before + 1));
    expect(now.moves).toEqual([
      { from: 'unclassified', to: 'novice', n: 1 + 2 },
      { from: 'novice', to: 'growth', n: 2 },
      { from: 'growth', to: 'mature', n: 1 },
    ]);
    const hour = Math.floor(before / HOUR) * HOUR;
    expect([now.from, now.to]).toEqual([writeInstant(hour), writeInstant(hour + HOUR)]);
    expect((await shop.console.call(lifecycleApi.matrix, period(before - 2 * DAY, before - DAY))).moves).toEqual([]);
    await shop.engine.moveTo(before + 60 * DAY);
    await shop.signIn();
    const later = await shop.console.call(lifecycleApi.matrix, period(before + DAY, before + 61 * DAY));
    expect(later.moves).toEqual([
      { from: 'growth', to: 'silent', n: 1 },
      { from: 'mature', to: 'silent', n: 1 },
    ]);
    expect((await get()).sizes).toMatchObject({ novice: 1, silent: 2 });
    expect((await shop.console.ask(lifecycleApi.matrix, period(before, before))).status).toBe(400);
  });
});

describe('a new model', () => {
  const relaxed: StageModel = {
    ...ECOMMERCE_MODEL,
    stages: ECOMMERCE_MODEL.stages.map((stage) =>
      stage.id === 'novice' ? { ...stage, id: 'fresh', name: { en: 'Fresh', zh: '新客' } } : stage,
    ),
    evaluation: ECOMMERCE_MODEL.evaluation.map((id) => (id === 'novice' ? 'fresh' : id)),
  };

  it('STAGE-4 reaches everyone in batches, as moves caused by the model, and starts no journey', async () => {
    const steps = await journeysEntered();
    const published = await shop.console.call(lifecycleApi.publish, { body: { model: relaxed, note: 'renamed' } });
    expect(published.version).toBe(2);
    expect(await operation(published.operation)).toMatchObject({
      kind: 'lifecycle.recompute',
      state: 'waiting',
      total: 3,
    });
    await shop.settle();
    expect(await operation(published.operation)).toMatchObject({ state: 'done', done: 3 });
    const { version, sizes } = await get();
    expect(version).toBe(2);
    expect(sizes).toEqual({ fresh: 1, growth: 0, mature: 0, silent: 2, churned: 0, unclassified: 0 });
    const moves = await shop.app.database.pool.query(
      'select from_stage, to_stage, cause, model_version from stage_transition where model_version = 2',
    );
    expect(moves.rows).toEqual([{ from_stage: 'novice', to_stage: 'fresh', cause: 'model', model_version: 2 }]);
    expect(await journeysEntered()).toBe(steps);
  });

  it('of other stages altogether leaves nobody uncounted', async () => {
    await shop.console.call(lifecycleApi.publish, { body: { model: GENERAL_MODEL, note: '' } });
    await shop.settle();
    const { sizes } = await get();
    expect(sizes).toEqual({ potential: 3, new: 0, active: 0, silent: 0, churned: 0, unclassified: 0 });
    const { items } = await shop.console.call(profilesApi.list, { query: { stage: 'potential' } });
    expect(items).toHaveLength(3);
  });

  it('that is published over one not yet through ends the older work', async () => {
    const first = await shop.console.call(lifecycleApi.publish, { body: { model: ECOMMERCE_MODEL, note: '' } });
    const second = await shop.console.call(lifecycleApi.publish, { body: { model: GENERAL_MODEL, note: '' } });
    await shop.settle();
    expect(await operation(first.operation)).toMatchObject({
      state: 'cancelled',
      problem: 'A newer model took its place.',
    });
    expect(await operation(second.operation)).toMatchObject({ state: 'done', done: 3 });
  });

  it('is refused with the places at fault', async () => {
    const broken = { ...GENERAL_MODEL, evaluation: ['churned', 'nowhere'] };
    const answer = await shop.console.ask(lifecycleApi.publish, { body: { model: broken as StageModel, note: '' } });
    expect(answer.status).toBe(422);
    expect(answer.body.problems?.map(({ path }) => path)).toContain('model.evaluation.1');
  });

  it('is an audit record, and not for operators to make', async () => {
    const { rows } = await shop.app.database.pool.query(
      `select 1 from audit_content where content ->> 'action' = 'lifecycle.publish'`,
    );
    expect(rows).toHaveLength(4);
    const operator = await shop.console.invite('operator');
    expect((await operator.ask(lifecycleApi.publish, { body: { model: GENERAL_MODEL, note: '' } })).status).toBe(403);
  });
});

describe('what events mean', () => {
  it('is suggested by their names', async () => {
    const { meanings } = await shop.console.call(lifecycleApi.meanings);
    await shop.console.call(lifecycleApi.saveMeanings, { body: { meanings: { ...meanings, order: [] } } });
    await shop.ingest(
      { type: 'track', event: 'Order-Paid', userId: 'a' },
      { type: 'track', event: 'blinked', userId: 'a' },
    );
    await shop.settle();
    const names = await shop.console.call(lifecycleApi.events);
    const told = Object.fromEntries(names.map(({ name, meanings: known, suggested }) => [name, [known, suggested]]));
    expect(told).toMatchObject({
      page_viewed: [['activity'], []],
      'Order-Paid': [[], ['order']],
      order_completed: [[], ['order']],
      blinked: [[], []],
    });
    expect(names.find(({ name }) => name === 'order_completed')).toMatchObject({ count: 3 });
  });

  it('changes everyone whose stage reads it, and nobody else', async () => {
    const before = (await get()).version;
    const meanings = { ...usualMeanings(), registration: ['page_viewed'] } as Record<string, string[]>;
    const saved = await shop.console.call(lifecycleApi.saveMeanings, { body: { meanings } });
    expect(saved.version).toBe(before + 1);
    await shop.settle();
    // Registered sixty days ago by what page_viewed now means: one was here just now and is active by no other rule.
    expect((await get()).sizes).toMatchObject({ potential: 0, silent: 3 });

    const quiet = { ...meanings, survey_answer: [...meanings.survey_answer!], complaint: ['complained'] };
    expect((await shop.console.call(lifecycleApi.saveMeanings, { body: { meanings: quiet } })).version).toBeUndefined();
    expect((await get()).version).toBe(before + 1);
  });

  it('knows no other meanings than ours', async () => {
    const answer = await shop.console.ask(lifecycleApi.saveMeanings, { body: { meanings: { sale: ['x'] } } });
    expect([answer.status, answer.body.problems]).toEqual([
      422,
      [{ path: 'meanings.sale', message: 'There is no meaning "sale".' }],
    ]);
  });
});
