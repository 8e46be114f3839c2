import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Journey } from '@sojourn/journey';
import { DAY, HOUR, MINUTE, SECOND } from '@sojourn/rules';
import { LeasesStore } from '../../server/src/store/leases.store.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { TestEngine } from '../support/engine.js';

/** 10:00 in Shanghai, well outside quiet hours. */
const MORNING = Date.parse('2026-03-02T02:00:00Z');
const QUIET = { from: '21:00', to: '09:00', action: 'defer' };
const TOPICS = [
  { id: 'transactional', byDefault: true, transactional: true },
  { id: 'marketing', byDefault: false, transactional: false },
];

const journey = (topic: string, more: object = {}): Journey => ({
  format: 1,
  name: 'Welcome',
  nodes: [
    { id: 'start', type: 'event-trigger', settings: { event: 'signed_up' } },
    { id: 'mail', type: 'send-email', settings: { template: 'welcome', topic, ...more } },
    { id: 'wait', type: 'wait-event', settings: { event: 'order_completed', timeout: '2d' } },
    { id: 'bought', type: 'end', settings: { result: 'bought' } },
    { id: 'not', type: 'end', settings: { result: 'not' } },
    { id: 'sorry', type: 'end', settings: { result: 'failed' } },
  ],
  edges: [
    { from: 'start', port: 'next', to: 'mail' },
    { from: 'mail', port: 'next', to: 'wait' },
    { from: 'mail', port: 'failed', to: 'sorry' },
    { from: 'wait', port: 'happened', to: 'bought' },
    { from: 'wait', port: 'timeout', to: 'not' },
  ],
});

