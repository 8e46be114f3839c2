import pg from 'pg';
import type { BenchCase, Figure } from './bench-case.js';
import { EngineProcess } from './engine-process.js';
import { latenessFigures, latenessOf } from './lateness.js';
import { since } from './processor-time.js';
import { emptyHotTables, openStandardWorkspace } from './standard-journey.js';
import { storeWaiting } from './waiting.js';

/** The other workspace's timers, and over how many milliseconds from the first of the crowd they are due, at scale 1. */
const OTHERS = { waits: 40, spread: 10_000 };

/** B7: everybody's wait ends at once, and somebody else must not suffer for it. */
export const b7: BenchCase = {
  id: 'B7',
  title: '100,000 waits due within one second, and another workspace’s timers meanwhile',
  async run({ url, scale, rounds, cpu }) {
    const waits = Math.round(100_000 * scale);
    const pool = new pg.Pool({ connectionString: url, max: 2 });
    const [crowd, other] = [await openStandardWorkspace(pool, 'crowd'), await openStandardWorkspace(pool, 'other')];
    const engine = new EngineProcess();
    const figures: Figure[] = [];
    try {
      for (let round = 0; round < rounds; round++) {
        await emptyHotTables(pool);
        const lead = 3_000 + waits / 10;
        const first = await storeWaiting(pool, crowd, waits, { lead, spread: 1_000 });
        await storeWaiting(pool, other, OTHERS.waits, {
          lead: first - Date.now(),
          spread: Math.max(2_000, OTHERS.spread * scale),
        });
        const before = cpu();
        const run = await engine.play(url, pool, waits + OTHERS.waits);
        const used = { ...since(before, cpu()), node: run.cpu };
        const late = await latenessOf(pool, `from step where node = 'wait' and workspace_id = $1`, [crowd]);
        const others = await latenessOf(pool, `from step where node = 'wait' and workspace_id = $1`, [other]);
        if (late.count !== waits || others.count !== OTHERS.waits)
          throw new Error(
            `Expected ${waits} and ${OTHERS.waits} waits to end, found ${late.count} and ${others.count}.`,
          );
        const drained = await latenessOf(
          pool,
          `from (select xmin, to_timestamp($2::float8 / 1000) as at, executed_at from step where node = 'end' and workspace_id = $1) as step`,
          [crowd, first],
        );
        figures.push(
          { name: 'drained', unit: 's', value: drained.most / 1_000, atMost: 15, cpu: used },
          ...latenessFigures(late),
          { name: 'another workspace, most', unit: 'ms', value: others.most, atMost: 5_000 },
          { name: 'another workspace, early', unit: 'of all', value: others.early, atMost: 0 },
          { name: 'memory of the engine', unit: 'MB', value: run.memory, atMost: 400 },
        );
      }
    } finally {
      await engine.close();
      await pool.end();
    }
    return figures;
  },
};
