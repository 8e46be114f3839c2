import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Journey } from '@sojourn/journey';
import { DAY, HOUR } from '@sojourn/rules';
import { InvariantsStore } from '../../server/src/store/invariants.store.js';
import { Arrivals } from '../support/arrivals.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { TestEngine } from '../support/engine.js';

const NOON = Date.parse('2026-03-02T04:00:00Z');

/** start → wait; its goal is an order. */
const WITH_GOAL: Journey = {
  format: 1,
  name: 'Test',
  nodes: [
    { id: 'start', type: 'event-trigger', settings: { event: 'signed_up' } },
    { id: 'wait', type: 'wait-duration', settings: { for: '30d' } },
    { id: 'end', type: 'end', settings: {} },
  ],
  edges: [
    { from: 'start', port: 'next', to: 'wait' },
    { from: 'wait', port: 'next', to: 'end' },
  ],
  settings: {
    goals: [{ id: 'bought', name: 'Bought', when: { on: 'event', event: 'order_completed' }, effect: 'count' }],
  },
};

describe('refunds on a database', () => {
  let fresh: FreshDatabase;
  let engine: TestEngine;
  let arrivals: Arrivals;

  beforeEach(async () => {
    fresh = await freshDatabase();
    engine = new TestEngine(fresh, NOON);
    await engine.open();
    await engine.database.query(
      `update workspace set meanings = meanings || '{"refund": ["order_refunded"]}', revision = revision + 1`,
    );
    arrivals = new Arrivals(engine);
  });
  afterEach(async () => {
    await engine.close();
    await fresh.drop();
  });

  const facts = () =>
    engine.rows(`select count, first_at as first, last_at as last from profile_fact where event = 'order_completed'`);
  const order = (id: string) => ({ name: 'order_completed', properties: { order_id: id, total: 10 } });
  const refund = (id: string) => ({ name: 'order_refunded', properties: { order_id: id } });
  const stage = async () => (await engine.rows<{ stage: string }>('select stage from profile'))[0]!.stage;

  it('STAGE-2 an order of another batch, of before a merge or of the same batch is taken out of facts and stage', async () => {
    await arrivals.say({ anonymousId: 'd', ...order('before') });
    await arrivals.say({ userId: 'u', ...order('a') });
    await engine.settle();
    engine.clock.set(NOON + HOUR);
    await arrivals.say({ userId: 'u', anonymousId: 'd', ...order('b') });
    await engine.settle();
    expect([await facts(), await stage()]).toEqual([[{ count: 3, first: NOON, last: NOON + HOUR }], 'mature']);
    await arrivals.say({ userId: 'u', ...refund('b') }, { userId: 'u', ...refund('before') });
    await engine.settle();
    expect([await facts(), await stage()]).toEqual([[{ count: 1, first: NOON, last: NOON }], 'growth']);
    engine.clock.set(NOON + 2 * HOUR);
    await arrivals.say(
      { userId: 'u', ...refund('a') },
      { userId: 'u', ...order('c') },
      { userId: 'u', ...refund('c') },
    );
    await engine.settle();
    expect(await facts()).toEqual([]);
    expect(['mature', 'growth']).not.toContain(await stage());
    await arrivals.say({ userId: 'u', ...order('d') });
    await engine.settle();
    expect([await facts(), await stage()]).toEqual([
      [{ count: 1, first: NOON + 2 * HOUR, last: NOON + 2 * HOUR }],
      'growth',
    ]);
    expect(await new InvariantsStore(engine.database).inspect({ at: NOON + 2 * HOUR, grace: 0 })).toEqual([]);
  });

  it('EXIT-1 a goal is shown as reversed where its order was given back within seven days', async () => {
    await engine.publish(WITH_GOAL);
    for (const user of ['soon', 'late']) await arrivals.say({ userId: user, name: 'signed_up' });
    await engine.settle();
    engine.clock.set(NOON + HOUR);
    for (const user of ['soon', 'late']) await arrivals.say({ userId: user, ...order(user) });
    await engine.settle();
    expect(await engine.rows('select goal, reversed_at from goal_reached')).toEqual([
      { goal: 'bought', reversed_at: null },
      { goal: 'bought', reversed_at: null },
    ]);
    engine.clock.set(NOON + 2 * DAY);
    await arrivals.say({ userId: 'soon', ...refund('soon') });
    await engine.settle();
    engine.clock.set(NOON + 9 * DAY);
    await arrivals.say({ userId: 'late', ...refund('late') });
    await engine.settle();
    expect(await engine.rows('select reversed_at from goal_reached order by reversed_at')).toEqual([
      { reversed_at: NOON + 2 * DAY },
      { reversed_at: null },
    ]);
    await sound();
  });

  const sound = async () =>
    expect(await new InvariantsStore(engine.database).inspect({ at: await engine.clock.now(), grace: 0 })).toEqual([]);
  const counted = async () =>
    Object.fromEntries(
      (
        await engine.rows<{ metric: string; n: number }>(
          `select metric, sum(n)::int as n from node_counter where node = '' group by 1 order by 1`,
        )
      ).map(({ metric, n }) => [metric, n]),
    );
  const reached = async () => (await engine.rows<{ goals: number }>('select goals from entry_ledger'))[0]!.goals;

  it('EXIT-1 nobody reached a goal that was taken back, and whoever is inside may reach it anew', async () => {
    await engine.publish(WITH_GOAL);
    await arrivals.say({ userId: 'u', name: 'signed_up' });
    await arrivals.say({ userId: 'u', ...order('a') });
    await engine.settle();
    expect([await reached(), await counted()]).toEqual([1, { 'goal:bought': 1 }]);
    engine.clock.set(NOON + DAY);
    await arrivals.say({ userId: 'u', ...refund('a') });
    await engine.settle();
    expect([await reached(), await counted()]).toEqual([0, { 'goal:bought': 1, 'reversed:bought': 1 }]);
    engine.clock.set(NOON + 2 * DAY);
    await arrivals.say({ userId: 'u', ...order('b') });
    // Given back in the very batch, and bought once more.
    engine.clock.set(NOON + 3 * DAY);
    await arrivals.say({ userId: 'u', ...refund('b') }, { userId: 'u', ...order('c') });
    await engine.settle();
    expect([await reached(), await counted()]).toEqual([1, { 'goal:bought': 3, 'reversed:bought': 2 }]);
    await sound();
  });

  it('EXIT-1 takes back what was reached before two became one, also where the run is over', async () => {
    await engine.publish({
      ...WITH_GOAL,
      settings: { goals: [{ ...WITH_GOAL.settings!.goals![0]!, effect: 'exit' }] },
    });
    await arrivals.say({ anonymousId: 'd', name: 'signed_up' });
    await arrivals.say({ anonymousId: 'd', ...order('a') });
    await engine.settle();
    await arrivals.say({ userId: 'u', name: 'seen' });
    await engine.settle();
    await arrivals.say({ userId: 'u', anonymousId: 'd', name: 'seen' });
    await engine.settle();
    expect(await reached()).toBe(1);
    engine.clock.set(NOON + DAY);
    await arrivals.say({ userId: 'u', ...refund('a') });
    await engine.settle();
    expect([await reached(), await counted()]).toEqual([0, { 'goal:bought': 1, 'reversed:bought': 1 }]);
    await sound();
  });
});
