import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Journey } from '@sojourn/journey';
import { DAY, HOUR, SECOND } from '@sojourn/rules';
import { shardOf } from '../../server/src/store/ids.js';
import { InvariantsStore } from '../../server/src/store/invariants.store.js';
import { PEOPLE_TABLES } from '../../server/src/store/people-tables.js';
import { Arrivals } from '../support/arrivals.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { TestEngine } from '../support/engine.js';

const NOON = Date.parse('2026-03-02T04:00:00Z');
const ALL = Array.from({ length: 64 }, (_, shard) => shard);

/** start → wait for an order → end; one person once at a time. */
const waiting = (event: string, settings: Journey['settings'] = {}): Journey => ({
  format: 1,
  name: 'Test',
  settings,
  nodes: [
    { id: 'start', type: 'event-trigger', settings: { event } },
    { id: 'wait', type: 'wait-event', settings: { event: 'order_completed', timeout: '30d' } },
    { id: 'end', type: 'end', settings: {} },
  ],
  edges: [
    { from: 'start', port: 'next', to: 'wait' },
    { from: 'wait', port: 'happened', to: 'end' },
    { from: 'wait', port: 'timeout', to: 'end' },
  ],
});

describe('merging profiles', () => {
  let fresh: FreshDatabase;
  let engine: TestEngine;
  let arrivals: Arrivals;

  beforeEach(async () => {
    fresh = await freshDatabase();
    engine = new TestEngine(fresh, NOON);
    await engine.open();
    arrivals = new Arrivals(engine);
  });
  afterEach(async () => {
    await engine.close();
    await fresh.drop();
  });

  const say: Arrivals['say'] = (...items) => arrivals.say(...items);
  const profileOf = async (value: string) =>
    (await engine.rows<{ id: string }>('select profile_id as id from identity where value = $1', [value]))[0]!.id;
  const profiles = () => engine.rows('select id from profile order by id');
  const facts = (id: string) =>
    engine.rows(
      'select event, count, first_at as first, last_at as last from profile_fact where profile_id = $1 order by event',
      [id],
    );
  const sound = async () =>
    expect(await new InvariantsStore(engine.database).inspect({ at: await engine.clock.now(), grace: 0 })).toEqual([]);

  it('EVENT-5 D6 a visitor who turns out to be a known user becomes part of them, with all that came before and since', async () => {
    await say({ userId: 'u', name: 'viewed' });
    engine.clock.set(NOON + HOUR);
    await say({ anonymousId: 'd', name: 'viewed' }, { anonymousId: 'd', name: 'order_completed' });
    await engine.settle();
    const [user, visitor] = [await profileOf('u'), await profileOf('d')];
    expect(user).not.toBe(visitor);
    engine.clock.set(NOON + 2 * HOUR);
    // What comes after the link in the same breath meets the whole: nobody is played before they are one.
    await say(
      { userId: 'u', anonymousId: 'd', traits: { plan: 'gold' } },
      { anonymousId: 'd', name: 'viewed' },
      { userId: 'u', name: 'order_completed' },
    );
    expect(await engine.engine.advance.runOnce(ALL)).toBe(false);
    await engine.settle();
    expect(await profiles()).toEqual([{ id: user }]);
    expect(await profileOf('d')).toBe(user);
    expect(await facts(user)).toEqual([
      { event: 'order_completed', count: 2, first: NOON + HOUR, last: NOON + 2 * HOUR },
      { event: 'viewed', count: 3, first: NOON, last: NOON + 2 * HOUR },
    ]);
    expect(await facts(visitor)).toEqual([]);
    expect(await engine.rows('select stage, attributes from profile')).toEqual([
      { stage: 'mature', attributes: { plan: 'gold' } },
    ]);
    await sound();
  });

  it('EVENT-5 D6 neither time nor events play a profile that is about to become one with another', async () => {
    await engine.publish(waiting('viewed'));
    await say({ userId: 'u', name: 'order_completed' }, { anonymousId: 'd', name: 'viewed' });
    await engine.settle();
    const merges = { from: await profileOf('d'), into: await profileOf('u') };
    // The visitor's wait and the user's next stage come due while their merge is still to be done.
    engine.clock.set(NOON + 60 * DAY);
    await engine.rows(
      `insert into profile_merge (workspace_id, from_id, from_shard, into_id, into_shard, requested_at) values ($1, $2, $3, $4, $5, now())`,
      [engine.workspace, merges.from, shardOf(merges.from), merges.into, shardOf(merges.into)],
    );
    await say({ anonymousId: 'd', name: 'viewed' });
    expect(await engine.engine.advance.runOnce(ALL)).toBe(false);
    expect(await profiles()).toHaveLength(2);
    await engine.settle();
    expect(await profiles()).toEqual([{ id: merges.into }]);
    expect(await engine.rows('select reason from enrollment_history')).toEqual([{ reason: 'completed' }]);
  });

  it('EVENT-5 D6 rows that still come to the one that is no more are forwarded in their order', async () => {
    await say({ userId: 'u', name: 'a' }, { anonymousId: 'd', name: 'a' });
    await engine.settle();
    const visitor = await profileOf('d');
    const user = await profileOf('u');
    await say({ userId: 'u', anonymousId: 'd', name: 'a' });
    await engine.settle();
    const sent = ['first', 'second', 'third'];
    for (const name of sent) {
      await engine.database.query(
        `insert into inbox (workspace_id, shard, profile_id, kind, name, occurred_at, accepted_at, payload)
         select workspace_id, shard, profile_id, 'event', $2, at, at, '{}' from departed_profile where profile_id = $1`,
        [visitor, name],
      );
    }
    await engine.settle();
    const played = await engine.rows('select name from event where profile_id = $1 order by ordinal', [user]);
    expect(played.map(({ name }) => name)).toEqual(['a', 'a', ...sent]);
    expect(await engine.rows('select * from inbox')).toEqual([]);
    await sound();
  });

  it('EVENT-5 whatever order events and the merge come in, the facts are those of one profile that had them all', async () => {
    const control = await Promise.all(
      Array.from({ length: 6 }, async (_, run) => {
        const names = { userId: `u${run}`, anonymousId: `d${run}` };
        const steps = shuffled(run, [...Array.from({ length: 12 }, (__, n) => ({ who: n % 2, n })), { who: 2, n: 12 }]);
        return { names, steps };
      }),
    );
    for (let index = 0; index < 13; index++) {
      for (const { names, steps } of control) {
        const { who, n } = steps[index]!;
        const event = { name: n % 3 === 0 ? 'order_completed' : 'viewed', occurredAt: NOON - n * HOUR };
        if (who === 0) await say({ userId: names.userId, ...event });
        else if (who === 1) await say({ anonymousId: names.anonymousId, ...event });
        else await say({ ...names, ...event });
        await say({ userId: `whole ${names.userId}`, ...event });
      }
      // Now and then a batch plays in between, or a merge, or neither.
      if (index % 3 === 1) await engine.engine.advance.runOnce(ALL);
      if (index % 4 === 2) await engine.engine.merge.runOnce(ALL);
      engine.clock.set(NOON + (index + 1) * SECOND);
    }
    await engine.settle();
    for (const { names } of control) {
      const merged = await profileOf(names.userId);
      expect(await profileOf(names.anonymousId)).toBe(merged);
      expect(await facts(merged)).toEqual(await facts(await profileOf(`whole ${names.userId}`)));
    }
    await sound();
  });

  it('EVENT-5 a run that both have under one key goes on once, the older one, and the log says so', async () => {
    const journey = await engine.publish(waiting('signed_up'));
    await say({ anonymousId: 'd', name: 'signed_up' });
    await engine.settle();
    engine.clock.set(NOON + HOUR);
    await say({ userId: 'u', name: 'signed_up' });
    await engine.settle();
    const [older, younger] = await engine.rows<{ id: string }>('select id from enrollment order by entered_at');
    await say({ userId: 'u', anonymousId: 'd', name: 'viewed' });
    await engine.settle();
    const user = await profileOf('u');
    expect(await engine.rows('select id, profile_id from enrollment')).toEqual([{ id: older!.id, profile_id: user }]);
    expect(await engine.rows('select id, reason from enrollment_history')).toEqual([
      { id: younger!.id, reason: 'merged' },
    ]);
    expect(await engine.rows(`select enrollment_id as id, reason from step where outcome = 'ended'`)).toEqual([
      { id: younger!.id, reason: { exit: 'merged' } },
    ]);
    expect(await engine.rows('select journey_id, count, live from entry_ledger')).toEqual([
      { journey_id: journey, count: 2, live: 1 },
    ]);
    await sound();
    await say({ userId: 'u', name: 'order_completed' });
    await engine.settle();
    expect(await engine.rows('select id from enrollment')).toEqual([]);
    await sound();
  });

  it('EVENT-5 runs that the rule lets one be in at once all go on', async () => {
    await engine.publish(waiting('signed_up', { reentry: { rule: 'always', atOnce: 2 } }));
    await say({ anonymousId: 'd', name: 'signed_up' }, { anonymousId: 'd', name: 'signed_up' });
    await say({ userId: 'u', name: 'signed_up' });
    await engine.settle();
    await say({ userId: 'u', anonymousId: 'd', name: 'viewed' });
    await engine.settle();
    expect(await engine.rows('select count(*)::int as n from enrollment')).toEqual([{ n: 2 }]);
    await sound();
  });

  it('EVENT-5 merges come in a chain: into one that is being merged itself, and round in a circle', async () => {
    const external = (id: string) => ({ externalIds: [{ kind: 'openid', value: id }] });
    await say({ anonymousId: 'a', name: 'x' }, { ...external('b'), name: 'x' }, { userId: 'c', name: 'x' });
    await engine.settle();
    const [a, b, c] = [await profileOf('a'), await profileOf('b'), await profileOf('c')];
    expect(new Set([a, b, c]).size).toBe(3);
    // a → b and b → c at once, and the circle back, which nobody can ask for but two at the same moment.
    await say({ ...external('b'), anonymousId: 'a', name: 'x' }, { userId: 'c', ...external('b'), name: 'x' });
    await engine.database.query(
      `insert into profile_merge (workspace_id, from_id, from_shard, into_id, into_shard, requested_at)
       select $1, $2, shard, $3, 0, now() from identity where profile_id = $2 limit 1`,
      [engine.workspace, c, a],
    );
    await engine.settle();
    expect(await profiles()).toEqual([{ id: c }]);
    expect(await facts(c)).toEqual([{ event: 'x', count: 5, first: NOON, last: NOON }]);
    expect(await engine.rows('select distinct into_id from departed_profile')).toEqual([{ into_id: c }]);
    expect(await engine.rows('select * from profile_merge')).toEqual([]);
    await sound();
  });

  it('EVENT-5 two known users never become one, by alias least of all', async () => {
    await say({ userId: 'u1', anonymousId: 'd', name: 'x' }, { userId: 'u2', name: 'x' });
    await engine.settle();
    expect(await say({ userId: 'u2', previousId: 'u1', name: 'alias' })).toEqual(['two_users']);
    expect(await say({ userId: 'u2', previousId: 'd', name: 'alias' })).toEqual(['two_users']);
    // A shared device tells nothing of two people.
    expect(await say({ userId: 'u2', anonymousId: 'd', name: 'x' })).toEqual([undefined]);
    await engine.settle();
    expect(await profiles()).toHaveLength(2);
    expect(await profileOf('d')).toBe(await profileOf('u1'));
    // Two accounts of one service are two people, whatever device they shared.
    const openid = (value: string) => ({ externalIds: [{ kind: 'openid', value }] });
    await say({ ...openid('o1'), anonymousId: 'shared', name: 'x' }, { ...openid('o2'), name: 'x' });
    await say({ ...openid('o2'), anonymousId: 'shared', name: 'x' });
    await engine.settle();
    expect(await profileOf('o1')).not.toBe(await profileOf('o2'));
    await sound();
  });

  it('EVENT-5 an alias gives a user another name, or a visitor a first one', async () => {
    await say({ userId: 'old', name: 'x' }, { anonymousId: 'd', name: 'x' });
    expect(await say({ userId: 'new', previousId: 'old', name: 'alias' })).toEqual([undefined]);
    expect(await say({ userId: 'visitor', previousId: 'd', name: 'alias' })).toEqual([undefined]);
    expect(await say({ userId: 'visitor', previousId: 'not seen yet', name: 'alias' })).toEqual([undefined]);
    await say({ anonymousId: 'not seen yet', name: 'x' });
    await engine.settle();
    expect(await profileOf('new')).toBe(await profileOf('old'));
    expect(await profileOf('visitor')).toBe(await profileOf('d'));
    expect(await profileOf('not seen yet')).toBe(await profileOf('d'));
    expect(await profiles()).toHaveLength(2);
  });

  it('EVENT-5 D6 whatever dies in the middle of a merge, nothing of it has happened and it is done anew', async () => {
    await engine.publish(waiting('signed_up'));
    await say({ anonymousId: 'd', name: 'signed_up' }, { userId: 'u', name: 'signed_up' });
    await engine.settle();
    await say({ userId: 'u', anonymousId: 'd', name: 'order_completed' });
    const before = await everything();
    const { database } = engine;
    const transaction = database.transaction.bind(database);
    let cut = 0;
    for (let done = false; !done; cut++) {
      let statements = 0;
      // The connection is lost at each statement in turn.
      database.transaction = (work) =>
        transaction((client) => {
          const query = client.query.bind(client);
          client.query = (async (...given: unknown[]) => {
            if (statements++ === cut) await database.query('select pg_terminate_backend($1)', [await pidOf(query)]);
            return (query as (...all: unknown[]) => Promise<unknown>)(...given);
          }) as never;
          return work(client).finally(() => (client.query = query));
        });
      done = await engine.engine.merge.runOnce(ALL).catch(() => false);
      if (!done) expect(await everything()).toEqual(before);
    }
    database.transaction = transaction;
    expect(cut).toBeGreaterThan(20);
    await engine.settle();
    expect(await profiles()).toHaveLength(1);
    expect(await engine.rows('select count(*)::int as n from enrollment_history')).toEqual([{ n: 2 }]);
    await sound();
  });

  it('D6 every table with a profile_id says what a merge and an erasure do to it', async () => {
    const found = await engine.rows<{ table: string }>(
      `select c.relname as table from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'profile_id' and not a.attisdropped
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition`,
    );
    const said = [...PEOPLE_TABLES.map(({ table }) => table), 'departed_profile'];
    expect(found.map(({ table }) => table).sort()).toEqual(said.sort());
  });

  async function everything() {
    const tables = ['identity', 'profile', 'profile_fact', 'enrollment', 'entry_ledger', 'inbox', 'profile_merge'];
    return Promise.all(tables.map((table) => engine.rows(`select t::text from ${table} t order by 1`)));
  }

  it('EVENT-5 a delivery follows its enrollment, also one that a sender holds', async () => {
    const journey = waiting('signed_up');
    journey.nodes.splice(1, 0, {
      id: 'mail',
      type: 'send-email',
      settings: { template: '00000000-0000-7000-8000-000000000000', topic: 'marketing' },
    });
    journey.edges = [
      { from: 'start', port: 'next', to: 'mail' },
      { from: 'mail', port: 'next', to: 'wait' },
      ...journey.edges.slice(1),
    ];
    await engine.publish(journey);
    await say({ userId: 'u', name: 'x' });
    await say({ anonymousId: 'held', name: 'signed_up' }, { anonymousId: 'queued', name: 'order_completed' });
    const { advance, decide, send, merge } = engine.engine;
    await advance.runOnce(ALL);
    await decide.runOnce(ALL);
    // While the receiver is being asked, the profile becomes part of another one.
    const answer = engine.email.send.bind(engine.email);
    engine.email.send = async (batch) => {
      await say({ userId: 'u', anonymousId: 'held', name: 'x' });
      expect(await merge.runOnce(ALL)).toBe(true);
      return answer(batch);
    };
    await send.runOnce(ALL);
    engine.email.send = answer;
    await engine.settle();
    const user = await profileOf('u');
    expect(engine.email.sent).toHaveLength(1);
    expect(await engine.rows('select profile_id, node from enrollment')).toEqual([{ profile_id: user, node: 'wait' }]);
    expect(await engine.rows('select outcome from delivery_history')).toEqual([{ outcome: 'sent' }]);
    expect(await engine.rows('select * from delivery')).toEqual([]);
    await sound();
  });
});

async function pidOf(query: (text: string) => Promise<unknown>): Promise<number> {
  return ((await query('select pg_backend_pid() as pid')) as { rows: { pid: number }[] }).rows[0]!.pid;
}

/** The same order for the same seed. */
function shuffled<Item>(seed: number, items: Item[]): Item[] {
  let state = seed + 1;
  const next = () => (state = (state * 48_271) % 2_147_483_647);
  return items
    .map((item) => ({ item, at: next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
