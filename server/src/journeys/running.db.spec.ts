import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { journeysApi, workspaceApi, type Overdue } from '@sojourn/api';
import type { Journey } from '@sojourn/journey';
import { DAY, HOUR, MINUTE, SECOND } from '@sojourn/rules';
import { aJourney, aWelcome } from '../../../test/support/a-journey.js';
import { RunningShop } from '../../../test/support/running-shop.js';
import { until } from '../../../test/support/until.js';

let shop: RunningShop;
beforeEach(async () => {
  shop = await RunningShop.open();
});
afterEach(() => shop?.close());

const SHARDS = Array.from({ length: 64 }, (_, shard) => shard);
const at = (journey: string) => ({ params: { journey } });
async function publish(journey: Journey): Promise<string> {
  const made = await shop.console.call(journeysApi.create, { body: { journey } });
  await shop.console.call(journeysApi.publish, { ...at(made.id), body: { revision: 1, note: '' } });
  return made.id;
}
/** A wait of an hour, then a mail, then a day's rest. */
async function mailing(): Promise<Journey> {
  const body = { name: 'Hi', channel: 'email' as const, variants: { en: { subject: 'Hi', body: 'Hi' } } };
  const { id: template } = await shop.console.call(workspaceApi.addTemplate, { body });
  return aJourney(
    {
      start: ['event-trigger', { event: 'signed_up' }],
      wait: ['wait-duration', { for: '1h' }],
      mail: ['send-email', { template, topic: 'transactional' }],
      rest: ['wait-duration', { for: '1d' }],
      done: ['end', {}],
    },
    ['start > wait', 'wait > mail', 'mail > rest', 'rest > done'],
  );
}
const listening = aJourney(
  {
    start: ['event-trigger', { event: 'signed_up' }],
    hear: ['wait-event', { events: [{ id: 'happened', event: 'ordered' }], timeout: '1d' }],
    rest: ['wait-duration', { for: '2d' }],
    late: ['end', {}],
    done: ['end', {}],
  },
  ['start > hear', 'hear.happened > rest', 'hear.timeout > late', 'rest > done'],
);
const enter = (...profiles: string[]) =>
  shop.engine.accept(...profiles.map((profile) => ({ profile, name: 'signed_up' })));
const people = (count: number) => Array.from({ length: count }, (_, n) => `p${n}`);
const now = () => shop.engine.clock.now();
const later = async (time: number) => {
  await shop.engine.moveTo((await now()) + time);
  await shop.signIn();
};
const pause = (id: string, timers?: 'run' | 'freeze') =>
  shop.console.call(journeysApi.pause, { ...at(id), body: { timers: timers ?? 'run' } });
async function resume(id: string, overdue: Overdue = { do: 'now' }) {
  const moved = await shop.console.call(journeysApi.resume, { ...at(id), body: { overdue } });
  await shop.settle();
  return shop.console.call(workspaceApi.operation, { params: { operation: moved.operation! } });
}
const overdue = (id: string, olderThan?: string) =>
  shop.console.call(journeysApi.overdue, { ...at(id), query: { ...(olderThan && { olderThan }) } });
const state = async (id: string) => (await shop.console.call(journeysApi.get, at(id))).state;

