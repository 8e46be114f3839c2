import type { Queue } from 'bull';
import { Bell } from './bell.js';
import { Hints } from './hints.js';
import { WORKERS, WorkQueue, type Ear, type Worker } from './work-queue.js';

/** A hint that nobody took in this many milliseconds is worth nothing any more. */
const STALE = 30_000;

/** How long Bull may take to close, in milliseconds. */
const PATIENCE = 2_000;

/** The name of a worker's queue in Redis. */
export const bullName = (worker: Worker): string => `sojourn-${worker}`;

/**
 * Hints over Redis: a job, once taken, wakes every process of its kind. Jobs name nobody and nothing, so that whoever writes to Redis
 * can make workers look, and no more (S26). Redis down or flushed costs promptness only.
 */
export class BullQueue extends WorkQueue {
  private readonly bells: Record<Worker, Bell> = { engine: new Bell(), sender: new Bell() };
  private readonly subscribers: Queue['client'][] = [];
  private readonly hints = new Hints((worker) =>
    this.queues[worker].add({}, { removeOnComplete: true, removeOnFail: true, timeout: STALE, attempts: 1 }),
  );

  /** @param listens which hints this process takes: none in one that only serves the API */
  constructor(
    private readonly queues: Record<Worker, Queue>,
    private readonly listens: readonly Worker[],
  ) {
    super();
    // Bull reports a lost connection here, over and over; unheard, it would end the process.
    for (const worker of WORKERS) queues[worker].on('error', () => undefined);
  }

  start(): Promise<void> {
    for (const worker of this.listens) {
      this.hearOf(worker);
      const queue = this.queues[worker];
      // Bull gives its connection a name and hears no refusal: closed before Redis answered, that would end the process.
      Object.assign(queue, { setWorkerName: () => Promise.resolve() });
      // Resolves only when the queue is closed.
      queue.process(() => Promise.resolve()).catch(() => undefined);
    }
    return Promise.resolve();
  }

  wake(worker: Worker): void {
    this.bells[worker].ring();
    this.hints.give(worker);
  }

  ear(worker: Worker): Ear {
    return this.bells[worker].ear();
  }

  async stop(): Promise<void> {
    for (const subscriber of this.subscribers.splice(0)) subscriber.disconnect();
    await Promise.all(WORKERS.map((worker) => closed(this.queues[worker])));
  }

  /**
   * A job goes to one process, and its work may be another's share: so every process hears that it was taken, by what
   * Bull itself publishes then. Bull's own listening rejects unheard where Redis is down, which would end the process.
   */
  private hearOf(worker: Worker): void {
    const queue = this.queues[worker];
    const subscriber = queue.client.duplicate({ maxRetriesPerRequest: null });
    this.subscribers.push(subscriber);
    subscriber.on('error', () => undefined);
    subscriber.on('message', () => this.bells[worker].ring());
    subscriber.subscribe(queue.toKey('completed')).catch(() => undefined);
  }
}

/** Bull can wait for ever for a Redis that went away meanwhile; a hint is not worth holding up a shutdown. */
async function closed(queue: Queue): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => (timer = setTimeout(resolve, PATIENCE)));
  await Promise.race([queue.close(true).catch(() => undefined), patience]);
  clearTimeout(timer);
  queue.client.disconnect();
}
