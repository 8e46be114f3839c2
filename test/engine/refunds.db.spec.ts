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
  });
});
