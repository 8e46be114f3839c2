import { startEmbeddedPostgres } from '../../../server/src/database/embedded-postgres.js';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshDatabase } from '../../support/database.js';
import { startRedis } from '../../support/redis.js';
import { Program } from '../program.js';
import { NODES } from './peer-state.js';

/**
 * `node --import ./server/bin/typescript.js test/bench/peers/tune.ts bull.program.ts 4000 20/5 50/10 100/20`: nodes a
 * second for numbers of jobs at a time and of connections, by turns, three times. For a machine that does nothing else.
 */
const [program = '', profiles = '', ...choices] = process.argv.slice(2);
const dataDir = mkdtempSync(join(tmpdir(), 'sojourn-tune-'));
const postgres = await startEmbeddedPostgres({ dataDir });
process.env.SOJOURN_TEST_POSTGRES = postgres.url;
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
const redis = await startRedis();
const speeds = new Map<string, number[]>();
for (let round = 0; round < 3; round += 1)
  for (const choice of choices) speeds.set(choice, [...(speeds.get(choice) ?? []), await speedOf(choice, round)]);
console.table(Object.fromEntries([...speeds].map(([choice, each]) => [choice, each.sort((a, b) => a - b)])));
await redis.stop();
await postgres.stop();
rmSync(dataDir, { recursive: true, force: true });

async function speedOf(choice: string, round: number): Promise<number> {
  [process.env.PEER_JOBS, process.env.PEER_CONNECTIONS] = choice.split('/');
  const database = await freshDatabase();
  const peer = Program.start(`peers/${program}`);
  await peer.call('open', database.url, `${redis.url}/${round}`);
  let seconds = 0;
  // The first time warms it up.
  for (let time = 0; time < 2; time += 1) {
    await peer.call('store', Number(profiles));
    seconds = (await peer.call<number>('play', Number(profiles))).value;
  }
  await peer.stop();
  await database.drop();
  return Math.round((Number(profiles) * NODES.length) / seconds);
}
