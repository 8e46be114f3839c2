import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DAY, MINUTE } from '@sojourn/rules';
import pg from 'pg';
import { openStandardWorkspace } from '../bench/standard-journey.js';
import { storeWaiting } from '../bench/waiting.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { SHARDS } from '../../server/src/store/ids.js';
import { TestEngine } from '../support/engine.js';

/** A shard's part of a batch. */
const EACH = 64;

const SHARD = 7;

describe('a crowd of one workspace (D22)', () => {
  let database: FreshDatabase;
  let engine: TestEngine;
  beforeEach(async () => {
    database = await freshDatabase();
    engine = new TestEngine(database, Date.now() + 10 * MINUTE, { limits: { batch: EACH * SHARDS } });
  });
  afterEach(async () => {
    await engine.close();
    await database.drop();
  });

  let [crowd, other] = [0, 0];
  beforeEach(async () => {
    crowd = await openStandardWorkspace(database.pool, 'crowd');
    other = await openStandardWorkspace(database.pool, 'other');
  });
  /** Lets everybody there is be in one shard. */
  async function crowdTogether(): Promise<void> {
    for (const table of ['profile', 'profile_fact', 'entry_ledger', 'enrollment'])
      await database.pool.query(`update ${table} set shard = ${SHARD}`);
  }
  const batch = () => engine.engine.advance.runOnce(Array.from({ length: 64 }, (_, shard) => shard));
  /** Puts events into the inbox, in this order. */
  const arrive = (workspace: number, count: number, at: number, name = 'signed_up') =>
    database.pool.query(
      `insert into inbox (workspace_id, shard, profile_id, kind, name, occurred_at, accepted_at, payload)
       select $1, ${SHARD}, gen_random_uuid(), 'event', $2, $3, $3, '{"properties": {}}' from generate_series(1, $4)`,
      [workspace, name, new Date(at).toISOString(), count],
    );
  const playedOf = async () =>
    (
      await database.pool.query<{ n: number }>(
        `select (select count(*)::int from event where workspace_id = w.id) as n from workspace w order by w.id`,
      )
    ).rows.map(({ n }) => n);
  /** Profiles that time moves at an instant. */
  const waitFor = (workspace: number, count: number, flip: number) =>
    database.pool.query(
      `with made as (
         insert into profile (workspace_id, shard, id, stage, stage_since, model_version, played, ordinal, next_flip)
         select $1, ${SHARD}, gen_random_uuid(), 'new', $2, 1, $2, 1, $3 from generate_series(1, $4) returning workspace_id, shard, id
       )
       insert into profile_fact (workspace_id, shard, profile_id, event, count, first_at, last_at)
       select workspace_id, shard, id, 'signed_up', 1, $2, $2 from made`,
      [workspace, new Date(flip - 30 * DAY).toISOString(), new Date(flip).toISOString(), count],
    );
  const movedOf = async () =>
    (
      await database.pool.query<{ n: number }>(
        `select (select count(*)::int from profile where workspace_id = w.id and stage = 'silent') as n from workspace w order by w.id`,
      )
    ).rows.map(({ n }) => n);

  it('leaves the others their turn in every batch, although they were due later', async () => {
    await storeWaiting(database.pool, crowd, 300, { lead: 1_000, spread: 1_000 });
    await storeWaiting(database.pool, other, 3, { lead: 60_000, spread: 1_000 });
    await crowdTogether();

    // A batch of one shard takes 64 at least, and everything is due.
    await batch();

    const { rows } = await database.pool.query<{ workspace: number; ended: number }>(
      `select workspace_id as workspace, count(*)::int as ended from step where node = 'wait' group by workspace_id order by workspace_id`,
    );
    expect(rows).toEqual([
      { workspace: crowd, ended: 64 },
      { workspace: other, ended: 3 },
    ]);
  });

  it('leaves the others their turn at the inbox, in their order and up to their own time', async () => {
    const now = await engine.clock.now();
    await storeWaiting(database.pool, other, 1, { lead: 60_000, spread: 1_000 });
    await crowdTogether();
    await database.pool.query('update enrollment set due = $1', [new Date(now - 500).toISOString()]);
    await arrive(crowd, 300, now - 2_000);
    await arrive(other, 20, now - 1_000);
    await batch();
    // A quarter of a batch for each of them; and no further in time than what was taken of theirs.
    expect(await playedOf()).toEqual([64, 16]);
    const waits = `select count(*)::int as n from step where node = 'wait' and workspace_id = ${other} and at = $1`;
    const ended = async () =>
      (await database.pool.query<{ n: number }>(waits, [new Date(now - 500).toISOString()])).rows[0]!.n;
    expect(await ended()).toBe(0);
    await batch();
    expect(await playedOf()).toEqual([128, 20]);
    expect(await ended()).toBe(0);
    // Their own waits of before come first.
    await batch();
    expect(await ended()).toBe(1);
  });

  it('passes a crowd in the inbox over once, and keeps each profile’s events in order', async () => {
    const now = await engine.clock.now();
    await arrive(crowd, 3_000, now - 2_000);
    await database.pool.query(
      `insert into inbox (workspace_id, shard, profile_id, kind, name, occurred_at, accepted_at, payload)
       select $1, ${SHARD}, '00000000-0000-7000-8000-000000000001', 'event', 'step' || n, $2, $2, '{"properties": {}}'
       from generate_series(1, 40) as n order by n`,
      [other, new Date(now - 1_000).toISOString()],
    );
    const counts: number[] = [];
    while (counts.length < 7) {
      await batch();
      counts.push((await playedOf())[1]!);
    }
    // 1,024 are looked at in a batch.
    expect(counts).toEqual([0, 0, 16, 32, 40, 40, 40]);
    const { rows } = await database.pool.query<{ name: string }>(
      'select name from event where workspace_id = $1 order by ordinal',
      [other],
    );
    expect(rows.map(({ name }) => name)).toEqual(Array.from({ length: 40 }, (_, n) => `step${n + 1}`));
  });

  it('leaves the others their flips, be it that a crowd flips at the same midnight', async () => {
    const now = await engine.clock.now();
    await waitFor(crowd, 2_000, now - 1_000);
    await waitFor(other, 20, now - 1_000);
    const counts: number[][] = [];
    while (counts.length < 4) {
      await batch();
      counts.push(await movedOf());
    }
    expect(counts.map(([, others]) => others)).toEqual([0, 16, 20, 20]);
    expect(counts.map(([many]) => many)).toEqual([64, 128, 192, 256]);
  });

  it('asks for others only beside a crowd, and by index', async () => {
    const now = await engine.clock.now();
    const asked = new Map<string, { text: string; values: unknown[] }>();
    const { query } = pg.Client.prototype;
    pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
      const [first] = given as [{ name?: string; text: string; values: unknown[] }];
      if (first?.name) asked.set(first.name, first);
      return query.apply(this, given as never);
    } as never;
    const beside = () => [...asked.keys()].filter((name) => /ahead|others/.test(name));
    try {
      await arrive(crowd, 63, now - 2_000);
      await batch();
      expect(beside()).toEqual([]);
      await arrive(crowd, 64, now - 2_000);
      await batch();
      expect(beside()).toEqual(['look_ahead', 'due_of_others', 'flips_ahead']);
    } finally {
      pg.Client.prototype.query = query;
    }
    for (const [name, place] of [
      ['look_ahead', '(shard = held.shard) AND (id > held.passed)'],
      ['flips_ahead', 'AND (ROW(next_flip, workspace_id) > ROW(held.passed, held.crowd))'],
    ] as const) {
      const { text, values } = asked.get(name)!;
      const { rows } = await engine.database.query<{ 'QUERY PLAN': string }>(`explain ${text}`, values);
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      expect(plan).toMatch(/Index Scan/);
      expect(plan.replaceAll('"', '')).toContain(place);
    }
  });
});
