import { Changes, mergeProfile, Player } from '@sojourn/journey';
import { UNCLASSIFIED } from '@sojourn/lifecycle';
import type { AsideStore } from '../store/aside.store.js';
import type { Clock } from '../store/clock.js';
import type { CountersStore } from '../store/counters.store.js';
import type { Database, Queryable } from '../store/database.js';
import type { DepartedStore } from '../store/departed.store.js';
import { newId } from '../store/ids.js';
import type { Merge, MergesStore } from '../store/merges.store.js';
import type { ShardsStore } from '../store/shards.store.js';
import type { StatesStore, StoredState } from '../store/states.store.js';
import type { Commit } from './commit.js';
import type { Duty } from './duty.js';
import type { Worlds } from './worlds.js';

export interface MergeStores {
  shards: ShardsStore;
  aside: AsideStore;
  states: StatesStore;
  merges: MergesStore;
  departed: DepartedStore;
  counters: CountersStore;
}

/**
 * Makes two profiles of one person one (ENGINE D6), one merge a transaction. Nobody plays either of them from when the
 * merge was asked for until it is done, so that what came in meanwhile meets the whole. Whatever dies in the middle, the
 * request is still there and nothing else has happened.
 */
export class MergeProfiles implements Duty {
  readonly name = 'merge';

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly stores: MergeStores,
    private readonly worlds: Worlds,
    private readonly commit: Commit,
    private readonly onFault: (what: string, cause: unknown) => void,
  ) {}

  runOnce(): Promise<boolean> {
    return this.database.transaction(async (client) => {
      const { merges, shards } = this.stores;
      const claimed = await merges.claim(client);
      if (!claimed) return false;
      // Ascending, like everybody who holds more than one: two who wait for each other cannot be.
      const held = [...new Set([claimed.from.shard, claimed.into.shard])].sort((a, b) => a - b);
      for (const shard of held) await shards.hold(client, shard);
      const merge = await merges.read(client, claimed.job);
      // While we waited one of them was merged elsewhere: its shard is not ours. It is the next round's.
      if (merge.from.id !== claimed.from.id || merge.into.id !== claimed.into.id) return true;
      if (merge.from.id !== merge.into.id) {
        if (await merges.allowed(client, merge)) await this.merge(client, merge, held[0]!);
        else this.apart(merge);
      }
      await merges.done(client, merge.job);
      return true;
    });
  }

  private apart({ from, into }: Merge): void {
    const what = `profiles ${from.id} and ${into.id} were to become one and stay apart: both are known users by now, or one was erased`;
    this.onFault(what, new Error('Two known users are never merged.'));
  }

  private async merge(client: Queryable, { from, into }: Merge, slot: number): Promise<void> {
    const { states, aside, merges, departed, counters } = this.stores;
    const at = await this.clock.now(client);
    const [given, taking] = (await states.load(client, [from, into])) as [StoredState, StoredState];
    await merges.move(client, { from, into, ordinal: taking.ordinal });
    await departed.add(client, from, into, at);
    const stage = taking.stored ? given.stage : UNCLASSIFIED;
    // What the other had not been placed by it takes over, count and all.
    const layers = Object.fromEntries(Object.entries(given.layers).filter(([model]) => model in taking.layers));
    mergeProfile(taking, given);
    const worlds = await this.worlds.current(client, [into.workspace]);
    await aside.park(client, await this.worlds.complete(client, worlds, [taking]));
    const changes = new Changes();
    new Player(worlds.get(into.workspace)!, changes, { newId, handOver: 'park' }).play(
      taking,
      [{ kind: 'merged', seq: 0, at }],
      undefined,
    );
    await this.commit.open({ worlds, rows: new Map() }, at, slot).write(client, [taking], changes);
    // One that nobody had played yet is counted as unclassified, and is where the other was.
    if (given.stored) await counters.leaveStages(client, into.workspace, stage, layers, slot);
  }
}
