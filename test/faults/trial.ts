import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../server/src/database/embedded-postgres.js';
import { aJourney } from '../support/a-journey.js';
import { type TestRedis, startRedis } from '../support/redis.js';
import { until } from '../support/until.js';
import { Cluster } from './cluster.js';
import { Monkey, type Plan } from './monkey.js';
import { Receiver } from './receiver.js';
import { type Soundness, soundness } from './soundness.js';
import { SteadyFeed } from './steady-feed.js';

export type QueueMode = 'Postgres' | 'Bull';

export interface TrialReport extends Soundness {
  seed: number;
  people: number;
  hits: Monkey['hits'];
  /** Those that ended by themselves, with the end of what they said. */
  exited: string[];
  /** People whose way is over, by how it ended. */
  endings: Record<string, number>;
}

/** How many processes share the work. */
const PROCESSES = 4;

/** People a second, and how slow the receiver is: little enough for two cores, enough to be in the middle at any time. */
const LOAD = { perSecond: 25, thinks: 120 };

/**
 * Feeds people at a steady rate through two waits and two calls to a slow receiver, while the monkey does what is
 * planned to four servers; then lets everybody come through, and says what came of it.
 */
export async function trial(mode: QueueMode, plan: Plan, seed: number): Promise<TrialReport> {
  const folder = mkdtempSync(join(tmpdir(), 'sojourn-trial-'));
  const endings: (() => Promise<unknown>)[] = [];
  const later = (end: () => Promise<unknown>) => void endings.unshift(end);
  // The specs of a run say nothing; whoever waits for this one long wants to know how to do it again.
  process.stderr.write(`  seed ${seed}, ${mode}\n`);
  try {
    const postgres = await startEmbeddedPostgres({ dataDir: folder });
    later(() => postgres.stop());
    const pool = new pg.Pool({ connectionString: postgres.url, max: 3, connectionTimeoutMillis: 2_000 });
    pool.on('error', () => undefined);
    later(() => pool.end());
    const redis = mode === 'Bull' ? await startRedis() : undefined;
    if (redis) later(() => redis.stop());
    const receiver = await Receiver.start(join(folder, 'ledger'));
    receiver.thinks = LOAD.thinks;
    later(() => receiver.stop());
    const cluster = await Cluster.start(PROCESSES, environment(postgres, redis));
    later(() => cluster.stop());
    const report = await underFaults({ cluster, postgres, pool, receiver, redis }, plan, seed);
    const { people, hits, lost, doubled, repeats } = report;
    process.stderr.write(`  ${JSON.stringify({ seed, mode, people, hits, lost, doubled, repeats })}\n`);
    return report;
  } catch (error) {
    if (error instanceof Error) error.message += `\n(seed ${seed}, ${mode})`;
    throw error;
  } finally {
    for (const end of endings) await end().catch(() => undefined);
    rmSync(folder, { recursive: true, force: true });
  }
}

function environment(postgres: EmbeddedPostgres, redis: TestRedis | undefined): Record<string, string> {
  return {
    DATABASE_URL: postgres.url,
    WEBHOOK_ALLOW: '127.0.0.0/8',
    INGEST_RATE: '100000',
    ...(redis ? { REDIS_URL: redis.url } : {}),
  };
}

async function underFaults(
  prey: ConstructorParameters<typeof Monkey>[0],
  plan: Plan,
  seed: number,
): Promise<TrialReport> {
  const { cluster, postgres, pool, receiver } = prey;
  await cluster.first.signIn();
  const key = await cluster.first.writeKey();
  await cluster.first.publish(journey(receiver.url));
  const monkey = new Monkey(prey, seed);
  const feed = new SteadyFeed({ address: cluster.address, key, event: 'signed_up', perSecond: LOAD.perSecond });
  try {
    await monkey.run(plan);
  } finally {
    await feed.stop();
  }
  const through = async () => {
    const { rows } = await pool.query<{ reason: string; n: number }>(
      'select reason, count(*)::int as n from enrollment_history group by 1',
    );
    return Object.fromEntries(rows.map(({ reason, n }) => [reason, n]));
  };
  await until(
    'everybody has come through',
    async () => Object.values(await through()).reduce((sum, n) => sum + n, 0) >= feed.accepted,
    60,
  ).catch(() => undefined);
  return {
    seed,
    people: feed.accepted,
    hits: monkey.hits,
    exited: cluster.servers.filter(({ running }) => !running).map(({ output }) => output.slice(-2_000)),
    endings: await through(),
    ...(await soundness(postgres.url, pool, receiver)),
  };
}

const journey = (url: string) =>
  aJourney(
    {
      start: ['event-trigger', { event: 'signed_up' }],
      wait: ['wait-duration', { for: '1s' }],
      hook: ['call-webhook', { url }],
      rest: ['wait-duration', { for: '1s' }],
      again: ['call-webhook', { url }],
      end: ['end'],
    },
    ['start > wait', 'wait > hook', 'hook > rest', 'rest > again', 'again > end'],
    { name: 'Two waits and two webhooks', settings: { reentry: { rule: 'once' } } },
  );
