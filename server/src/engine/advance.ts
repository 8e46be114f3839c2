import { Changes, Player, type Arrival } from '@sojourn/journey';
import type { Instant } from '@sojourn/rules';
import type { AsideStore } from '../store/aside.store.js';
import { BesideCrowds } from '../store/beside-crowds.js';
import type { ClaimsStore, InboxRow, ProfileKey } from '../store/claims.store.js';
import type { Database, Queryable } from '../store/database.js';
import { newId } from '../store/ids.js';
import type { DepartedStore } from '../store/departed.store.js';
import type { DoorsStore } from '../store/doors.store.js';
import type { ShardsStore } from '../store/shards.store.js';
import type { StatesStore, StoredState } from '../store/states.store.js';
import { toArrival } from './arrivals.js';
import { entering, type AudienceRuns } from './audience-runs.js';
import type { Clock } from '../store/clock.js';
import type { Commit, Played } from './commit.js';
import { Doors, earliest, Overtaken } from './doors.js';
import { perShard, type BatchLimits, type Duty } from './duty.js';
import { lookbacks, tradesWanted } from './lookback.js';
import { watchedBefore } from './lookups.js';
import { horizonOf, type Work } from './work.js';
import type { Worlds } from './worlds.js';

/** A profile whose play threw. The batch is rolled back and played again without it. */
class Poisoned extends Error {
  constructor(
    readonly profile: string,
    override readonly cause: unknown,
  ) {
    super(`Profile ${profile} could not be played.`);
  }
}

/** What a batch was like, for whoever has to play it again. */
interface BatchSize {
  profiles: number;
  first: string;
  contended: boolean;
  /** Who was put aside by it. */
  aside: readonly string[];
}

/** Told of each batch before it is played and as it commits: see {@link DeathWatch}. */
export interface Watch {
  begun(keys: Iterable<ProfileKey>): Promise<number[]>;
  ended(client: Queryable, shards: readonly number[]): Promise<void>;
}

export interface AdvanceStores {
  shards: ShardsStore;
  claims: ClaimsStore;
  aside: AsideStore;
  states: StatesStore;
  departed: DepartedStore;
  doors: DoorsStore;
}

/**
 * The heart of the engine: takes what arrived and what is due in the shards it can hold, plays every profile in memory
 * by the pure player, and commits everything that follows in one transaction.
 */
