import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { ServerProcess } from '../support/server.js';
import { until } from '../support/until.js';
import type { BenchSetting, Figure } from './bench-case.js';
import type { Load, Sent } from './load.program.js';
import { processUse } from './process-use.js';
import { since } from './processor-time.js';
import { Program } from './program.js';
import { STANDARD_JOURNEY, STANDARD_MODEL } from './standard-journey.js';

/** Something that takes events in over HTTP, on a database of its own. */
interface Taker {
  name: string;
  load: Pick<Load, 'port' | 'path' | 'authorization'>;
  database: FreshDatabase;
  pid: number;
  stop(): Promise<void>;
}

/** What is sent in each round. */
export type Shape = Pick<Load, 'connections' | 'events' | 'perRequest'>;

/** The real server with its engine, the real server without, and the floor: each alone and by turns under the same load. */
export async function takeIn(setting: BenchSetting, shape: Shape, mostForP99?: number): Promise<Figure[]> {
  const figures: Figure[] = [];
  const generator = Program.start('load.program.ts');
  const takers: Taker[] = [];
  try {
    takers.push(await server('engine on', 'all'), await server('engine off', 'api'), await floor());
    for (const taker of takers) taker.load.path = shape.perRequest === 1 ? '/v1/track' : '/v1/batch';
    for (let round = 1 - setting.warmUps; round <= setting.rounds; round++) {
      const speeds: number[] = [];
      for (const taker of takers) {
        const [before, own] = [setting.cpu(), processUse(taker.pid)];
        const { value } = await generator.call<Sent>('send', { ...taker.load, ...shape, run: `r${round}` });
        const used = since(before, setting.cpu());
        const { cpu, memory } = processUse(taker.pid);
        await expectStored(taker, value, shape);
        const speed = shape.events / value.seconds;
        speeds.push(speed);
        if (round < 1) continue;
        const beside = { cpu: { ...used, node: cpu - own.cpu }, memory };
        figures.push(
          { name: taker.name, unit: 'events/s', value: speed, ...beside },
          { name: `${taker.name}, p50`, unit: 'ms', value: value.p50 },
          {
            name: `${taker.name}, p99`,
            unit: 'ms',
            value: value.p99,
            ...(taker.name === 'engine on' && mostForP99 !== undefined && { atMost: mostForP99 }),
          },
        );
      }
      const [on, off, least] = speeds as [number, number, number];
      if (round < 1) continue;
      figures.push(
        { name: 'engine on / floor', unit: 'ratio', value: on / least, ...(shape.perRequest > 1 && { atLeast: 0.5 }) },
        { name: 'engine off / floor', unit: 'ratio', value: off / least },
      );
    }
  } finally {
    await generator.stop();
    for (const taker of takers) await taker.stop();
  }
  return figures;
}

async function server(name: string, role: string): Promise<Taker> {
  const database = await freshDatabase();
  const process = await ServerProcess.make({ DATABASE_URL: database.url, SOJOURN_ROLE: role, INGEST_RATE: '1000000' });
  const stop = async () => {
    await process.stop();
    await database.drop();
  };
  try {
    await process.start();
    await process.signIn();
    await database.pool.query(
      'insert into lifecycle_model (workspace_id, version, model, published_at) select id, 2, $1, now() from workspace',
      [STANDARD_MODEL],
    );
    await process.publish(STANDARD_JOURNEY);
    const authorization = `Basic ${Buffer.from(`${await process.writeKey()}:`).toString('base64')}`;
    return { name, database, pid: process.pid, load: { port: process.port, path: '', authorization }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function floor(): Promise<Taker> {
  const database = await freshDatabase();
  const program = Program.start('ingestion-floor.program.ts');
  const { value: port } = await program.call<number>('listen', database.url);
  return {
    name: 'floor',
    database,
    pid: program.pid,
    load: { port, path: '', authorization: '' },
    async stop() {
      await program.call('close');
      await program.stop();
      await database.drop();
    },
  };
}

/** Every message once, in the inbox or already played; then whatever is left is out of the next round's way. */
async function expectStored({ name, database: { pool } }: Taker, sent: Sent, shape: Shape): Promise<void> {
  if (sent.accepted + sent.duplicates !== shape.events)
    throw new Error(`${name}: of ${shape.events} events ${sent.accepted} were accepted and ${sent.duplicates} known.`);
  const stored = async () => {
    const { rows } = await pool.query<{ waiting: number; played: number }>(
      `select (select count(*) from inbox where kind = 'event')::float8 as waiting, (select count(*) from event)::float8 as played`,
    );
    return rows[0]!;
  };
  // One statement sees one state: a batch of the engine moves rows from the one to the other.
  const { waiting, played } = await stored();
  if (waiting + played !== sent.accepted)
    throw new Error(`${name}: ${sent.accepted} events were accepted, ${waiting + played} are stored.`);
  if (name === 'engine on')
    await until('the engine has played them all', async () => (await stored()).waiting === 0, 600);
  await pool.query('truncate inbox, event');
}
