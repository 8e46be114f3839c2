import { Injectable } from '@nestjs/common';
import type { Instant } from '@sojourn/rules';
import type { Page } from './audience-pages.js';
import { type Queryable, timestamp } from './database.js';
import { SHARDS } from './ids.js';

/** Why people of an audience enter. */
export type AudienceCause = 'schedule' | 'backfill';

/** A run through an audience, in one shard. */
export interface AudienceRun {
  shard: number;
  id: number;
  workspace: number;
  journey: string;
  state: string;
  node: string;
  at: Instant;
  cause: AudienceCause;
  /** See {@link NewRun}. */
  zone: string | null;
  occurrence: string;
  movedSince: Instant | null;
  /** The percentage of a canary that this run went through with before: now the rest has its turn. */
  rest: number | null;
  position: string | null;
  operation: string | null;
  /** Whether an operator has let all in who come to this journey. */
  opened: boolean;
}

/** A run to begin. With a `zone`, for those alone whose zone it is; empty, for those who have none of their own. */
export interface NewRun {
  workspace: number;
  journey: string;
  version: number;
  node: string;
  at: Instant;
  cause: AudienceCause;
  zone?: string;
  /** The local time that is the same in all zones: whoever had a turn in it has no other. */
  occurrence?: string;
  /** Only those who came to the zone after this instant. */
  movedSince?: Instant;
  operation?: string | undefined;
}

/** Runs through audiences, and how far each shard has come in them. Callers hold the shards. */
@Injectable()
export class AudiencesStore {
  /**
   * The oldest run of each shard that may go on now: those of a paused journey, of a version that waits for its facts, of
   * a door that is closed, and those an operator has cancelled may not.
   */
  async open(client: Queryable, shards: readonly number[], now: Instant): Promise<AudienceRun[]> {
    const { rows } = await client.query<AudienceRun>({
      name: 'open_audience_runs',
      text: `select run.* from unnest($1::int2[]) as held(shard)
             cross join lateral (
               select r.shard, r.id, r.workspace_id as workspace, r.journey_id as journey, j.state, r.node, r.at, r.cause, r.zone,
                 r.occurrence, r.moved_since as "movedSince", r.rest, r.position, r.operation_id as operation,
                 coalesce((select d.opened from door d where d.journey_id = r.journey_id), false) as opened
               from audience_run r join journey j on j.id = r.journey_id
               where r.shard = held.shard and not r.finished and j.state <> 'paused'
                 and not exists (select from operation o where o.id = r.operation_id and o.cancel_requested)
                 and not exists (select from door d where d.journey_id = r.journey_id and d.closed_until > $2)
                 and not exists (select from journey_version v
                   where v.journey_id = r.journey_id and v.version = r.version and v.waits_for is not null)
                 and (r.rest is null or exists (select from door d where d.journey_id = r.journey_id and d.opened))
               order by r.id limit 1
             ) as run`,
      values: [[...shards], timestamp(now)],
    } as never);
    return rows;
  }

  /** Notes that these had their turn in an occurrence that goes from zone to zone. Returns those who had none before. */
  async seen(client: Queryable, run: AudienceRun, profiles: readonly string[]): Promise<Set<string>> {
    if (profiles.length === 0) return new Set();
    const { rows } = await client.query<{ id: string }>({
      name: 'audience_seen',
      text: `insert into audience_seen (workspace_id, shard, journey_id, node, occurrence, profile_id)
             select $1, $2, $3, $4, $5, id from unnest($6::uuid[]) as id on conflict do nothing returning profile_id as id`,
      values: [run.workspace, run.shard, run.journey, run.node, run.occurrence, [...profiles]],
    } as never);
    return new Set(rows.map(({ id }) => id));
  }

  /** How far runs have come, and how many more they found. */
  async advance(client: Queryable, pages: readonly Page[]): Promise<void> {
    if (pages.length === 0) return;
    await client.query({
      name: 'advance_audience_runs',
      text: `update audience_run r set position = given.position, done = done + given.found
             from unnest($1::int2[], $2::bigint[], $3::uuid[], $4::int4[]) as given(shard, id, position, found)
             where r.shard = given.shard and r.id = given.id`,
      values: [
        pages.map(({ run }) => run.shard),
        pages.map(({ run }) => run.id),
        pages.map(({ position }) => position),
        pages.map(({ found }) => found.length),
      ],
    } as never);
  }

