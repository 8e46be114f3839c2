import type { Instant } from '@sojourn/rules';
import type { BulkOperation, BulkStore, Chunk } from '../store/bulk.store.js';
import type { Database, Queryable } from '../store/database.js';
import { SHARDS } from '../store/ids.js';
import type { OperationsStore } from '../store/operations.store.js';
import type { ShardsStore } from '../store/shards.store.js';
import type { Clock } from '../store/clock.js';
import type { Duty } from './duty.js';

/** Kinds of long work that goes through all shards, and what their `detail` must hold. */
export interface BulkDetails {
  /** Lets go on what the pause of a journey put aside. */
  'journey.release': { journey: string };
  /** Takes out everybody who entered up to `before`. */
  'journey.exit': { journey: string; before: Instant; reason: string };
  /** Watches one enrollment until it is taken out; the command is in the inbox already. */
  'enrollment.exit': { enrollment: string; profile: string };
  /** Plays every profile, so that this version of the model reaches it. */
  'lifecycle.recompute': { version: number };
}

/** Rows a transaction takes on, and how many arrivals may wait in a shard before bulk work leaves it alone (D11). */
const LIMITS = { chunk: 2_000, busy: 1_000 } as const;

/** Where an operation is: in which shard, and after which row of it. Kept in the operation's detail. */
interface Position {
  shard: number;
  after?: unknown;
}

/** What a chunk came to: rows done and where to go on; `ended` where there is a reason not to go on at all. */
interface Step {
  count: number;
  next?: Position;
  ended?: string;
}

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
        detail: { position: step.next ?? null },
      });
      if (!step.next) return this.end(client, operation, at, 'done');
      return step.count > 0 || step.next.shard > position.shard;
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

type Kind = (
  store: BulkStore,
  client: Queryable,
  operation: BulkOperation,
  position: Position,
  at: Instant,
) => Promise<Step>;

const KINDS: Record<string, Kind> = {
  async 'journey.release'(store, client, { workspace, detail }, { shard }, at) {
    const { journey } = detail as unknown as BulkDetails['journey.release'];
    if ((await store.stateOf(client, journey)) === 'paused')
      return { count: 0, ended: 'The journey was paused again.' };
    const count = await store.release(client, { workspace, shard, journey, at }, LIMITS.chunk);
    return { count, next: count > 0 ? { shard } : following(shard) };
  },

  async 'journey.exit'(store, client, { workspace, detail }, position, at) {
    const { shard } = position;
    if (await isBusy(store, client, shard)) return { count: 0, next: position };
    const { journey, before, reason } = detail as unknown as BulkDetails['journey.exit'];
    const work = { workspace, shard, journey, before, reason, at };
    return onward(
      position,
      await store.takeOut(client, work, position.after as { profile: string; id: string } | undefined, LIMITS.chunk),
    );
  },

  async 'enrollment.exit'(store, client, { workspace, detail }, position) {
    const { enrollment, profile } = detail as unknown as BulkDetails['enrollment.exit'];
    const alive = await store.isAlive(client, { workspace, shard: position.shard, profile, enrollment });
    return alive ? { count: 0, next: position } : { count: 1 };
  },

  async 'lifecycle.recompute'(store, client, { workspace, detail }, position, at) {
    const { shard } = position;
    const { version } = detail as unknown as BulkDetails['lifecycle.recompute'];
    if ((await store.modelVersion(client, workspace)) > version)
      return { count: 0, ended: 'A newer model took its place.' };
    if (await isBusy(store, client, shard)) return { count: 0, next: position };
    return onward(
      position,
      await store.recompute(client, { workspace, shard, at }, position.after as string | undefined, LIMITS.chunk),
    );
  },
};

/** Events and timers go first: a shard with many arrivals is left alone until they are played. */
async function isBusy(store: BulkStore, client: Queryable, shard: number): Promise<boolean> {
  return (await store.waiting(client, shard, LIMITS.busy)) >= LIMITS.busy;
}

function onward({ shard }: Position, { count, last }: Chunk<unknown>): Step {
  return { count, next: last === undefined ? following(shard) : { shard, after: last } };
}

function following(shard: number): Position | undefined {
  return shard + 1 < SHARDS ? { shard: shard + 1 } : undefined;
}