describe('a pause', () => {
  it('F25 sends nothing while it lasts, scans nobody, and each of 1,000 goes once when it is resumed', async () => {
    const id = await publish(await mailing());
    await enter(...people(1_000));
    await later(HOUR / 2);
    await pause(id);
    await later(HOUR / 2 + 6 * SECOND);
    expect(shop.engine.email.sent).toHaveLength(0);
    // A paused sleeper is put aside once: nothing is due any more, however often somebody looks (D12).
    const waiting = `select parked, count(*) as n from enrollment where due = 'infinity' group by 1`;
    expect(await shop.engine.rows(waiting)).toEqual([{ parked: 'paused', n: 1_000 }]);
    expect(await overdue(id)).toMatchObject({ timers: 'run', overdue: 1_000 });
    expect(await resume(id)).toMatchObject({ state: 'done', done: 1_000 });
    const { sent } = shop.engine.email;
    expect([sent.length, new Set(sent.map(({ key }) => key)).size]).toEqual([1_000, 1_000]);
  });

  it('STATE-1 with frozen timers puts every wait off by its length, to the millisecond, once, over two pauses', async () => {
    const id = await publish(aWelcome());
    await enter('soon', 'late');
    await shop.settle();
    const entered = await now();
    const ends = async () =>
      (await shop.engine.rows<{ at: number }>('select ended_at as at from enrollment_history order by 1')).map(
        (row) => row.at - entered,
      );
    const shown = async () => {
      const { items } = await shop.console.call(journeysApi.atNode, { params: { journey: id, node: 'rest' } });
      return [...new Set(items.map(({ dueAt }) => Date.parse(dueAt!) - entered))];
    };
    // The wait of a day is not due yet when the first pause ends, and comes due in the second.
    await later(2 * HOUR);
    await pause(id, 'freeze');
    await later(3 * HOUR);
    expect(await shown()).toEqual([DAY + 3 * HOUR]);
    await later(7);
    await resume(id);
    expect(await shown()).toEqual([DAY + 3 * HOUR + 7]);
    await later(HOUR);
    await pause(id, 'freeze');
    await later(2 * DAY + 11);
    expect(await shown()).toEqual([DAY + 3 * HOUR + 7 + 2 * DAY + 11]);
    expect(await overdue(id)).toMatchObject({ timers: 'freeze', overdue: 0 });
    expect(await ends()).toEqual([]);
    await resume(id);
    const frozen = 3 * HOUR + 7 + 2 * DAY + 11;
    await later(DAY - 3 * HOUR - 1);
    expect(await ends()).toEqual([]);
    await later(1);
    expect(await ends()).toEqual([DAY + frozen, DAY + frozen]);
    // Nothing is left over that would wake anybody again.
    expect(await shop.engine.rows('select 1 from enrollment')).toEqual([]);
  });

  it('STATE-1 with frozen timers a message is too late, a goal missed and an exit due when they would be anyhow', async () => {
    const drawn = await mailing();
    drawn.nodes.find(({ id }) => id === 'mail')!.settings.notAfter = '2h';
    const entered = await now();
    drawn.settings = {
      goals: [{ id: 'bought', when: { on: 'event', event: 'ordered' }, within: '4h', effect: 'count' }],
      exits: [{ id: 'over', when: { on: 'date', at: new Date(entered + 10 * HOUR).toISOString() } }],
    };
    const id = await publish(drawn);
    await enter('p');
    await shop.settle();
    shop.engine.clock.set(entered + HOUR);
    await shop.engine.engine.advance.runOnce(SHARDS);
    await pause(id, 'freeze');
    await shop.settle();
    await later(5 * HOUR);
    await resume(id);
    await shop.engine.accept({ profile: 'p', name: 'ordered' });
    await later(DAY);
    expect(await shop.engine.rows('select outcome from delivery_history')).toEqual([{ outcome: 'expired' }]);
    expect(await shop.engine.rows('select goal from goal_reached')).toEqual([]);
    expect(await shop.engine.rows('select reason, ended_at as at from enrollment_history')).toEqual([
      { reason: 'exit_rule', at: entered + 10 * HOUR },
    ]);
  });

  it('STATE-1 with frozen timers lets events end waits, whose next rest stands still from then on', async () => {
    const id = await publish(listening);
    await enter('orders', 'silent');
    await shop.settle();
    const entered = await now();
    await later(12 * HOUR);
    await pause(id, 'freeze');
    await later(2 * DAY);
    await shop.engine.accept({ profile: 'orders', name: 'ordered' });
    await shop.settle();
    await later(DAY);
    await resume(id);
    await later(3 * DAY);
    const ended = await shop.engine.rows<{ profile: string; at: number }>(
      'select profile_id as profile, ended_at as at from enrollment_history',
    );
    const after = new Map(ended.map((row) => [row.profile, row.at - entered]));
    expect(after.get(shop.engine.profile('silent'))).toBe(DAY + 3 * DAY);
    // It ordered half a day and two days after it came; its two days began to count a day later.
    expect(after.get(shop.engine.profile('orders'))).toBe(12 * HOUR + 3 * DAY + 2 * DAY);
  });
});

