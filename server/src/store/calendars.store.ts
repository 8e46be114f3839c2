import { Injectable } from '@nestjs/common';
import type { Calendar } from '@sojourn/journey';
import type { Instant } from '@sojourn/rules';
import { Database, type Queryable, timestamp } from './database.js';

export interface CalendarRow extends Calendar {
  updatedAt: Instant;
}

const ROW = `id, name, holidays, make_up_days as "makeUpDays", updated_at as "updatedAt"`;

/** Calendars (日历) of workspaces: which days are worked on. */
@Injectable()
export class CalendarsStore {
  constructor(private readonly database: Database) {}

  /** All of a workspace, by name. */
  async list(workspace: number, client: Queryable = this.database): Promise<CalendarRow[]> {
    const { rows } = await client.query<CalendarRow>(
      `select ${ROW} from calendar where workspace_id = $1 order by name collate "C", id`,
      [workspace],
    );
    return rows;
  }

  /** One of them, held until the transaction ends. */
  async lock(client: Queryable, workspace: number, id: string): Promise<CalendarRow | undefined> {
    const { rows } = await client.query<CalendarRow>(
      `select ${ROW} from calendar where workspace_id = $1 and id = $2 for update`,
      [workspace, id],
    );
    return rows[0];
  }

  async save(client: Queryable, workspace: number, calendar: Calendar, at: Instant): Promise<void> {
    const { id, name, holidays, makeUpDays } = calendar;
    await client.query(
      `insert into calendar (workspace_id, id, name, holidays, make_up_days, created_at, updated_at)
       values ($1, $2, $3, $4, $5, $6, $6)
       on conflict (workspace_id, id) do update set name = excluded.name, holidays = excluded.holidays,
         make_up_days = excluded.make_up_days, updated_at = excluded.updated_at`,
      [workspace, id, name, [...holidays], [...makeUpDays], timestamp(at)],
    );
  }

  async remove(client: Queryable, workspace: number, id: string): Promise<void> {
    await client.query('delete from calendar where workspace_id = $1 and id = $2', [workspace, id]);
  }

  /** The names of journeys, drafts or live, one of whose nodes has this text as a setting. */
  async usedBy(client: Queryable, workspace: number, id: string): Promise<string[]> {
    const { rows } = await client.query<{ name: string }>(
      `select j.name from journey j left join journey_version v on v.journey_id = j.id and v.version = j.version
       where j.workspace_id = $1 and j.state <> 'archived'
         and (jsonb_path_exists(j.draft, '$.nodes[*].settings.calendar ? (@ == $id)', jsonb_build_object('id', $2::text))
           or jsonb_path_exists(v.graph, '$.nodes[*].settings.calendar ? (@ == $id)', jsonb_build_object('id', $2::text)))
       order by j.name limit 20`,
      [workspace, id],
    );
    return rows.map(({ name }) => name);
  }
}
