import type { ProfileKey } from '../store/claims.store.js';
import type { Queryable } from '../store/database.js';
import { asStored, type StatesStore, type StoredState } from '../store/states.store.js';

/** So many profiles are kept, those that were played last: about three batches, of what arrived and of what came due. */
const LIMIT = 4_608;

/** The profiles of a batch, and how often their shards were written, this batch included. */
export interface Loaded {
  states: StoredState[];
  versions: ReadonlyMap<number, number>;
}

/**
 * Keeps the profiles played last in memory: whoever was just seen is often seen again, by the next event of a visit or
 * by a wait that ends at once. Whoever writes profiles of a shard counts its version up in the same transaction; what is
 * kept is good while nobody but this process counted. See decision 0018.
 */
export class KeptStates {
  /** In the order in which they were kept. */
  private readonly kept = new Map<string, StoredState>();
  private readonly versions = new Map<number, number>();

  constructor(private readonly states: StatesStore) {}

  /**
   * The states of these profiles, in this order. The caller holds their shards, is about to write them, and has counted
   * their versions up to these.
   */
  async load(client: Queryable, keys: readonly ProfileKey[], versions: ReadonlyMap<number, number>): Promise<Loaded> {
    this.forget(({ shard }) => versions.has(shard) && versions.get(shard) !== (this.versions.get(shard) ?? NaN) + 1);
    // From here on they change, and nobody knows yet whether for good.
    const found = keys.map(({ id }) => this.take(id));
    const loaded = await this.states.load(
      client,
      keys.filter((_, index) => !found[index]),
    );
    let next = 0;
    const states = found.map((state) => state ?? loaded[next++]!);
    return { states, versions };
  }

  /** These were written, and not as they are kept. */
  drop(ids: readonly string[]): void {
    for (const id of ids) this.kept.delete(id);
  }

  /** The batch has been committed: as they are now they lie in the database. */
  keep({ states, versions }: Loaded): void {
    // Another player of this process may have held one of the shards since, and know better.
    const good = new Set<number>();
    for (const [shard, version] of versions) {
      const known = this.versions.get(shard);
      if (known !== undefined && known >= version) continue;
      if (known !== version - 1) this.forget((state) => state.shard === shard);
      this.versions.set(shard, version);
      good.add(shard);
    }
    for (const state of states)
      // Whom nobody knew and nothing touched is in no table.
      if (good.has(state.shard) && (state.stored || state.touched)) this.kept.set(state.id, asStored(state));
    for (const id of this.kept.keys()) {
      if (this.kept.size <= LIMIT) break;
      this.kept.delete(id);
    }
  }

  private take(id: string): StoredState | undefined {
    const state = this.kept.get(id);
    this.kept.delete(id);
    return state;
  }

  private forget(isStale: (state: StoredState) => boolean): void {
    for (const [id, state] of this.kept) if (isStale(state)) this.kept.delete(id);
  }
}

export function shardsOf(keys: Iterable<ProfileKey>): Set<number> {
  const shards = new Set<number>();
  for (const { shard } of keys) shards.add(shard);
  return shards;
}
