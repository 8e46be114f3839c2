import pg from 'pg';
import type { BenchCase, Figure } from './bench-case.js';
import { ENGINE_PROFILES } from './compare.js';
import { EngineProcess } from './engine-process.js';
import { runFloor, stageFloor } from './floor.js';
import { since } from './processor-time.js';
import {
  emptyHotTables,
  expectComplete,
  NODES_PER_PROFILE,
  openStandardWorkspace,
  storeEvents,
} from './standard-journey.js';

/** B1: the standard journey through the real engine, against the floor of the same rows in the same run. */
export const b1: BenchCase = {
  id: 'B1',
  title: 'Engine: standard journey, from stored events to the last log record',
  async run({ url, scale, rounds, warmUps, cpu }) {
    const profiles = Math.round(ENGINE_PROFILES * scale);
    const nodes = profiles * NODES_PER_PROFILE;
    const pool = new pg.Pool({ connectionString: url, max: 4 });
    pool.on('error', () => undefined);
    const workspace = await openStandardWorkspace(pool);
    const engine = new EngineProcess();
    const figures: Figure[] = [];
    try {
      for (let round = 1 - warmUps; round <= rounds; round++) {
        await emptyHotTables(pool);
        await storeEvents(pool, workspace, profiles);
        const before = cpu();
        const run = await engine.play(url, pool, profiles);
        const used = { ...since(before, cpu()), node: run.cpu };
        await expectComplete(pool, profiles);
        // The first round gives the floor its rows.
        if (round === 1 - warmUps) await stageFloor(pool);
        if (round < 1) continue;
        await emptyHotTables(pool);
        await storeEvents(pool, workspace, profiles);
        const beforeFloor = cpu();
        const floor = await runFloor(pool);
        const usedByFloor = since(beforeFloor, cpu());
        await expectComplete(pool, profiles);
        figures.push(
          { name: 'engine', unit: 'nodes/s', value: nodes / run.seconds, cpu: used },
          { name: 'floor', unit: 'nodes/s', value: nodes / floor, cpu: usedByFloor },
          { name: 'engine / floor', unit: 'ratio', value: floor / run.seconds, atLeast: 0.5 },
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
