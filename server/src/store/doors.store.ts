import { Injectable } from '@nestjs/common';
import type { Properties } from '@sojourn/journey';
import type { Instant } from '@sojourn/rules';
import type { AudienceCause } from './audiences.store.js';
import type { ProfileKey } from './claims.store.js';
import { column } from './columns.js';
import { Copy } from './copy.js';
import { type Queryable, timestamp } from './database.js';

/** What is stored of a journey's door (ENTRY-6). `canary` is JSON of the canary that the next three are about. */
export interface DoorRow {
  journey: string;
  countsFrom: Instant | null;
  canary: string | null;
  canaryFrom: Instant | null;
  entered: number;
  opened: boolean;
}

/** Somebody of an audience who waits until the door lets them in. */
export interface Waiting extends ProfileKey {
  journey: string;
  node: string;
  at: Instant;
  cause: AudienceCause;
  entry: Properties;
  /** The operation that tells of their run, and takes them away when it is cancelled. */
  operation: string | null;
}

/** What a batch let through one door. */
export interface Passage {
  workspace: number;
  journey: string;
  /** From when its rate counts: the first entry of all. */
  countsFrom: Instant;
  /** People a canary let in, of at most so many, and since when it does. */
  canary?: { setting: string; from: Instant; entered: number; people: number };
  /** Entries by the window they fall into, at most `entries` in each. */
  windows: ReadonlyMap<Instant, number>;
  entries: number;
}

const wait = new Copy<Waiting>('door_waiting', [
  column<Waiting>('shard', 'int2', (row) => row.shard),
  column<Waiting>('workspace_id', 'int4', (row) => row.workspace),
  column<Waiting>('profile_id', 'uuid', (row) => row.id),
  column<Waiting>('journey_id', 'uuid', (row) => row.journey),
  column<Waiting>('node', 'text', (row) => row.node),
  column<Waiting>('at', 'timestamptz', (row) => row.at),
  column<Waiting>('cause', 'text', (row) => row.cause),
  column<Waiting>('entry', 'jsonb', (row) => row.entry),
  column<Waiting>('operation_id', 'uuid', (row) => row.operation),
]);

/** Canaries, entry rates, and who waits for them. Shards share these rows: they are written last, in sorted order. */
@Injectable()
export class DoorsStore {
  async find(client: Queryable, journeys: readonly string[]): Promise<DoorRow[]> {
    const { rows } = await client.query<DoorRow>({
      name: 'find_doors',
      text: `select journey_id as journey, counts_from as "countsFrom", canary::text as canary, canary_from as "canaryFrom",
               entered, opened from door where journey_id = any($1::uuid[])`,
      values: [[...journeys]],
    } as never);
    return rows;
  }

  /** What was let in so far in windows from an instant on, by `journey|start`. */
  async windows(client: Queryable, journeys: readonly string[], from: Instant): Promise<Map<string, number>> {
    const { rows } = await client.query<{ journey: string; startsAt: Instant; entered: number }>({
      name: 'door_windows',
      text: `select journey_id as journey, starts_at as "startsAt", entered from door_window
             where journey_id = any($1::uuid[]) and starts_at >= $2`,
      values: [[...journeys], timestamp(from)],
    } as never);
    return new Map(rows.map(({ journey, startsAt, entered }) => [`${journey}|${startsAt}`, entered]));
  }

  /** Holds doors until the transaction ends, for a batch that met others at one of them before. */
  async hold(client: Queryable, journeys: readonly string[]): Promise<void> {
    await client.query('select from door where journey_id = any($1::uuid[]) order by journey_id for update', [
      [...journeys].sort(),
    ]);
  }

