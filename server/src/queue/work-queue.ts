/** The engine's two kinds of workers: `engine` plays shards, `sender` hands deliveries over. */
export type Worker = 'engine' | 'sender';

/**
 * Wakes workers. It carries hints and nothing else: the work itself is in Postgres, so that a hint that is lost, late
 * or doubled changes nothing but how soon somebody looks.
 */
export abstract class WorkQueue {
  /** Connects. Nothing is woken before. */
  abstract start(): Promise<void>;
  /** Says that there may be work. Never throws and never waits for anyone. */
  abstract wake(worker: Worker): void;
  /** Resolves when work may be there, after `timeout` milliseconds at the latest, or at once when `signal` aborts. */
  abstract wait(worker: Worker, timeout: number, signal: AbortSignal): Promise<void>;
  abstract stop(): Promise<void>;
}
