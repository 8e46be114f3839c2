import pg from 'pg';
import type { BenchCase, Figure } from './bench-case.js';
import { EngineProcess } from './engine-process.js';
import { latenessFigures, latenessOf } from './lateness.js';
import { emptyHotTables, openStandardWorkspace } from './standard-journey.js';
import { storeWaiting } from './waiting.js';

/** B8: how late a timer is when nothing else is going on. */
export const b8: BenchCase = {
  id: 'B8',
  title: 'Idle lateness: 2,000 waits spread over 60 s',
  async run({ url, scale, rounds }) {
    const waits = Math.max(20, Math.round(2_000 * scale));
    const spread = Math.max(2_000, 60_000 * scale);
    const pool = new pg.Pool({ connectionString: url, max: 2 });
    const workspace = await openStandardWorkspace(pool);
    const engine = new EngineProcess();
    const figures: Figure[] = [];
    try {
      for (let round = 0; round < rounds; round++) {
        await emptyHotTables(pool);
        await storeWaiting(pool, workspace, waits, { lead: 2_000, spread });
        const { memory, cpu } = await engine.play(url, pool, waits);
        const late = await latenessOf(pool, `from step where node = 'wait'`);
        if (late.count !== waits) throw new Error(`Expected ${waits} waits to end, found ${late.count}.`);
        figures.push(...latenessFigures(late, { p50: 100, p99: 1_000 }), {
          name: 'Node meanwhile',
          unit: 'CPU s',
          value: cpu,
          memory,
        });
      }
    } finally {
      await engine.close();
      await pool.end();
    }
    return figures;
  },
};