  /** Counts what a batch let in. False where others have let in so many meanwhile that it would be too many. */
  async pass(
    client: Queryable,
    { workspace, journey, countsFrom, canary, windows, entries }: Passage,
  ): Promise<boolean> {
    const { rows } = await client.query<{ countsFrom: Instant; entered: number }>(
      `insert into door as d (journey_id, workspace_id, counts_from, canary, canary_from, entered)
       values ($1, $2, $3, $4::jsonb, $5, $6)
       on conflict (journey_id) do update set
         counts_from = coalesce(d.counts_from, excluded.counts_from),
         canary = coalesce(excluded.canary, d.canary),
         canary_from = case when excluded.canary is null or d.canary = excluded.canary then d.canary_from else excluded.canary_from end,
         opened = d.opened and (excluded.canary is null or d.canary = excluded.canary),
         entered = excluded.entered + case when excluded.canary is null or d.canary = excluded.canary then d.entered else 0 end
       returning counts_from as "countsFrom", entered`,
      [
        journey,
        workspace,
        timestamp(countsFrom),
        canary?.setting ?? null,
        canary ? timestamp(canary.from) : null,
        canary?.entered ?? 0,
      ],
    );
    if (rows[0]!.countsFrom !== countsFrom || (canary && rows[0]!.entered > canary.people)) return false;
    for (const [start, count] of [...windows].sort(([a], [b]) => a - b)) {
      const { rowCount } = await client.query(
        `insert into door_window as w (journey_id, starts_at, entered) values ($1, $2, $3)
         on conflict (journey_id, starts_at) do update set entered = w.entered + excluded.entered where w.entered + excluded.entered <= $4`,
        [journey, timestamp(start), count, entries],
      );
      if (rowCount === 0) return false;
    }
    return true;
  }

  /** Holds runs through an audience back until then; Infinity: until an operator lets all in. */
  async close(client: Queryable, workspace: number, journey: string, until: Instant): Promise<void> {
    await client.query(
      `insert into door (journey_id, workspace_id, closed_until) values ($1, $2, $3)
       on conflict (journey_id) do update set closed_until = excluded.closed_until`,
      [journey, workspace, timestamp(until)],
    );
  }

  /** An operator lets all in: the canary of this setting is over. */
  async letAllIn(client: Queryable, workspace: number, journey: string, canary: object, at: Instant): Promise<void> {
    await client.query(
      `insert into door (journey_id, workspace_id, canary, canary_from, opened) values ($1, $2, $3, $4, true)
       on conflict (journey_id) do update set
         entered = case when door.canary = excluded.canary then door.entered else 0 end,
         canary = excluded.canary, opened = true, closed_until = null`,
      [journey, workspace, JSON.stringify(canary), timestamp(at)],
    );
  }

  /** A version was published: its canary, if it has one, is asked anew whom to let in. */
  async published(client: Queryable, journey: string, canary: object | undefined): Promise<void> {
    await client.query('update door set closed_until = null, opened = opened or $2 where journey_id = $1', [
      journey,
      canary === undefined,
    ]);
  }

  /** Lets somebody wait at the door. */
  async wait(client: Queryable, waiting: readonly Waiting[]): Promise<void> {
    await wait.run(client, waiting);
  }

  /** Takes those out who have waited longest at doors that are not closed now, at most so many of each shard and door. */
  async takeWaiting(client: Queryable, shards: readonly number[], now: Instant, limit: number): Promise<Waiting[]> {
    const { rows } = await client.query<Waiting>({
      name: 'take_waiting',
      text: `with taken as (
               select w.shard, w.id from door d join journey j on j.id = d.journey_id
               cross join unnest($1::int2[]) as held(shard)
               cross join lateral (
                 select shard, id from door_waiting where journey_id = d.journey_id and shard = held.shard order by id limit $3
               ) as w
               where coalesce(d.closed_until, '-infinity') <= $2 and j.state <> 'paused'
             )
             delete from door_waiting w using taken where w.shard = taken.shard and w.id = taken.id
             returning w.shard, w.id as seq, w.workspace_id as workspace, w.profile_id as id, w.journey_id as journey, w.node, w.at, w.cause, w.entry,
               w.operation_id as operation`,
      values: [[...shards], timestamp(now), limit],
    } as never);
    return (rows as (Waiting & { seq: number })[]).sort((a, b) => a.seq - b.seq);
  }

  /** How many wait at a journey's door. */
  async waiting(client: Queryable, journey: string): Promise<number> {
    const { rows } = await client.query<{ n: number }>('select count(*) as n from door_waiting where journey_id = $1', [
      journey,
    ]);
    return rows[0]!.n;
  }

  /** Forgets the oldest windows of a journey that began before an instant, at most so many at a time. */
  async forgetWindows(client: Queryable, journey: string, before: Instant): Promise<void> {
    await client.query(
      `delete from door_window where journey_id = $1 and starts_at in (
         select starts_at from door_window where journey_id = $1 and starts_at < $2 order by starts_at limit 1000)`,
      [journey, timestamp(before)],
    );
  }
}
