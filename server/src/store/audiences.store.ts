import type { Instant } from '@sojourn/rules';
import type { ProfileKey } from './claims.store.js';
import type { Queryable } from './database.js';
import { timestamp } from './database.js';

/** A profile's turn in an occurrence of a schedule. */
export interface AudienceMember extends ProfileKey {
  journey: string;
  node: string;
  at: Instant;
}

interface Run {
  shard: number;
  id: number;
  workspace: number;
  journey: string;
  node: string;
  at: Instant;
  position: string | null;
}

/** A schedule that is due. */
export interface DueSchedule {
  journey: string;
  node: string;
  workspace: number;
  version: number;
  nextAt: Instant;
}

/** Schedules, their occurrences, and how far each shard has come through an occurrence's audience. */
export class AudiencesStore {
  /** The next chunk of the oldest run of each shard; the run remembers how far it is. Callers hold the shards. */
  async take(client: Queryable, shards: readonly number[], perShard: number): Promise<AudienceMember[]> {
    const { rows: runs } = await client.query<Run>({
      name: 'audience_runs',
      text: `select run.* from unnest($1::int2[]) as held(shard)
             cross join lateral (
               select r.shard, r.id, r.workspace_id as workspace, r.journey_id as journey, r.node, r.at, r.position
               from audience_run r where r.shard = held.shard order by r.id limit 1
             ) as run`,
      values: [[...shards]],
    } as never);
    const members: AudienceMember[] = [];
    for (const run of runs) {
      const { rows } = await client.query<{ id: string }>({
        name: 'audience_chunk',
        text: `select id from profile where workspace_id = $1 and shard = $2 and id > $3 order by id limit $4`,
        values: [run.workspace, run.shard, run.position ?? '00000000-0000-0000-0000-000000000000', perShard],
      } as never);
      for (const { id } of rows)
        members.push({
          workspace: run.workspace,
          shard: run.shard,
          id,
          journey: run.journey,
          node: run.node,
          at: run.at,
        });
      if (rows.length < perShard)
        await client.query('delete from audience_run where shard = $1 and id = $2', [run.shard, run.id]);
      else
        await client.query('update audience_run set position = $3 where shard = $1 and id = $2', [
          run.shard,
          run.id,
          rows.at(-1)!.id,
        ]);
    }
    return members;
  }

  /** Schedules of live journeys whose time has come, locked until the transaction ends. */
  async due(client: Queryable, now: Instant): Promise<DueSchedule[]> {
    const { rows } = await client.query<DueSchedule>({
      name: 'due_schedules',
      text: `select s.journey_id as journey, s.node, s.workspace_id as workspace, j.version, s.next_at as "nextAt"
             from schedule s join journey j on j.id = s.journey_id
             where s.next_at <= $1 and j.state = 'live' and not exists (
               select from journey_version v
               where v.journey_id = j.id and v.version = j.version and v.waits_for is not null
             ) order by s.next_at limit 100 for update of s skip locked`,
      values: [timestamp(now)],
    } as never);
    return rows;
  }

  /** Fires an occurrence once and for all: a second firing finds its row and does nothing (SCHED-1). */
  async fire(client: Queryable, schedule: DueSchedule, at: Instant, now: Instant, shards: number): Promise<boolean> {
    const { rowCount } = await client.query(
      `insert into schedule_occurrence (journey_id, node, at, version, fired_at) values ($1, $2, $3, $4, $5) on conflict do nothing`,
      [schedule.journey, schedule.node, timestamp(at), schedule.version, timestamp(now)],
    );
    if (rowCount === 0) return false;
    await client.query(
      `insert into audience_run (shard, workspace_id, journey_id, version, node, at)
       select shard, $1, $2, $3, $4, $5 from generate_series(0, $6::int - 1) as shard`,
      [schedule.workspace, schedule.journey, schedule.version, schedule.node, timestamp(at), shards],
    );
    return true;
  }

  /** Sets when a schedule fires next; Infinity where it never will again. */
  async setNext(client: Queryable, schedule: DueSchedule, next: Instant): Promise<void> {
    await client.query('update schedule set next_at = $3 where journey_id = $1 and node = $2', [
      schedule.journey,
      schedule.node,
      timestamp(next),
    ]);
  }
}
