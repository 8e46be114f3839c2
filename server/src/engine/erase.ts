import { Changes, Player, type Arrival } from '@sojourn/journey';
import type { BulkOperation, BulkStore } from '../store/bulk.store.js';
import type { AsideStore } from '../store/aside.store.js';
import type { Clock } from '../store/clock.js';
import type { CountersStore } from '../store/counters.store.js';
import type { Database, Queryable } from '../store/database.js';
import type { DepartedStore } from '../store/departed.store.js';
import type { ErasuresStore } from '../store/erasures.store.js';
import { newId, shardOf } from '../store/ids.js';
import type { OperationsStore } from '../store/operations.store.js';
import type { ShardsStore } from '../store/shards.store.js';
import type { StatesStore, StoredState } from '../store/states.store.js';
import type { Commit } from './commit.js';
import type { Duty } from './duty.js';
import type { Worlds } from './worlds.js';

/** Erases one person: the detail of an operation of the kind `profile.erase`. */
export interface EraseWork {
  profile: string;
}

export interface EraseStores {
  bulk: BulkStore;
  shards: ShardsStore;
  aside: AsideStore;
  states: StatesStore;
  departed: DepartedStore;
  counters: CountersStore;
  erasures: ErasuresStore;
  operations: Pick<OperationsStore, 'progress' | 'end'>;
}

/**
 * Erases people, one a transaction: takes them out of every journey as an operator would, so that all counts stay right,
 * and then empties every table of what is personal (LOG-4). Whatever dies in the middle, it is done anew.
 */
export class EraseProfiles implements Duty {
  readonly name = 'erase';

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly stores: EraseStores,
    private readonly worlds: Worlds,
    private readonly commit: Commit,
  ) {}

  runOnce(): Promise<boolean> {
    return this.database.transaction(async (client) => {
      const { bulk, shards, departed, erasures, operations } = this.stores;
      const operation = await bulk.claim(client, ['profile.erase']);
      if (!operation) return false;
      const { workspace, detail } = operation;
      const asked = (detail as unknown as EraseWork).profile;
      const before = await departed.among(client, [{ workspace, id: asked }]);
      const id = before.has(asked) ? before.get(asked)?.id : asked;
      const at = await this.clock.now(client);
      if (id === undefined) return this.end(client, operation, {}, at);
      const family = await departed.family(workspace, id, client);
      for (const shard of [...new Set(family.map((each) => each.shard))].sort((a, b) => a - b))
        await shards.hold(client, shard);
      // Who becomes one with somebody in this moment is erased together with them, a round later.
      const now = await departed.family(workspace, id, client);
      const gone = await departed.among(client, [{ workspace, id }]);
      const moving = gone.size > 0 || now.length > family.length || (await erasures.isMerging(client, { family }));
      if (moving) {
        await operations.progress(client, operation.id, { done: 0, at });
        return false;
      }
      await this.takeOut(client, { workspace, shard: shardOf(id), id }, at);
      const counts = await erasures.erase(client, { workspace, family, at });
      await departed.add(client, { workspace, shard: shardOf(id), id }, undefined, at);
      return this.end(client, operation, counts, at);
    });
  }

  /** Ends every run, and leaves every stage. */
  private async takeOut(
    client: Queryable,
    key: { workspace: number; shard: number; id: string },
    at: number,
  ): Promise<void> {
    const { states, aside, counters } = this.stores;
    const [state] = (await states.load(client, [key])) as [StoredState];
    if (!state.stored) return;
    const worlds = await this.worlds.current(client, [key.workspace]);
    await aside.park(client, await this.worlds.complete(client, worlds, [state]));
    // What models and time would do with them now is of no interest to anybody any more.
    state.modelVersion = worlds.get(key.workspace)!.placing;
    const changes = new Changes();
    const exits = state.enrollments.map(({ id }): Arrival => ({
      kind: 'exit',
      seq: 0,
      at: state.played,
      enrollment: id,
      reason: 'erased',
    }));
    const player = new Player(worlds.get(key.workspace)!, changes, { newId, handOver: 'park' });
    player.play(state, exits, undefined);
    await this.commit.open({ worlds, rows: new Map() }, at, key.shard).write(client, [state], changes);
    await counters.leaveStages(client, key.workspace, state.stage, state.layers, key.shard);
  }

  private async end(
    client: Queryable,
    { id }: BulkOperation,
    counts: Record<string, number>,
    at: number,
  ): Promise<boolean> {
    const { operations } = this.stores;
    await operations.progress(client, id, { done: 1, at });
    await operations.end(client, id, { state: 'done', detail: { counts }, at });
    return true;
  }
}
