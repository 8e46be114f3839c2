/** One of the engine's background duties: small, restartable, and done in its own transactions. */
export interface Duty {
  readonly name: string;
  /** Does one round over the shards it may take. Tells whether there was anything to do. */
  runOnce(shards: readonly number[]): Promise<boolean>;
}

/** How much one round takes on (ENGINE D3). */
export interface BatchLimits {
  /** Arrivals, or due profiles, of all held shards together. */
  batch: number;
}

export const BATCH_LIMITS: BatchLimits = { batch: 768 };

/** A shard's part of a batch. Never so small that one shard with all the work starves. */
export function perShard(limits: BatchLimits, shards: number): number {
  return Math.max(32, Math.ceil(limits.batch / Math.max(1, shards)));
}
