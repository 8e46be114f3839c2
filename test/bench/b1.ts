import pg from 'pg';
import { DatabaseClock } from '../../server/src/store/clock.js';
import { Engine, ENGINE_SESSION } from '../../server/src/engine/engine.js';
import { Loops } from '../../server/src/engine/loops.js';
import { PostgresQueue } from '../../server/src/queue/postgres.queue.js';
import { Database } from '../../server/src/store/database.js';
import type { BenchCase, Figure } from './bench-case.js';
import { runFloor, stageFloor } from './floor.js';
import { since } from './processor-time.js';
import { emptyHotTables, NODES_PER_PROFILE, openStandardWorkspace, storeEvents } from './standard-journey.js';

/** B1: the standard journey through the real engine, against the floor of the same rows in the same run. */
export const b1: BenchCase = {
  id: 'B1',
  title: 'Engine: standard journey, from stored events to the last log record',
  async run({ url, scale, rounds, cpu }) {
    const profiles = Math.round(100_000 * scale);
    const nodes = profiles * NODES_PER_PROFILE;
    const pool = new pg.Pool({ connectionString: url, max: 4 });
    pool.on('error', () => undefined);
    const workspace = await openStandardWorkspace(pool);
    const figures: Figure[] = [];
    for (let round = 0; round <= rounds; round++) {
      await emptyHotTables(pool);
      await storeEvents(pool, workspace, profiles);
      const before = cpu();
      const seconds = await playAll(url, pool, profiles);
      const used = since(before, cpu());
      await expectComplete(pool, nodes);
      if (round === 0) {
        // The first round warms both sides up and gives the floor its rows.
        await stageFloor(pool);
        continue;
      }
      await emptyHotTables(pool);
      await storeEvents(pool, workspace, profiles);
      const beforeFloor = cpu();
      const floor = await runFloor(pool);
      const usedByFloor = since(beforeFloor, cpu());
      await expectComplete(pool, nodes);
      figures.push(
        { name: 'engine', unit: 'nodes/s', value: nodes / seconds, cpu: used },
        { name: 'floor', unit: 'nodes/s', value: nodes / floor, cpu: usedByFloor },
        { name: 'engine / floor', unit: 'ratio', value: floor / seconds },
      );
    }
    await pool.end();
    return figures;
  },
};

async function playAll(url: string, pool: pg.Pool, profiles: number): Promise<number> {
  const database = Database.open(url, { options: ENGINE_SESSION, max: 6 });
  const queue = new PostgresQueue(url);
  await queue.start();
  const engine = new Engine({
    database,
    clock: new DatabaseClock(database),
    channels: new Map(),
    unsubscribeUrl: () => '',
    worker: 'bench',
    onFault: (what, cause) => console.error(what, cause),
  });
  await engine.partition.runOnce([]);
  const loops = new Loops(engine, queue, ['engine']);
  const started = performance.now();
  loops.start();
  for (let done = 0; done < profiles;) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    const { rows } = await pool.query<{ n: string }>(
      `select coalesce(sum(n), 0) as n from node_counter where node = 'end' and metric = 'entered'`,
    );
    done = Number(rows[0]!.n);
  }
  const seconds = (performance.now() - started) / 1_000;
  await loops.stop();
  await queue.stop();
  await database.close();
  return seconds;
}

async function expectComplete(pool: pg.Pool, nodes: number): Promise<void> {
  const { rows } = await pool.query<{ steps: string; live: string }>(
    'select (select count(*) from step) as steps, (select count(*) from enrollment) as live',
  );
  if (Number(rows[0]!.steps) !== nodes || rows[0]!.live !== '0') {
    throw new Error(`Expected ${nodes} steps and nobody left inside, found ${rows[0]!.steps} and ${rows[0]!.live}.`);
  }
}
