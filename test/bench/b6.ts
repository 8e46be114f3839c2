import type { BenchCase, Figure } from './bench-case.js';
import { fillPopulation } from './data/population.js';
import { timeDueLookUps } from './due-look-up.js';
import { EngineProcess } from './engine-process.js';
import { percentile } from './lateness.js';
import { preparedDatabase } from './prepared.js';
import { NODES_PER_PROFILE, STANDARD_JOURNEY, storeEvents } from './standard-journey.js';
import { expectNoScan, readsOf } from './table-reads.js';
import type { FreshDatabase } from '../support/database.js';

/** A round is made of several runs, since one alone is over in a second. */
const RUNS = 5;

/** B6: what those who sleep cost those who do not. */
export const b6: BenchCase = {
  id: 'B6',
  title: 'B1 over 10,000 profiles with 1,000,000 enrollments asleep, beside none',
  prepared: true,
  async run({ scale, rounds, warmUps }) {
    const sleepers = Math.round(1_000_000 * scale);
    const profiles = Math.max(100, Math.round(10_000 * scale));
    const database = (asleep: number) =>
      preparedDatabase(`population_${asleep}`, (pool) => fillPopulation(pool, asleep, STANDARD_JOURNEY));
    const [empty, full] = [await database(0), await database(sleepers)];
    const engine = new EngineProcess();
    const figures: Figure[] = [];
    try {
      for (let round = 1 - warmUps; round <= rounds; round++) {
        const alone = await playRound(engine, empty, profiles, 0);
        const asleep = await playRound(engine, full, profiles, sleepers);
        const looks = await timeDueLookUps(full.url, 500);
        if (round < 1) continue;
        const nodes = profiles * NODES_PER_PROFILE * RUNS;
        figures.push(
          { name: 'none asleep', unit: 'nodes/s', value: nodes / alone },
          { name: 'asleep', unit: 'nodes/s', value: nodes / asleep },
          { name: 'falls by', unit: '%', value: (1 - alone / asleep) * 100, atMost: 20 },
          { name: 'finding due work, p50', unit: 'ms', value: percentile(looks, 0.5) },
          { name: 'finding due work, p99', unit: 'ms', value: percentile(looks, 0.99), atMost: 10 },
        );
      }
    } finally {
      await engine.close();
      await Promise.all([empty.drop(), full.drop()]);
    }
    return figures;
  },
};

/** Seconds of the runs together. */
async function playRound(
  engine: EngineProcess,
  { url, pool }: FreshDatabase,
  profiles: number,
  sleepers: number,
): Promise<number> {
  let seconds = 0;
  const { rows } = await pool.query<{ id: number }>('select id from workspace');
  for (let run = 0; run < RUNS; run++) {
    const count = async () => {
      const found = await pool.query<{ steps: number; live: number }>(
        `select (select count(*) from step)::float8 as steps, (select count(*) from enrollment)::float8 as live`,
      );
      return found.rows[0]!;
    };
    const { steps } = await count();
    await storeEvents(pool, rows[0]!.id, profiles);
    const [profileReads, enrollmentReads] = [await readsOf(pool, 'profile'), await readsOf(pool, 'enrollment')];
    seconds += (await engine.play(url, pool, profiles)).seconds;
    expectNoScan('profile', profileReads, await readsOf(pool, 'profile'), MOST_READS + profiles * 20);
    expectNoScan('enrollment', enrollmentReads, await readsOf(pool, 'enrollment'), MOST_READS + profiles * 20);
    const after = await count();
    if (after.steps !== steps + profiles * NODES_PER_PROFILE || after.live !== sleepers)
      throw new Error(
        `Expected ${profiles * NODES_PER_PROFILE} steps more and ${sleepers} asleep, found ${after.steps - steps} and ${after.live}.`,
      );
  }
  return seconds;
}

/** What looking for work reads besides, in a run of a second or two: a row of each shard each time. */
const MOST_READS = 20_000;
