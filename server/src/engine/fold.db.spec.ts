import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DAY, HOUR } from '@sojourn/rules';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.js';
import { TestEngine } from '../../../test/support/engine.js';

const NOW = Date.parse('2026-03-10T04:30:00Z');
const OLD = NOW - 2 * DAY - HOUR;

describe('old hours of the live counters', () => {
  let fresh: FreshDatabase;
  let engine: TestEngine;
  beforeAll(async () => {
    fresh = await freshDatabase();
    engine = new TestEngine(fresh, NOW);
    await engine.open();
  });
  afterAll(async () => {
    await engine.close();
    await fresh.drop();
  });

  const fold = () => engine.engine.fold.runOnce([]);
  const add = async (at: number, hours: number, nodes: number) => {
    await engine.database.query(
      `insert into node_counter (workspace_id, journey_id, version, node, metric, hour, slot, n)
       select 1, '00000000-0000-7000-8000-000000000000', 1, 'n' || node, metric, date_trunc('hour', to_timestamp($1::float8 / 1000)) - make_interval(hours => h),
         slot, node + slot
       from generate_series(1, $3::int) as node, unnest(array['entered', 'waiting']) as metric, generate_series(0, $2::int - 1) as h, generate_series(1, 7) as slot`,
      [at, hours, nodes],
    );
    await engine.database.query(
      `insert into transition_counter (workspace_id, model_id, hour, from_stage, to_stage, slot, n)
       select 1, 'primary', date_trunc('hour', to_timestamp($1::float8 / 1000)) - make_interval(hours => h), 'a', 'b', slot, slot
       from generate_series(0, $2::int - 1) as h, generate_series(1, 7) as slot`,
      [at, hours],
    );
  };
  const sums = async () => [
    await engine.rows(
      'select node, metric, hour, sum(n)::int as n from node_counter group by 1, 2, 3 order by 1, 2, 3',
    ),
    await engine.rows('select hour, sum(n)::int as n from transition_counter group by 1 order by 1'),
  ];
  const rows = async (table: string) =>
    engine.rows<{ old: boolean; n: number }>(
      `select hour < to_timestamp($1::float8 / 1000) - interval '2 days' as old, count(*)::int as n from ${table} group by 1 order by 1 desc`,
      [Math.floor(NOW / HOUR) * HOUR],
    );

  it('D4 are folded into one row each, little by little, and sum up to the same', async () => {
    await add(OLD, 30, 20);
    await add(NOW, 5, 20);
    const before = await sums();
    let rounds = 0;
    while (await fold()) rounds += 1;
    // What lies across the end of a chunk is folded by the next day.
    expect((await rows('node_counter'))[0]!.n).toBeLessThan(30 * 20 * 2 + 10);
    engine.clock.set(NOW + DAY - 1);
    expect(await fold()).toBe(false);
    engine.clock.set(NOW + DAY);
    while (await fold());
    expect(rounds).toBeGreaterThan(4);
    expect(await sums()).toEqual(before);
    expect(await rows('transition_counter')).toEqual([
      { old: true, n: 30 },
      { old: false, n: 5 * 7 },
    ]);
    expect((await rows('node_counter'))[1]).toEqual({ old: false, n: 5 * 20 * 2 * 7 });
    expect((await rows('node_counter'))[0]).toEqual({ old: true, n: 30 * 20 * 2 });
  });

  it('D4 leaves alone what somebody writes at this moment, and waits for nobody', async () => {
    await add(OLD - 90 * HOUR, 1, 1);
    const before = await sums();
    engine.clock.set(NOW + 3 * DAY);
    const client = await fresh.pool.connect();
    try {
      await client.query('begin');
      await client.query('select from transition_counter where slot = 2 for update');
      while (await fold());
    } finally {
      await client.query('rollback');
      client.release();
    }
    expect(await sums()).toEqual(before);
    const left = await engine.rows<{ slot: number }>(
      'select slot from transition_counter where hour = (select min(hour) from transition_counter) order by 1',
    );
    expect(left.map(({ slot }) => slot)).toEqual([1, 2]);
  });
});
