/** The engine's two kinds of workers: `engine` plays shards, `sender` hands deliveries over. */
export type Worker = 'engine' | 'sender';

/** All workers, for whoever does something for each. */
export const WORKERS: readonly Worker[] = ['engine', 'sender'];

/** Hears hints, also those that came while nobody waited. */
export interface Ear {
  /** Resolves when work may be there, after `timeout` milliseconds at the latest, or at once when `signal` aborts. */
  wait(timeout: number, signal: AbortSignal): Promise<void>;
}

/**
 * Wakes workers, wherever they run. It carries hints and nothing else: the work itself is in Postgres, so that a hint
 * that is lost, late or doubled changes nothing but how soon somebody looks. Every adapter passes `queueConformance`.
 */
export abstract class WorkQueue {
  /** Connects and listens. Resolves also where the other side is down: hints go lost until it is back. */
  abstract start(): Promise<void>;
  /** Says that there may be work. Never throws and never waits for anyone. Call it after the transaction committed. */
  abstract wake(worker: Worker): void;
  /** An ear for one worker's hints. Each waiting loop has its own, so that none misses a hint another one heard. */
  abstract ear(worker: Worker): Ear;
  /** Disconnects. Ears that still wait go by their timeouts. */
  abstract stop(): Promise<void>;
}