describe('resuming', () => {
  it('STATE-2 says how many are overdue, and lets those overdue for too long leave', async () => {
    const id = await publish(await mailing());
    await enter('old', 'older');
    await later(2 * HOUR);
    await enter('young');
    await shop.settle();
    shop.engine.email.sent.length = 0;
    // All three are at the mail or before it, in a journey that was paused before their time.
    const other = await publish(await mailing());
    await enter('a', 'b');
    await shop.settle();
    await pause(other);
    await later(5 * HOUR);
    expect(await overdue(other)).toMatchObject({ overdue: 2 });
    expect(await overdue(other, '4h')).toMatchObject({ overdue: 2, older: 0 });
    expect(await overdue(other, '3h')).toMatchObject({ overdue: 2, older: 2 });
    shop.engine.email.sent.length = 0;
    const done = await resume(other, { do: 'skip', olderThan: '3h' });
    expect(done).toMatchObject({ state: 'done', done: 2, detail: { counts: { skipped: 2 } } });
    const over = await shop.engine.rows(
      'select reason, count(*) as n from enrollment_history where journey_id = $1 group by 1',
      [other],
    );
    expect(over).toEqual([{ reason: 'overdue', n: 2 }]);
    expect(shop.engine.email.sent).toHaveLength(0);
    const refused = await shop.console.ask(journeysApi.overdue, at(id));
    expect([refused.status, refused.body.title]).toEqual([409, 'This journey is not paused: nobody is held up.']);
  });

  it('STATE-2 does not send a message that was held for too long', async () => {
    const id = await publish(await mailing());
    await enter('held');
    await shop.settle();
    shop.engine.clock.set((await now()) + HOUR);
    // The walk has parked the message; nobody has decided yet.
    await shop.engine.engine.advance.runOnce(SHARDS);
    await pause(id);
    await shop.settle();
    await later(5 * HOUR);
    expect(await overdue(id, '4h')).toMatchObject({ overdue: 1, older: 1 });
    await resume(id, { do: 'skip', olderThan: '4h' });
    await later(SECOND);
    expect(shop.engine.email.sent).toHaveLength(0);
    expect(await shop.engine.rows('select reason from enrollment_history')).toEqual([{ reason: 'overdue' }]);
    expect(await shop.engine.rows('select id from delivery')).toEqual([]);
  });

  it('STATE-2 spreads them: never more than so many a minute, and nobody is left behind', async () => {
    const id = await publish(await mailing());
    await enter(...people(100));
    await later(HOUR / 2);
    await pause(id);
    await later(3 * HOUR);
    expect(await resume(id, { do: 'spread', perMinute: 30 })).toMatchObject({ state: 'done', done: 100 });
    const resumed = await now();
    await later(10 * MINUTE);
    const sent = await shop.engine.rows<{ at: number }>('select at from delivery_history order by at');
    const perMinute = new Map<number, number>();
    for (const row of sent) {
      const minute = Math.floor((row.at - resumed) / MINUTE);
      perMinute.set(minute, (perMinute.get(minute) ?? 0) + 1);
    }
    expect([...perMinute]).toEqual([
      [0, 30],
      [1, 30],
      [2, 30],
      [3, 10],
    ]);
  });
});

describe('draining and stopping', () => {
  const drained = () => shop.engine.engine.drained.runOnce([]);

  it('STATE-1 a draining journey takes nobody in, lets those inside finish, and stops once they have', async () => {
    const id = await publish(aWelcome());
    await enter('inside');
    await shop.settle();
    await shop.console.call(journeysApi.drain, at(id));
    await enter('too_late');
    await shop.settle();
    expect(await drained()).toBe(false);
    expect(await state(id)).toBe('draining');
    await later(DAY);
    expect(await drained()).toBe(true);
    expect(await state(id)).toBe('stopped');
    const over = await shop.engine.rows('select reason from enrollment_history');
    expect(over).toEqual([{ reason: 'completed' }]);
    expect(await drained()).toBe(false);
  });

  it('STATE-1 a draining journey is not stopped while a batch may still let somebody in', async () => {
    const id = await publish(aWelcome());
    await shop.console.call(journeysApi.drain, at(id));
    const holder = await shop.app.database.pool.connect();
    await holder.query('begin');
    await holder.query('select pg_advisory_xact_lock($1, 5)', [0x534f4a]);
    const asked = drained();
    await until('it waits for the batch', async () => {
      const { rows } = await shop.app.database.pool.query(
        `select from pg_locks where locktype = 'advisory' and classid = $1 and not granted`,
        [0x534f4a],
      );
      return rows.length === 1;
    });
    expect(await state(id)).toBe('draining');
    await holder.query('commit');
    holder.release();
    expect(await asked).toBe(true);
    expect(await state(id)).toBe('stopped');
  });

  it('STATE-1 stopping takes out whoever entered between the moment of the stop and its commit', async () => {
    const id = await publish(aWelcome());
    const holder = await shop.app.database.pool.connect();
    await holder.query('begin');
    await holder.query('lock table operation in share mode');
    // The stop has its instant and waits before its commit; a batch knows nothing of it and lets somebody in.
    const stopped = shop.console.call(journeysApi.stop, at(id));
    await until('the stop waits', async () => {
      const { rows } = await shop.app.database.pool.query(
        `select from pg_locks where relation = 'operation'::regclass and not granted`,
      );
      return rows.length > 0;
    });
    shop.engine.clock.set((await now()) + SECOND);
    await enter('quick');
    await shop.engine.engine.advance.runOnce(SHARDS);
    expect(await shop.engine.rows('select node from enrollment')).toEqual([{ node: 'rest' }]);
    await holder.query('commit');
    holder.release();
    await stopped;
    await shop.settle();
    expect(await shop.engine.rows('select node from enrollment')).toEqual([]);
    expect(await shop.engine.rows('select reason from enrollment_history')).toEqual([{ reason: 'stopped' }]);
  });
});
