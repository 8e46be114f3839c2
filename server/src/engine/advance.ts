import { Changes, Player } from '@sojourn/journey';
import type { Instant } from '@sojourn/rules';
import type { AsideStore } from '../store/aside.store.js';
import type { ClaimsStore, ProfileKey } from '../store/claims.store.js';
import type { Database, Queryable } from '../store/database.js';
import { newId } from '../store/ids.js';
import type { DepartedStore } from '../store/departed.store.js';
import type { DoorsStore } from '../store/doors.store.js';
import type { ShardsStore } from '../store/shards.store.js';
import type { StatesStore, StoredState } from '../store/states.store.js';
import { entering, type AudienceRuns } from './audience-runs.js';
import type { Clock } from '../store/clock.js';
import type { Commit, Writing } from './commit.js';
import { Doors, earliest, Overtaken } from './doors.js';
import { perShard, type BatchLimits, type Duty } from './duty.js';
import { KeptStates, shardsOf, type Loaded } from './kept-states.js';
import { lookbacks, tradesWanted } from './lookback.js';
import { watchedBefore } from './lookups.js';
import { Claiming, horizonOf, Poisoned, type Work } from './work.js';
import type { Worlds } from './worlds.js';

/** After so many profiles, what followed is made into bytes. */
const PART = 64;

/** What a batch was like, for whoever has to play it again. */
interface BatchSize {
  profiles: number;
  first: string;
  contended: boolean;
  /** Who was put aside by it. */
  aside: readonly string[];
  /** Whom it played, as they were written. */
  loaded?: Loaded;
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
  private readonly claiming: Claiming;
  private readonly kept: KeptStates;

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
  ) {
    this.kept = new KeptStates(stores.states);
    this.claiming = new Claiming(stores.claims, stores.departed, audiences);
  }

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
        if (size.loaded) this.kept.keep(size.loaded);
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
    const work = await this.claiming.take(client, held, most, poisoned, now);
    if (work.keys.size === 0) return work.progressed;
    const marked = (await this.watch?.begun(work.keys.values())) ?? [];
    const versions = await this.stores.shards.countUp(client, shardsOf(work.keys.values()));
    size.aside = await this.quarantine(client, work, poisoned, now);
    this.kept.drop(size.aside);
    size.profiles = work.keys.size;
    size.first = [...work.keys.keys()][0] ?? '';
    const loaded = await this.kept.load(client, [...work.keys.values()], versions);
    const states = await this.withoutDeparted(client, work, loaded.states);
    const { changes, doors, writing, parked } = await this.play(client, work, states, now, held[0]!, size.contended);
    await this.audiences.letWait(client, work.members, changes);
    await writing.write(client, states, changes);
    await this.watch?.ended(client, marked);
    await doors.settle();
    size.loaded = { ...loaded, states: states.filter((state) => !parked.has(state)) };
    return true;
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
    slot: number,
    contended: boolean,
  ): Promise<{ changes: Changes; doors: Doors; writing: Writing; parked: ReadonlySet<StoredState> }> {
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
    const writing = this.commit.open({ worlds, rows: work.rows, before }, now, slot);
    const changes = new Changes();
    const players = new Map<number, Player>();
    const { admit } = doors;
    for (const [id, world] of worlds) players.set(id, new Player(world, changes, { newId, handOver: 'park', admit }));
    let played = 0;
    for (const state of states) {
      try {
        const arrivals = work.arrivals.get(state.id) ?? [];
        players.get(state.workspace)!.play(state, arrivals, horizonOf(work, state));
      } catch (error) {
        throw new Poisoned(state.id, error);
      }
      if ((played += 1) % PART === 0) writing.take(changes);
    }
    // What was parked of these is not in them any more.
    return { changes, doors, writing, parked: new Set(broken.map(({ state }) => state)) };
  }
}

/** Data that cannot be written: by our own account, or by SQLSTATE (values, constraints, limits of size). */
function isDataError(error: unknown): boolean {
  if (error instanceof RangeError) return true;
  return /^(22|23|54)/.test(String((error as { code?: unknown }).code ?? ''));
}