describe('a message on its way', () => {
  let fresh: FreshDatabase;
  let engine: TestEngine;

  beforeEach(async () => {
    fresh = await freshDatabase();
    engine = new TestEngine(fresh, MORNING);
    await engine.open({ settings: { quietHours: QUIET, topics: TOPICS } });
  });
  afterEach(async () => {
    expect(engine.faults).toEqual([]);
    await engine.close();
    await fresh.drop();
  });

  const agree = (profile: string) =>
    engine.enqueue([{ profile, kind: 'identify', payload: { traits: { consents: { email: { marketing: true } } } } }]);
  const outcomes = () => engine.rows('select outcome, reason from delivery_history order by finished_at, id');
  const endings = () => engine.rows('select reason, ended_at as at from enrollment_history');
  const steps = () => engine.rows('select node, port, at from step order by number');

  it('SEND-2 is stored with the state, handed over under a stable key, and its receipt moves the enrollment', async () => {
    await engine.publish(journey('transactional'));
    await engine.accept({ profile: 'ann', name: 'signed_up' });
    await engine.settle();
    expect(engine.email.sent).toHaveLength(1);
    const [enrollment] = await engine.rows('select id, node, step, due from enrollment');
    expect(enrollment).toMatchObject({ node: 'wait', step: 2, due: MORNING + 2 * DAY });
    expect(engine.email.sent[0]).toMatchObject({
      key: `${String(enrollment!.id)}:mail:2`,
      attempt: 1,
      transactional: true,
    });
    expect(await outcomes()).toEqual([{ outcome: 'sent', reason: null }]);
  });

  it('SEND-9 is dropped without consent, and the journey goes on', async () => {
    await engine.publish(journey('marketing'));
    await engine.accept({ profile: 'ann', name: 'signed_up' });
    await engine.settle();
    expect(engine.email.sent).toEqual([]);
    expect(await outcomes()).toEqual([{ outcome: 'dropped', reason: 'no_consent' }]);
    expect(await engine.rows('select node from enrollment')).toEqual([{ node: 'wait' }]);
  });

  it('SEND-6 is dropped for an address on the suppression list', async () => {
    await engine.publish(journey('transactional'));
    const address = `${engine.profile('ann')}@example.com`;
    await engine.rows(
      `insert into suppression (workspace_id, channel, address, reason, created_at) values ($1, 'email', $2, 'bounce', now())`,
      [engine.workspace, address],
    );
    await engine.accept({ profile: 'ann', name: 'signed_up' });
    await engine.settle();
    expect(engine.email.sent).toEqual([]);
    expect(await outcomes()).toEqual([{ outcome: 'dropped', reason: 'suppressed' }]);
  });

  it('SEND-7 waits for quiet hours to end in the profile’s zone, and the wait after it counts from the hand-over', async () => {
    await engine.publish(journey('marketing'));
    await agree('ann');
    await engine.enqueue([{ profile: 'ann', kind: 'identify', payload: { traits: { timezone: 'America/New_York' } } }]);
    // 10:00 in Shanghai is 21:00 the day before in New York: the first quiet minute.
    await engine.accept({ profile: 'ann', name: 'signed_up' });
    await engine.settle();
    expect(engine.email.sent).toEqual([]);
    expect(await engine.rows('select node, parked from enrollment')).toEqual([{ node: 'mail', parked: 'delivery' }]);
    const nine = MORNING + 12 * HOUR;
    await engine.moveTo(nine - 1);
    expect(engine.email.sent).toEqual([]);
    await engine.moveTo(nine);
    expect(engine.email.sent).toHaveLength(1);
    expect(await engine.rows('select node, due from enrollment')).toEqual([{ node: 'wait', due: nine + 2 * DAY }]);
  });

  it('SEND-7 expires when it could not be sent in time', async () => {
    await engine.publish(journey('marketing', { notAfter: '1h' }));
    await agree('ann');
    await engine.enqueue([{ profile: 'ann', kind: 'identify', payload: { traits: { timezone: 'America/New_York' } } }]);
    await engine.accept({ profile: 'ann', name: 'signed_up' });
    await engine.moveTo(MORNING + DAY);
    expect(engine.email.sent).toEqual([]);
    expect(await outcomes()).toEqual([{ outcome: 'expired', reason: 'not_after' }]);
    const [step] = await engine.rows<{ at: number }>(`select at from step where node = 'mail'`);
    expect(step!.at).toBe(MORNING + HOUR + 1);
  });

  it('SEND-6 unsubscribing while it waits for the end of quiet hours keeps it from being sent', async () => {
    await engine.publish(journey('marketing'));
    await agree('ann');
    await engine.enqueue([{ profile: 'ann', kind: 'identify', payload: { traits: { timezone: 'America/New_York' } } }]);
    await engine.accept({ profile: 'ann', name: 'signed_up' });
    await engine.settle();
    await engine.enqueue([
      { profile: 'ann', kind: 'consent', payload: { channel: 'email', topic: 'marketing', granted: false } },
    ]);
    await engine.moveTo(MORNING + DAY);
    expect(engine.email.sent).toEqual([]);
    expect(await outcomes()).toEqual([{ outcome: 'dropped', reason: 'no_consent' }]);
  });

  it('SEND-4 tries again with the same key after a temporary failure, and leaves by the error port after the last try', async () => {
    await engine.publish(journey('transactional'));
    engine.email.answer = () => ({ outcome: 'retry', reason: 'smtp_421' });
    await engine.accept({ profile: 'ann', name: 'signed_up' });
    await engine.moveTo(MORNING + DAY);
    expect(engine.email.sent.map(({ attempt }) => attempt)).toEqual(
      Array.from({ length: 12 }, (_, index) => index + 1),
    );
    expect(new Set(engine.email.sent.map(({ key }) => key)).size).toBe(1);
    expect(await endings()).toMatchObject([{ reason: 'failed' }]);
    expect(await outcomes()).toEqual([{ outcome: 'failed', reason: 'smtp_421' }]);
  });

  it('SEND-4 obeys Retry-After', async () => {
    await engine.publish(journey('transactional'));
    let calls = 0;
    engine.email.answer = () => {
      calls += 1;
      return calls === 1 ? { outcome: 'retry', reason: 'http_429', retryAfter: 10 * MINUTE } : { outcome: 'sent' };
    };
    await engine.accept({ profile: 'ann', name: 'signed_up' });
    await engine.moveTo(MORNING + 10 * MINUTE - 1);
    expect(engine.email.sent).toHaveLength(1);
    await engine.moveTo(MORNING + 10 * MINUTE);
    expect(engine.email.sent).toHaveLength(2);
    expect(await engine.rows('select due from enrollment')).toEqual([{ due: MORNING + 10 * MINUTE + 2 * DAY }]);
  });

  it('F19 a receiver that asks to wait uses no attempt up', async () => {
    await engine.publish(journey('transactional'));
    let asked = 0;
    engine.email.answer = () => {
      asked += 1;
      return asked <= 10 ? { outcome: 'retry', reason: 'http_429', retryAfter: MINUTE } : { outcome: 'sent' };
    };
    await engine.accept({ profile: 'ann', name: 'signed_up' });
    await engine.moveTo(MORNING + HOUR);
    expect(asked).toBe(11);
    expect(await outcomes()).toEqual([{ outcome: 'sent', reason: null }]);
  });

  it('SEND-4 gives up at once on a permanent failure', async () => {
    await engine.publish(journey('transactional'));
    engine.email.answer = () => ({ outcome: 'failed', reason: 'smtp_550' });
    await engine.accept({ profile: 'ann', name: 'signed_up' });
    await engine.settle();
    expect(engine.email.sent).toHaveLength(1);
    expect(await endings()).toMatchObject([{ reason: 'failed' }]);
  });

  it('WAIT-2 a wait after a message looks back over what came while the message was on its way', async () => {
    await engine.publish(journey('transactional'));
    await engine.accept({ profile: 'ann', name: 'signed_up' });
    const { advance, decide, send } = engine.engine;
    const all = Array.from({ length: 64 }, (_, shard) => shard);
    await advance.runOnce(all);
    await decide.runOnce(all);
    await send.runOnce(all);
    // The receipt is in the inbox, behind an order that came a second later.
    engine.clock.set(MORNING + SECOND);
    await engine.accept({ profile: 'ann', name: 'order_completed' });
    await engine.rows(`update inbox set id = default where kind = 'receipt'`);
    await engine.settle();
    expect(await endings()).toEqual([{ reason: 'bought', at: MORNING + SECOND }]);
    expect(await steps()).toEqual([
      { node: 'start', port: 'next', at: MORNING },
      { node: 'mail', port: 'next', at: MORNING },
      { node: 'wait', port: 'happened', at: MORNING + SECOND },
      { node: 'bought', port: null, at: MORNING + SECOND },
    ]);
  });

  it('F2 the receipt of a sender whose lease was lost changes nothing', async () => {
    await engine.publish(journey('transactional'));
    const { advance, decide, send, sweep } = engine.engine;
    const all = Array.from({ length: 64 }, (_, shard) => shard);
    let finish: (() => void) | undefined;
    const original = engine.email.send.bind(engine.email);
    engine.email.send = async (batch) => {
      const handovers = await original(batch);
      if (!finish) await new Promise<void>((resolve) => (finish = resolve));
      return handovers;
    };
    await engine.accept({ profile: 'ann', name: 'signed_up' });
    await advance.runOnce(all);
    await decide.runOnce(all);
    const frozen = send.runOnce(all);
    while (!finish) await new Promise(setImmediate);
    engine.clock.set(MORNING + MINUTE);
    await sweep.runOnce(all);
    await engine.settle();
    expect(await outcomes()).toEqual([{ outcome: 'sent', reason: null }]);
    finish();
    await frozen;
    await engine.settle();
    expect(engine.email.sent.map(({ key, attempt }) => [key.endsWith(':mail:2'), attempt])).toEqual([
      [true, 1],
      [true, 2],
    ]);
    expect(await outcomes()).toHaveLength(1);
    expect(await engine.rows('select count(*) as n from step where node = $1', ['mail'])).toEqual([{ n: 1 }]);
  });

  it('F2 a sender whose lease was lost can neither settle nor put off what another one holds', async () => {
    await engine.publish(journey('transactional'));
    const leases = new LeasesStore();
    const lease = () => leases.lease(engine.database, new Map(), MORNING + MINUTE, MORNING - MINUTE, 10);
    const all = Array.from({ length: 64 }, (_, shard) => shard);
    await engine.accept({ profile: 'ann', name: 'signed_up' });
    await engine.engine.advance.runOnce(all);
    await engine.engine.decide.runOnce(all);
    const [lost] = await lease();
    await leases.postpone(engine.database, [{ delivery: lost!, due: MORNING, reason: 'sender_lost' }]);
    await engine.engine.decide.runOnce(all);
    const [held] = await lease();
    expect(await leases.settle(engine.database, [{ delivery: lost!, outcome: 'failed' }], MORNING)).toBe(0);
    expect(await leases.postpone(engine.database, [{ delivery: lost!, due: MORNING, reason: 'late' }])).toBe(0);
    expect(await engine.rows('select state, token from delivery')).toEqual([{ state: 'leased', token: held!.token }]);
    expect(await leases.settle(engine.database, [{ delivery: held!, outcome: 'sent' }], MORNING)).toBe(1);
    expect(await leases.settle(engine.database, [{ delivery: held!, outcome: 'sent' }], MORNING)).toBe(0);
    await engine.settle();
    expect(await outcomes()).toEqual([{ outcome: 'sent', reason: null }]);
  });

  it('SEND-6 a person who was taken out meanwhile gets no deferred message', async () => {
    await engine.publish(journey('marketing'));
    await agree('ann');
    await engine.enqueue([{ profile: 'ann', kind: 'identify', payload: { traits: { timezone: 'America/New_York' } } }]);
    await engine.accept({ profile: 'ann', name: 'signed_up' });
    await engine.settle();
    const [enrollment] = await engine.rows('select id from enrollment');
    await engine.enqueue([
      { profile: 'ann', kind: 'exit', payload: { enrollment: enrollment!.id, reason: 'by hand' } },
    ]);
    await engine.moveTo(MORNING + DAY);
    expect(engine.email.sent).toEqual([]);
    expect(await outcomes()).toEqual([{ outcome: 'dropped', reason: 'enrollment_ended' }]);
    expect(await endings()).toMatchObject([{ reason: 'by hand' }]);
  });

  it('F25 a pause reaches what was already decided', async () => {
    const id = await engine.publish(journey('transactional'));
    await engine.accept({ profile: 'ann', name: 'signed_up' });
    const { advance, decide } = engine.engine;
    const all = Array.from({ length: 64 }, (_, shard) => shard);
    await advance.runOnce(all);
    await decide.runOnce(all);
    expect(await engine.rows('select state from delivery')).toEqual([{ state: 'ready' }]);
    await engine.setState(id, 'paused');
    await engine.settle();
    expect(engine.email.sent).toEqual([]);
    expect(await engine.rows('select state, reason, attempts from delivery')).toEqual([
      { state: 'queued', reason: 'journey_paused', attempts: 0 },
    ]);
  });

  it('WAIT-2 D1 a late receipt followed by a short wait still looks back, over batches', async () => {
    const graph = journey('transactional');
    graph.nodes.push({ id: 'nap', type: 'wait-duration', settings: { for: '1m' } });
    graph.edges = graph.edges.filter(({ from, port }) => !(from === 'mail' && port === 'next'));
    graph.edges.push({ from: 'mail', port: 'next', to: 'nap' }, { from: 'nap', port: 'next', to: 'wait' });
    await engine.publish(graph);
    await engine.accept({ profile: 'ann', name: 'signed_up' });
    const { advance, decide, send } = engine.engine;
    const all = Array.from({ length: 64 }, (_, shard) => shard);
    await advance.runOnce(all);
    await decide.runOnce(all);
    await send.runOnce(all);
    // The order is played while the receipt is still on its way, long after the nap would have ended.
    engine.clock.set(MORNING + 10 * MINUTE);
    await engine.accept({ profile: 'ann', name: 'order_completed' });
    await engine.rows(`update inbox set id = default where kind = 'receipt'`);
    await engine.rows(`create table held as select * from inbox where kind = 'receipt'`);
    await engine.rows(`delete from inbox where kind = 'receipt'`);
    await advance.runOnce(all);
    await engine.rows(`insert into inbox overriding system value select * from held`);
    await engine.settle();
    expect(await endings()).toEqual([{ reason: 'bought', at: MORNING + 10 * MINUTE }]);
    expect(await steps()).toMatchObject([
      { node: 'start', at: MORNING },
      { node: 'mail', at: MORNING },
      { node: 'nap', at: MORNING + MINUTE },
      { node: 'wait', port: 'happened', at: MORNING + 10 * MINUTE },
      { node: 'bought' },
    ]);
  });

  it('STATE-1 nothing is sent while the journey is paused', async () => {
    const id = await engine.publish(journey('transactional'));
    await engine.accept({ profile: 'ann', name: 'signed_up' });
    await engine.engine.advance.runOnce(Array.from({ length: 64 }, (_, shard) => shard));
    await engine.setState(id, 'paused');
    await engine.moveTo(MORNING + DAY);
    expect(engine.email.sent).toEqual([]);
    expect(await engine.rows('select state, due, reason from delivery')).toEqual([
      { state: 'queued', due: Infinity, reason: 'journey_paused' },
    ]);
  });
});
