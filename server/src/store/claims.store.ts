import type { Instant } from '@sojourn/rules';
import type { Queryable } from './database.js';
import { timestamp } from './database.js';
import { Reading } from './reading.js';
import type { RowReader } from './row-reader.js';

/** Where a profile's rows are. */
export interface ProfileKey {
  workspace: number;
  shard: number;
  id: string;
}

/** A row of the inbox as it was taken out. `payload` is what its kind says. */
export interface InboxRow extends ProfileKey {
  seq: number;
  kind: string;
  name: string | null;
  messageId: string | null;
  occurredAt: Instant | null;
  acceptedAt: Instant;
  payload: Record<string, unknown>;
  depth: number;
}

/** Nobody plays a profile that is about to become one with another. */
export const played = (profile: string) =>
  `${profile} not in (select from_id from profile_merge union all select into_id from profile_merge)`;

export const INBOX_ROW = `inbox.id, inbox.shard, inbox.workspace_id, inbox.profile_id, inbox.kind, inbox.name, inbox.message_id,
     inbox.occurred_at, inbox.accepted_at, inbox.payload, inbox.depth`;

/** Rows are deleted by their place on disk, without a second look into the index: only who holds the shard moves them. */
const takeArrivals = new Reading(
  'take_arrivals',
  `delete from inbox where ctid = any(array(
     select first.place from unnest($1::int2[]) as held(shard)
     cross join lateral (
       select inbox.ctid as place from inbox where inbox.shard = held.shard and ${played('inbox.profile_id')}
       order by inbox.id limit $2
     ) as first
   ))
   returning ${INBOX_ROW}`,
);
const dueProfiles = new Reading(
  'due_profiles',
  `select due.workspace_id, due.shard, due.profile_id
   from unnest($1::int2[], $2::timestamptz[]) as held(shard, horizon)
   cross join lateral (
     select e.workspace_id, e.shard, e.profile_id from enrollment e
     where e.shard = held.shard and e.due <= held.horizon and ${played('e.profile_id')} order by e.due limit $3
   ) as due
   union
   select flip.workspace_id, flip.shard, flip.id
   from unnest($1::int2[], $2::timestamptz[]) as held(shard, horizon)
   cross join lateral (
     select p.workspace_id, p.shard, p.id from profile p
     where p.shard = held.shard and p.next_flip <= held.horizon and p.next_flip < 'infinity' and ${played('p.id')}
     order by p.next_flip limit $3
   ) as flip`,
);

/** Finds and takes what a batch has to play. Callers hold the shards. */
export class ClaimsStore {
  /** Takes up to `perShard` arrivals of each shard out of the inbox, in the order of acceptance. */
  async takeArrivals(client: Queryable, shards: readonly number[], perShard: number): Promise<InboxRow[]> {
    const rows = await takeArrivals.rows(client, [[...shards], perShard], readArrival);
    return rows.sort((a, b) => a.seq - b.seq);
  }

  /**
   * Profiles with an enrollment due or a stage that time may move, at or before each shard's horizon: those first that
   * are due first.
   */
  dueProfiles(client: Queryable, horizons: ReadonlyMap<number, Instant>, perShard: number): Promise<ProfileKey[]> {
    const values = [[...horizons.keys()], [...horizons.values()].map(timestamp), perShard];
    return dueProfiles.rows(client, values, readKey);
  }

  /** Which of these profiles are about to become one with another. */
  async merging(client: Queryable, ids: readonly string[]): Promise<ReadonlySet<string>> {
    if (ids.length === 0) return new Set();
    const { rows } = await client.query<{ id: string }>({
      name: 'merging_profiles',
      text: `select id from unnest($1::uuid[]) as given(id) where not (${played('id')})`,
      values: [ids],
    } as never);
    return new Set(rows.map(({ id }) => id));
  }

  /** The next instant at which something of these shards comes due; Infinity if nothing will. */
  async nextDue(client: Queryable, shards: readonly number[]): Promise<Instant> {
    const { rows } = await client.query<{ due: Instant | null }>({
      name: 'next_due',
      text: `select min(first.due) as due from unnest($1::int2[]) as held(shard)
             cross join lateral (
               (select e.due from enrollment e where e.shard = held.shard order by e.due limit 1)
               union all
               (select p.next_flip from profile p where p.shard = held.shard and p.next_flip < 'infinity' order by p.next_flip limit 1)
               union all
               (select d.due from delivery d where d.shard = held.shard and d.state = 'queued' order by d.due limit 1)
             ) as first`,
      values: [[...shards]],
    } as never);
    return rows[0]?.due ?? Infinity;
  }

  /** Whether any arrival waits in these shards. */
  async hasArrivals(client: Queryable, shards: readonly number[]): Promise<boolean> {
    const { rows } = await client.query<{ found: boolean }>({
      name: 'has_arrivals',
      text: `select exists (select from unnest($1::int2[]) as held(shard)
             cross join lateral (select 1 from inbox where inbox.shard = held.shard limit 1) as first) as found`,
      values: [[...shards]],
    } as never);
    return rows[0]!.found;
  }
}

export const readKey = (row: RowReader): ProfileKey => ({ workspace: row.int4(), shard: row.int2(), id: row.uuid() });

export const readArrival = (row: RowReader): InboxRow => ({
  seq: row.int8(),
  shard: row.int2(),
  workspace: row.int4(),
  id: row.uuid(),
  kind: row.text(),
  name: row.textOr(null),
  messageId: row.textOr(null),
  occurredAt: row.instantOr(null),
  acceptedAt: row.instant(),
  payload: row.json<Record<string, unknown>>(),
  depth: row.int2(),
});
