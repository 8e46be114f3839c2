import type { BenchCase, Figure } from './bench-case.js';
import { fillPopulation } from './data/population.js';
import { timeDueLookUps } from './due-look-up.js';
import { EngineProcess } from './engine-process.js';
import { latenessFigures, latenessOf } from './lateness.js';
import { preparedDatabase } from './prepared.js';
import { STANDARD_JOURNEY } from './standard-journey.js';
import { readsOf } from './table-reads.js';

/** B9: time moves some of very many, and finding them must not mean looking at all. */
export const b9: BenchCase = {
  id: 'B9',
  title: '10,000 stage changes due by time within a minute, among 1,000,000 profiles',
  prepared: true,
  async run({ scale, rounds }) {
    const profiles = Math.round(1_000_000 * scale);
    const flips = Math.max(40, Math.round(10_000 * scale));
    const spread = Math.max(2_000, 60_000 * scale);
    const engine = new EngineProcess();
    const figures: Figure[] = [];
    try {
      for (let round = 0; round < rounds; round++) {
        const { url, pool, drop } = await preparedDatabase(`population_${profiles}`, (given) =>
          fillPopulation(given, profiles, STANDARD_JOURNEY),
        );
        try {
          await moveCloser(pool, flips, spread);
          const before = await readsOf(pool, 'profile');
          const run = await engine.until(url, async () => (await changesIn(pool)) >= flips);
          const { scans } = await readsOf(pool, 'profile');
          if (scans > before.scans) throw new Error(`profile was scanned ${scans - before.scans} times.`);
          await timeDueLookUps(url, 1);
          const late = await latenessOf(pool, `from stage_transition where cause = 'time'`);
          if (late.count !== flips) throw new Error(`Expected ${flips} changes of stage, found ${late.count}.`);
          figures.push(...latenessFigures(late, { p50: 100, p99: 1_000 }), {
            name: 'memory of the engine',
            unit: 'MB',
            value: run.memory,
          });
        } finally {
          await drop();
        }
      }
    } finally {
      await engine.close();
    }
    return figures;
  },
};

type Pool = Parameters<typeof readsOf>[0];

/** Lets the first of those whom time would move one day be moved within the next seconds: their facts say so, too. */
async function moveCloser(pool: Pool, flips: number, spread: number): Promise<void> {
  const { rows } = await pool.query<{ left: number }>(
    `with closer as materialized (
       select workspace_id, shard, id,
         date_trunc('milliseconds', now()) + $3::float8 * interval '1 millisecond'
           + floor($2::float8 * (row_number() over (order by next_flip) - 1) / $1) * interval '1 millisecond' as at
       from profile where next_flip < 'infinity' order by next_flip limit $1
     ), moved as (
       update profile p set next_flip = closer.at from closer
       where p.workspace_id = closer.workspace_id and p.shard = closer.shard and p.id = closer.id returning p.next_flip
     ), facts as (
       update profile_fact f set first_at = closer.at - interval '30 days', last_at = closer.at - interval '30 days' from closer
       where f.workspace_id = closer.workspace_id and f.shard = closer.shard and f.profile_id = closer.id and f.event = 'signed_up'
     )
     select extract(epoch from min(next_flip) - clock_timestamp())::float8 as left from moved`,
    // Time enough to move them all before the first is due.
    [flips, spread, 2_000 + flips],
  );
  if (rows[0]!.left < 0.5) throw new Error('They were due before all of them had been moved closer.');
}

async function changesIn(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ n: number }>(`select coalesce(sum(n), 0)::float8 as n from transition_counter`);
  return rows[0]!.n;
}
