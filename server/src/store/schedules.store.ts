import type { Instant } from '@sojourn/rules';
import { type Queryable, timestamp } from './database.js';

/** A schedule that is due. `lookedAt` is set for one of local times: up to then all its zones have fired. */
export interface DueSchedule {
  journey: string;
  node: string;
  workspace: number;
  version: number;
  nextAt: Instant;
  lookedAt: Instant | null;
}

/** One occurrence: its instant, the zone whose turn it is, and the local time that is the same in all zones. */
export interface Occurrence {
  at: Instant;
  /** Absent: it is for everybody at once. Empty: for those who have no zone of their own. */
  zone?: string;
  local?: string;
}

/** Schedules and their occurrences. */
export class SchedulesStore {
  /** Schedules of live journeys whose time has come, locked until the transaction ends. */
  async due(client: Queryable, now: Instant): Promise<DueSchedule[]> {
    const { rows } = await client.query<DueSchedule>({
      name: 'due_schedules',
      text: `select s.journey_id as journey, s.node, s.workspace_id as workspace, j.version, s.next_at as "nextAt", s.looked_at as "lookedAt"
             from schedule s join journey j on j.id = s.journey_id
             where s.next_at <= $1 and j.state = 'live' and not exists (
               select from journey_version v
               where v.journey_id = j.id and v.version = j.version and v.waits_for is not null
             ) order by s.next_at limit 100 for update of s skip locked`,
      values: [timestamp(now)],
    } as never);
    return rows;
  }

  /**
   * Notes an occurrence once and for all: a second firing finds its row and does nothing (SCHED-1). `operation` gives the
   * id of the work it begins. Returns it, or nothing where somebody else was first.
   */
  async fire(
    client: Queryable,
    { journey, node, version }: DueSchedule,
    { at, zone = '', local = '' }: Occurrence,
    now: Instant,
    operation: string | undefined,
  ): Promise<boolean> {
    const { rowCount } = await client.query(
      `insert into schedule_occurrence (journey_id, node, at, zone, occurrence, version, fired_at, operation_id)
       values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
      [journey, node, timestamp(at), zone, local, version, timestamp(now), operation ?? null],
    );
    return rowCount === 1;
  }

  /** The work that another zone's turn of the same occurrence began; null where no work is told of. */
  async operationOf(
    client: Queryable,
    { journey, node }: DueSchedule,
    { at, local = '' }: Occurrence,
  ): Promise<string | null | undefined> {
    // No two zones are further apart than 26 hours.
    const { rows } = await client.query<{ operation: string | null }>(
      `select operation_id as operation from schedule_occurrence
       where journey_id = $1 and node = $2 and at between $3::timestamptz - interval '28 hours' and $3::timestamptz + interval '28 hours'
         and occurrence = $4 limit 1`,
      [journey, node, timestamp(at), local],
    );
    return rows[0]?.operation;
  }

  /** Sets when a schedule is looked at next, Infinity where it never will be again, and up to when it has fired. */
  async setNext(client: Queryable, { journey, node }: DueSchedule, next: Instant, looked?: Instant): Promise<void> {
    await client.query(
      `update schedule set next_at = $3, looked_at = coalesce($4, looked_at) where journey_id = $1 and node = $2`,
      [journey, node, timestamp(next), looked === undefined ? null : timestamp(looked)],
    );
  }
}
