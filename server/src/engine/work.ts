import type { Arrival } from '@sojourn/journey';
import type { Instant } from '@sojourn/rules';
import { BesideCrowds, type Crowd } from '../store/beside-crowds.js';
import type { ClaimsStore, InboxRow, ProfileKey } from '../store/claims.store.js';
import type { Queryable } from '../store/database.js';
import type { DepartedStore } from '../store/departed.store.js';
import { toArrival } from './arrivals.js';
import { entering, type AudienceMember, type AudienceRuns } from './audience-runs.js';

/** What a batch has to play: profiles, what came in for them, and how far time has come in each shard. */
export interface Work {
  keys: Map<string, ProfileKey>;
  arrivals: Map<string, Arrival[]>;
  rows: Map<number, InboxRow>;
  horizons: Map<number, Instant>;
  /** Shards where arrivals of one workspace hold time back, for all others less. */
  crowds: ReadonlyMap<number, Crowd>;
  /** Who came with an audience: where there is no room for them now, they wait. */
  members: readonly AudienceMember[];
  /** Whether runs through an audience came further, be it that they found nobody. */
  progressed: boolean;
}

/** How far time has come for a profile. */
export function horizonOf({ horizons, crowds }: Work, { workspace, shard }: ProfileKey): Instant | undefined {
  const crowd = crowds.get(shard);
  return crowd && crowd.workspace !== workspace ? crowd.horizon : horizons.get(shard);
}

/** A profile whose play threw. The batch is rolled back and played again without it. */
export class Poisoned extends Error {
  constructor(
    readonly profile: string,
    override readonly cause: unknown,
  ) {
    super(`Profile ${profile} could not be played.`);
  }
}

/** Takes what a batch has to play. */
export class Claiming {
  private readonly beside = new BesideCrowds();

  constructor(
    private readonly claims: ClaimsStore,
    private readonly departed: DepartedStore,
    private readonly audiences: AudienceRuns,
  ) {}

  /** Arrivals first; where a shard has more than fit, time in it moves only as far as the last one taken. */
  async take(
    client: Queryable,
    held: readonly number[],
    most: number,
    poisoned: ReadonlyMap<string, unknown>,
    now: Instant,
  ): Promise<Work> {
    const { claims, departed } = this;
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
}

function readable(row: InboxRow): Arrival {
  try {
    return toArrival(row);
  } catch (error) {
    throw new Poisoned(row.id, error);
  }
}

function add<Item>(lists: Map<string, Item[]>, key: string, item: Item): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}