  /** It is through with this shard. What it counted stays as long as the operation goes on that tells of it. */
  async finish(client: Queryable, { shard, id, operation }: AudienceRun, count: number): Promise<void> {
    await client.query(
      operation === null
        ? 'delete from audience_run where shard = $1 and id = $2'
        : `update audience_run set finished = true, done = done + ${Number(count)} where shard = $1 and id = $2`,
      [shard, id],
    );
  }

  /** Begins again, for those whom a canary of so many percent left out. */
  async again(client: Queryable, { shard, id }: AudienceRun, percent: number): Promise<void> {
    await client.query('update audience_run set position = null, rest = $3 where shard = $1 and id = $2', [
      shard,
      id,
      percent,
    ]);
  }

  /** Begins a run in these shards; in all where none are named. */
  async begin(client: Queryable, run: NewRun, shards?: readonly number[]): Promise<void> {
    const all = shards ?? Array.from({ length: SHARDS }, (_, shard) => shard);
    await client.query(
      `insert into audience_run (shard, workspace_id, journey_id, version, node, at, cause, zone, occurrence, moved_since, operation_id)
       select shard, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11 from unnest($1::int2[]) as shard`,
      [
        all,
        run.workspace,
        run.journey,
        run.version,
        run.node,
        timestamp(run.at),
        run.cause,
        run.zone ?? null,
        run.occurrence ?? '',
        run.movedSince === undefined ? null : timestamp(run.movedSince),
        run.operation ?? null,
      ],
    );
  }

  /**
   * Brings the open operations that tell of runs up to date with what the shards have counted, and returns those that can
   * end: no shard has anything left to do and nobody waits at a door, or an operator cancelled them.
   */
  async supervise(client: Queryable, at: Instant): Promise<SupervisedRun[]> {
    const { rows } = await client.query<SupervisedRun & { open: number; counted: number }>(
      `select o.id, o.workspace_id as workspace, o.detail, o.cancel_requested as cancelled, o.done, coalesce(s.open, 0)::int + (select count(*) from door_waiting w where w.operation_id = o.id)::int as open,
         coalesce(s.done, 0)::float8 as counted
       from operation o left join lateral (
         select sum(r.done) as done, count(*) filter (where not r.finished) as open from audience_run r where r.operation_id = o.id
       ) as s on true
       where o.kind = 'audience.run' and o.state in ('waiting', 'running') for update of o skip locked`,
    );
    for (const { id, done, counted } of rows) {
      if (counted === done) continue;
      await client.query(`update operation set done = $2, updated_at = $3 where id = $1`, [id, counted, timestamp(at)]);
    }
    return rows.filter(({ open, cancelled }) => open === 0 || cancelled);
  }

  /** Takes an operation's runs away, also such as have not come to their end, and whoever of them waits at a door. */
  async drop(client: Queryable, operation: string): Promise<void> {
    await client.query('delete from audience_run where operation_id = $1', [operation]);
    await client.query('delete from door_waiting where operation_id = $1', [operation]);
  }

  /** Forgets who had their turn in an occurrence, some at a time. Returns how many that were. */
  async forget(
    client: Queryable,
    { workspace, journey, node, occurrence }: { workspace: number; journey: string; node: string; occurrence: string },
    limit: number,
  ): Promise<number> {
    const { rowCount } = await client.query(
      `delete from audience_seen where ctid = any(array(
         select ctid from audience_seen
         where workspace_id = $1 and shard = any($2::int2[]) and journey_id = $3 and node = $4 and occurrence = $5 limit $6))`,
      [workspace, Array.from({ length: SHARDS }, (_, shard) => shard), journey, node, occurrence, limit],
    );
    return rowCount ?? 0;
  }

  /** Forgets operations that told of runs of long ago: a schedule makes one for each occurrence. */
  async forgetOperations(client: Queryable, workspace: number, before: Instant): Promise<void> {
    await client.query(
      `delete from operation where workspace_id = $1 and created_at < $2 and kind = 'audience.run' and state not in ('waiting', 'running')`,
      [workspace, timestamp(before)],
    );
  }
}

/** An operation that tells of runs through an audience, and can end. */
export interface SupervisedRun {
  id: string;
  workspace: number;
  detail: { journey: string; node: string; local?: string };
  cancelled: boolean;
  done: number;
}
