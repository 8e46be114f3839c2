import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SECOND } from '@sojourn/rules';
import { type FreshDatabase, freshDatabase } from '../../../test/support/database.js';
import { Database } from './database.js';
import { HealthStore } from './health.store.js';

const NOW = Date.parse('2026-03-02T04:00:00Z');
let fresh: FreshDatabase;
let database: Database;

beforeAll(async () => {
  fresh = await freshDatabase();
  database = Database.open(fresh.url, { options: '-c timezone=UTC -c enable_seqscan=off -c jit=off' });
});
afterAll(async () => {
  await database.close();
  await fresh.drop();
});

/** Sleepers in every shard that wake at or after `due`, a second apart. */
const sleepers = (count: number, due: number) =>
  fresh.pool.query(
    `insert into enrollment (id, workspace_id, shard, profile_id, journey_id, version, key, node, step, entered_at, arrived_at, due, entry)
     select gen_random_uuid(), 1, n % 64, gen_random_uuid(), gen_random_uuid(), 1, '', 'wait', 1, now(), now(),
            to_timestamp($2::float8 / 1000) + make_interval(secs => n), '{}'
       from generate_series(0, $1::int - 1) as n`,
    [count, due],
  );

describe('how late the engine is', () => {
  it('is nothing while all sleep, and else how long ago the first of any shard came due', async () => {
    const health = new HealthStore(database);
    expect(await health.lateness(NOW)).toBe(0);
    await sleepers(200, NOW + SECOND);
    expect(await health.lateness(NOW)).toBe(0);
    // The 64th shard is late by a second, all others by less or not at all.
    expect(await health.lateness(NOW + 10 * SECOND)).toBe(9 * SECOND);
    await sleepers(64, NOW - 70 * SECOND);
    expect(await health.lateness(NOW)).toBe(70 * SECOND);
  });

  it('WAIT-6 counts who stands still although their time has come, of every kind', async () => {
    const health = new HealthStore(database);
    const before = NOW - 60 * SECOND;
    const others = await health.stuck(before);
    await sleepers(100, before - 200 * SECOND);
    expect(await health.stuck(before)).toBe(others + 100);
    await fresh.pool.query(
      `insert into profile (workspace_id, shard, id, stage, stage_since, model_version, played, ordinal, next_flip)
       values (1, 3, gen_random_uuid(), 'x', now(), 1, now(), 0, $1), (1, 3, gen_random_uuid(), 'x', now(), 1, now(), 0, 'infinity')`,
      [new Date(before - SECOND)],
    );
    const sending = (state: string, instants: string) =>
      fresh.pool.query(
        `insert into delivery (workspace_id, shard, id, key, profile_id, enrollment_id, journey_id, version, node, step, channel, topic,
           content, entry, at, ordinal, state, due, decided_at, lease_until)
         select 1, 5, gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 1, 'mail', 1,
           'email', 'marketing', '{}', '{}', now(), 0, $1, ${instants}`,
        [state, new Date(before - SECOND)],
      );
    await sending('queued', '$2, null, null');
    await sending('ready', 'now(), $2, null');
    await sending('leased', 'now(), now(), $2');
    await sending('settled', '$2, $2, $2');
    expect(await health.stuck(before)).toBe(others + 104);
  });

  it('TIME-5 is read from the first entry of each shard, however many sleep', async () => {
    await fresh.pool.query('analyze enrollment');
    const plan: string[] = [];
    const explaining = {
      query: async (text: string, values: unknown[]) => {
        const { rows } = await database.query<{ 'QUERY PLAN': string }>(`explain ${text}`, values);
        plan.push(...rows.map((row) => row['QUERY PLAN']));
        return { rows: [{ due: null, n: 0 }] };
      },
    };
    const health = new HealthStore(explaining as unknown as Database);
    await health.lateness(NOW);
    // Bound to the shard of its turn: without that, everything that is due is read and sorted.
    expect(plan.join('\n')).toMatch(
      /using enrollment_due on enrollment e .*\n\s*Index Cond: \(\(shard = \(slot\.shard/,
    );
    plan.length = 0;
    await health.stuck(NOW);
    expect(plan.join('\n')).not.toMatch(/Seq Scan|Sort/);
  });
});