export class Advance implements Duty {
  readonly name = 'advance';
  private readonly beside = new BesideCrowds();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly stores: AdvanceStores,
    private readonly worlds: Worlds,
    private readonly audiences: AudienceRuns,
    private readonly commit: Commit,
    private readonly limits: BatchLimits,
    private readonly onPoison: (profile: string, cause: unknown) => void,
    private readonly watch?: Watch,
  ) {}

  runOnce(shards: readonly number[]): Promise<boolean> {
    return this.round(shards, perShard(this.limits, shards.length), new Map());
  }

  /** Plays a single profile of a shard, or puts it aside where it is among those known to kill. */
  one(shard: number, deadly: readonly string[]): Promise<boolean> {
    const cause = new Error('Processes died while this profile was played.');
    return this.round([shard], 1, new Map(deadly.map((profile) => [profile, cause])));
  }

  /**
   * One batch. A profile whose play throws is put aside and the batch played again without it; data that the database
   * refuses is cornered by halving, shards first, then rows, down to the one profile (ENGINE D10). Lost connections and
   * everything else only end the round.
   */
  private async round(shards: readonly number[], most: number, poisoned: Map<string, unknown>): Promise<boolean> {
    for (let contended = false; ;) {
      const size: BatchSize = { profiles: 0, first: '', contended, aside: [] };
      try {
        const worked = await this.database.transaction((client) => this.batch(client, shards, most, poisoned, size));
        for (const profile of size.aside) this.onPoison(profile, poisoned.get(profile));
        return worked;
      } catch (error) {
        if (error instanceof Poisoned && !poisoned.has(error.profile)) {
          poisoned.set(error.profile, error.cause);
        } else if (error instanceof Overtaken) {
          contended = true;
        } else if (!isDataError(error)) {
          throw error;
        } else if (shards.length > 1) {
          const middle = Math.ceil(shards.length / 2);
          const first = await this.round(shards.slice(0, middle), most, poisoned);
          return (await this.round(shards.slice(middle), most, poisoned)) || first;
        } else if (most > 1) {
          return this.round(shards, Math.floor(most / 2), poisoned);
        } else if (size.profiles === 1 && !poisoned.has(size.first)) {
          poisoned.set(size.first, error);
        } else {
          throw error;
        }
      }
    }
  }

  private async batch(
    client: Queryable,
    shards: readonly number[],
    most: number,
    poisoned: ReadonlyMap<string, unknown>,
    size: BatchSize,
  ): Promise<boolean> {
    const held = await this.stores.shards.tryHold(client, shards);
    if (held.length === 0) return false;
    const now = await this.clock.now(client);
    const work = await this.claim(client, held, most, poisoned, now);
    if (work.keys.size === 0) return work.progressed;
    const marked = (await this.watch?.begun(work.keys.values())) ?? [];
    size.aside = await this.quarantine(client, work, poisoned, now);
    size.profiles = work.keys.size;
    size.first = [...work.keys.keys()][0] ?? '';
    const loaded = await this.stores.states.load(client, [...work.keys.values()]);
    const states = await this.withoutDeparted(client, work, loaded);
    const { doors, ...played } = await this.play(client, work, states, now, size.contended);
    await this.audiences.letWait(client, work.members, played.changes);
    await this.commit.write(client, { ...played, states, rows: work.rows }, now, held[0]!);
    await this.watch?.ended(client, marked);
    await doors.settle();
    return true;
  }

  /** Arrivals first; where a shard has more than fit, time in it moves only as far as the last one taken. */
  private async claim(
    client: Queryable,
    held: readonly number[],
    most: number,
    poisoned: ReadonlyMap<string, unknown>,
    now: Instant,
  ): Promise<Work> {
    const { claims, departed } = this.stores;
    const work: Work = {
      keys: new Map(),
      arrivals: new Map(),
      rows: new Map(),
      horizons: new Map(held.map((shard) => [shard, now])),
      crowds: new Map(),
      members: [],
      progressed: false,
    };
    const taken = new Map<number, number>();
    const take = (row: InboxRow) => {
      work.keys.set(row.id, row);
      work.rows.set(row.seq, row);
      if (!poisoned.has(row.id)) add(work.arrivals, row.id, readable(row));
    };
    const first = await claims.takeArrivals(client, held, most);
    for (const row of first) {
      take(row);
      const count = (taken.get(row.shard) ?? 0) + 1;
      taken.set(row.shard, count);
      if (count === most) work.horizons.set(row.shard, row.acceptedAt);
    }
    if (most === 1 && work.keys.size > 0) return work;
    // Where a crowd of one workspace fills a shard's part, the others get theirs beside it (D22).
    const beside = await this.beside.takeArrivals(client, held, first, most, now);
    for (const row of beside.rows) take(row);
    work.crowds = beside.crowds;
    const due = await claims.dueProfiles(client, work.horizons, most);
    due.push(...(await this.beside.due(client, due, work.crowds, work.horizons, most)));
    const waking = new Map<number, number>();
    for (const { shard } of due) waking.set(shard, (waking.get(shard) ?? 0) + 1);
    for (const key of most === 1 ? due.slice(0, 1) : due) work.keys.set(key.id, key);
    // Bulk work yields: audiences move only when events and timers leave room, and in shards where none are left over.
    if (work.keys.size < (most * held.length) / 2) {
      const free = held.filter((shard) => Math.max(taken.get(shard) ?? 0, waking.get(shard) ?? 0) < most);
      const { members, progressed } = await this.audiences.take(client, free, most, now, [...work.keys.keys()]);
      const merging = await claims.merging(
        client,
        members.map(({ id }) => id),
      );
      const later = members.filter(({ id }) => merging.has(id));
      await departed.putBack(
        client,
        later.map((member) => entering(member, now)),
      );
      work.progressed = progressed;
      work.members = members.filter(({ id }) => !merging.has(id));
      for (const { workspace, shard, id, operation: _, ...coming } of work.members) {
        work.keys.set(id, { workspace, shard, id });
        add(work.arrivals, id, { kind: 'enter', seq: 0, ...coming });
      }
    }
    return work;
  }

  private async quarantine(
    client: Queryable,
    work: Work,
    poisoned: ReadonlyMap<string, unknown>,
    now: Instant,
  ): Promise<string[]> {
    const aside = [...poisoned].filter(([id]) => work.keys.has(id));
    for (const [id, cause] of aside) {
      const key = work.keys.get(id)!;
      const rows = [...work.rows.values()].filter((row) => row.id === id);
      await this.stores.aside.setAside(client, key, rows, cause instanceof Error ? cause.message : String(cause), now);
      // Its receipts close no delivery: both wait for whoever mends the cause.
      for (const row of rows) work.rows.delete(row.seq);
      work.keys.delete(id);
      work.arrivals.delete(id);
    }
    return aside.map(([id]) => id);
  }

  /** Arrivals of profiles that are part of others by now go on to those; those of erased ones are gone (ENGINE D6). */
  private async withoutDeparted(client: Queryable, work: Work, states: StoredState[]): Promise<StoredState[]> {
    const unknown = states.filter(({ stored }) => !stored);
    const departed = await this.stores.departed.among(client, unknown);
    if (departed.size === 0) return states;
    const rows = [...work.rows.values()].filter(({ id }) => departed.has(id));
    const members = work.members.filter(({ id }) => departed.has(id)).map((member) => entering(member, member.at));
    await this.stores.departed.forward(client, [...rows, ...members], departed);
    for (const { seq } of rows) work.rows.delete(seq);
    return states.filter(({ id }) => !departed.has(id));
  }

  private async play(
    client: Queryable,
    work: Work,
    states: readonly StoredState[],
    now: Instant,
    contended: boolean,
  ): Promise<Pick<Played, 'changes' | 'worlds' | 'before'> & { doors: Doors }> {
    const worlds = await this.worlds.current(
      client,
      states.map((state) => state.workspace),
    );
    const broken = await this.worlds.complete(client, worlds, states, work.arrivals);
    await this.stores.aside.park(client, broken);
    await this.stores.states.loadHistory(client, lookbacks(states, work.arrivals, worlds));
    await this.stores.states.trades.load(client, tradesWanted(states, work.arrivals, worlds));
    const from = earliest(states, work.arrivals.values(), now);
    const doors = await Doors.open(this.stores.doors, client, worlds.values(), { now, from, contended });
    const before = watchedBefore(states, worlds);
    const changes = new Changes();
    const players = new Map<number, Player>();
    const { admit } = doors;
    for (const [id, world] of worlds) players.set(id, new Player(world, changes, { newId, handOver: 'park', admit }));
    for (const state of states) {
      try {
        const arrivals = work.arrivals.get(state.id) ?? [];
        players.get(state.workspace)!.play(state, arrivals, horizonOf(work, state));
      } catch (error) {
        throw new Poisoned(state.id, error);
      }
    }
    return { changes, worlds, before, doors };
  }
}

function readable(row: InboxRow): Arrival {
  try {
    return toArrival(row);
  } catch (error) {
    throw new Poisoned(row.id, error);
  }
}

/** Data that cannot be written: by our own account, or by SQLSTATE (values, constraints, limits of size). */
function isDataError(error: unknown): boolean {
  if (error instanceof RangeError) return true;
  return /^(22|23|54)/.test(String((error as { code?: unknown }).code ?? ''));
}

function add<Item>(lists: Map<string, Item[]>, key: string, item: Item): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}
