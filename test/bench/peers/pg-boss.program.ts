import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { PgBoss } from 'pg-boss';
import { serve } from '../program.js';
import { followerOf, NODES, type Enrolled, type Node, PeerState } from './peer-state.js';

/**
 * The standard journey as jobs of pg-boss, handled in bulk: two workers take up to 5,000 jobs at a time, execute them by
 * one statement for each kind of node, insert the next nodes' jobs and complete their own, all in one transaction. The
 * wait is a job that may start at its due time, and is found when it has come.
 *
 * Tuned: fetching by hand, again at once, instead of `work()`, which waits half a second at least where a batch was not
 * full; no metadata; everything of a batch in one transaction; a table of the queue's own; no schedules, no supervision.
 */
const QUEUE = 'journey';
const WORKERS = 2;
const BATCH = 5_000;

interface Job extends Enrolled {
  node: Node;
}

let state: PeerState;
let boss: PgBoss;

serve({
  async open(url: string) {
    state = new PeerState(url, WORKERS + 1);
    await state.make();
    boss = new PgBoss({ connectionString: url, schedule: false, supervise: false, max: 2 });
    boss.on('error', console.error);
    await boss.start();
    await boss.createQueue(QUEUE, { partition: true });
  },
  /** What a run has to play: one event for each profile, as a job. */
  async store(profiles: number) {
    await state.empty();
    await boss.deleteAllJobs(QUEUE);
    for (let first = 0; first < profiles; first += 5_000) {
      const jobs = Array.from({ length: Math.min(5_000, profiles - first) }, () => ({
        data: { id: randomUUID(), profile: randomUUID(), node: 'start' },
      }));
      await boss.insert(QUEUE, jobs);
    }
    const { rows } = await state.pool.query<{ table: string }>(
      `select table_name as table from pgboss.queue where name = '${QUEUE}'`,
    );
    await state.pool.query(`vacuum analyze pgboss.${rows[0]!.table}`);
  },
  async play(profiles: number) {
    const started = performance.now();
    let ended = 0;
    const worker = async () => {
      while (ended < profiles) {
        const more = await batch();
        ended += more;
      }
    };
    await Promise.all(Array.from({ length: WORKERS }, worker));
    return (performance.now() - started) / 1_000;
  },
  found: () => state.found(),
});

/** Takes a batch, executes it, and tells how many enrollments ended in it. */
async function batch(): Promise<number> {
  const client = await state.pool.connect();
  try {
    await client.query('begin');
    const db = { executeSql: (text: string, values?: unknown[]) => client.query(text, values) };
    const jobs = await boss.fetch<Job>(QUEUE, { batchSize: BATCH, db });
    const ended = jobs.length > 0 ? await executeAll(jobs, client, db) : 0;
    await client.query('commit');
    return ended;
  } finally {
    client.release();
  }
}

async function executeAll(
  jobs: { id: string; data: Job }[],
  client: pg.PoolClient,
  db: { executeSql: (text: string, values?: unknown[]) => Promise<{ rows: unknown[] }> },
): Promise<number> {
  const next: { data: Job; startAfter?: Date }[] = [];
  let ended = 0;
  for (const node of NODES) {
    const own = jobs.filter(({ data }) => data.node === node).map(({ data }) => data);
    if (own.length === 0) continue;
    await state.execute(node, own, client);
    const follower = followerOf(node);
    if (!follower) ended = own.length;
    else
      for (const data of own)
        next.push({ data: { ...data, node: follower }, ...(follower === 'wait' && { startAfter: new Date() }) });
  }
  if (next.length > 0) await boss.insert(QUEUE, next, { db });
  await boss.complete(
    QUEUE,
    jobs.map(({ id }) => id),
    undefined,
    { db },
  );
  return ended;
}
