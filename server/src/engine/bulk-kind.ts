import type { Instant } from '@sojourn/rules';
import type { BulkOperation, BulkStore, Chunk } from '../store/bulk.store.js';
import type { Queryable } from '../store/database.js';
import { SHARDS } from '../store/ids.js';

/** Rows a transaction takes on, and how many arrivals may wait in a shard before bulk work leaves it alone (D11). */
export const LIMITS = { chunk: 2_000, busy: 1_000 } as const;

/** Where an operation is: in which shard, and after which row of it. Kept in the operation's detail. */
export interface Position {
  shard: number;
  after?: unknown;
}

/** What a chunk came to: rows done and where to go on; `ended` where there is a reason not to go on at all. */
export interface Step {
  count: number;
  next?: Position;
  ended?: string;
  /** What came of it, added up over the chunks in the operation's detail. */
  counts?: Record<string, number>;
  /** What else the operation remembers. */
  detail?: Record<string, unknown>;
}

/** One kind of bulk work: does one chunk of an operation, in a transaction that holds the position's shard. */
export type Kind = (
  store: BulkStore,
  client: Queryable,
  operation: BulkOperation,
  position: Position,
  at: Instant,
) => Promise<Step>;

/** Events and timers go first: a shard with many arrivals is left alone until they are played. */
export async function isBusy(store: BulkStore, client: Queryable, shard: number): Promise<boolean> {
  return (await store.waiting(client, shard, LIMITS.busy)) >= LIMITS.busy;
}

/** On after the chunk's last row, or in the next shard where there was none. */
export function onward({ shard }: Position, { count, last }: Chunk<unknown>): Step {
  return { count, next: last === undefined ? following(shard) : { shard, after: last } };
}

export function following(shard: number): Position | undefined {
  return shard + 1 < SHARDS ? { shard: shard + 1 } : undefined;
}
