import type { Instant } from '@sojourn/rules';
import type { BulkOperation, BulkStore } from '../store/bulk.store.js';
import type { Database, Queryable } from '../store/database.js';
import type { OperationsStore } from '../store/operations.store.js';
import type { ShardsStore } from '../store/shards.store.js';
import type { Clock } from '../store/clock.js';
import type { Kind, Position, Step } from './bulk-kind.js';
import { DATES_WORK } from './dates-work.js';
import type { Duty } from './duty.js';
import { FACTS_WORK } from './facts-work.js';
import { JOURNEY_WORK } from './journey-work.js';
import { LIFECYCLE_WORK } from './lifecycle-work.js';
import { REPAIR_WORK } from './repair-work.js';

const KINDS: Readonly<Record<string, Kind>> = {
  ...DATES_WORK,
  ...FACTS_WORK,
  ...JOURNEY_WORK,
  ...LIFECYCLE_WORK,
  ...REPAIR_WORK,
};

/**
 * Bulk work, one chunk a round: the chunk and how far it is are one transaction under the shard's lock, so that it
 * survives any crash, is done once, and never meets a batch that still knows the world from before.
 */
export class Bulk implements Duty {
  readonly name = 'bulk';

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly stores: {
      bulk: BulkStore;
      shards: ShardsStore;
      operations: Pick<OperationsStore, 'progress' | 'end'>;
    },
  ) {}

  runOnce(): Promise<boolean> {
    return this.database.transaction(async (client) => {
      const operation = await this.stores.bulk.claim(client, Object.keys(KINDS));
      if (!operation) return false;
      const position = (operation.detail.position ?? { shard: 0 }) as Position;
      await this.stores.shards.hold(client, position.shard);
      const at = await this.clock.now(client);
      if (operation.cancelRequested) return this.end(client, operation, at, 'cancelled');
      const step = await KINDS[operation.kind]!(this.stores.bulk, client, operation, position, at);
      const done = operation.done + step.count;
      if (step.ended !== undefined) return this.end(client, operation, at, 'cancelled', step.ended);
      await this.stores.operations.progress(client, operation.id, {
        done,
        at,
        detail: { ...step.detail, position: step.next ?? null, ...countsOf(operation, step) },
      });
      if (!step.next) return this.end(client, operation, at, 'done');
      // One that waits for something stays where it is.
      return step.next !== position;
    });
  }

  private async end(
    client: Queryable,
    { id }: BulkOperation,
    at: Instant,
    state: 'done' | 'cancelled',
    problem?: string,
  ): Promise<boolean> {
    await this.stores.operations.end(client, id, { state, at, ...(problem === undefined ? {} : { problem }) });
    return true;
  }
}

function countsOf({ detail }: BulkOperation, { counts = {} }: Step): { counts?: Record<string, number> } {
  const sums = { ...(detail.counts as Record<string, number> | undefined) };
  for (const [what, count] of Object.entries(counts))
    if (count > 0 || what in sums) sums[what] = (sums[what] ?? 0) + count;
  return Object.keys(sums).length > 0 ? { counts: sums } : {};
}
