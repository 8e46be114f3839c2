import { randomUUID } from 'node:crypto';
import Bull from 'bull';
import { serve } from '../program.js';
import { followerOf, type Enrolled, type Node, PeerState } from './peer-state.js';

/**
 * The standard journey as one job per node on Bull 4, with its state in Postgres: a job executes its node in one
 * statement, which commits, and then adds the next node's job. The wait is a delayed job.
 *
 * Tuned: statements prepared once, finished jobs removed, node and log in one statement instead of a transaction of
 * several, jobs added in bulk before the start. Jobs at a time and connections: see `tune.ts`.
 */
const AT_A_TIME = Number(process.env.PEER_JOBS ?? 50);
const CONNECTIONS = Number(process.env.PEER_CONNECTIONS ?? 10);
const OPTIONS = { removeOnComplete: true, removeOnFail: true };

interface Job extends Enrolled {
  node: Node;
}

let state: PeerState;
let queue: Bull.Queue<Job>;
let ended = 0;
let wanted = 0;
let finished: () => void = () => undefined;

serve({
  async open(url: string, redis: string) {
    state = new PeerState(url, CONNECTIONS);
    await state.make();
    queue = new Bull<Job>('journey', redis);
    await queue.pause();
    // Resolves only when the queue is closed.
    void queue.process(AT_A_TIME, ({ data }) => execute(data));
    queue.on('failed', (_, error) => console.error(error));
  },
  /** What a run has to play: one event for each profile, as a job that waits. */
  async store(profiles: number) {
    await queue.pause();
    await state.empty();
    for (let first = 0; first < profiles; first += 1_000) {
      const jobs = Array.from({ length: Math.min(1_000, profiles - first) }, () => ({
        data: { id: randomUUID(), profile: randomUUID(), node: 'start' as const },
        opts: OPTIONS,
      }));
      await queue.addBulk(jobs);
    }
  },
  async play(profiles: number) {
    ended = 0;
    wanted = profiles;
    const all = new Promise<void>((resolve) => (finished = resolve));
    const started = performance.now();
    await queue.resume();
    await all;
    return (performance.now() - started) / 1_000;
  },
  found: () => state.found(),
});

async function execute(job: Job): Promise<void> {
  await state.execute(job.node, [job]);
  const node = followerOf(job.node);
  // The id keeps a job that is run twice from adding its follower twice.
  if (node)
    await queue.add({ ...job, node }, { ...OPTIONS, jobId: `${job.id}:${node}`, delay: node === 'wait' ? 1 : 0 });
  else if ((ended += 1) === wanted) finished();
}
