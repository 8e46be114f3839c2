import type { Port, TaskRequest } from '@sojourn/journey';
import type { Instant } from '@sojourn/rules';
import { Injectable } from '@nestjs/common';
import { Database, timestamp } from './database.js';

/** A task for a person, as the console lists it. */
export interface HumanTaskRow {
  id: string;
  shard: number;
  profile: string;
  journey: string;
  enrollment: string;
  step: number;
  title: string;
  note: string | null;
  owner: TaskRequest['owner'];
  escalateTo: string | null;
  answers: Port[];
  state: 'open' | 'closed';
  openedAt: Instant;
  due: Instant;
  remindedAt: Instant | null;
  escalatedAt: Instant | null;
  closedAt: Instant | null;
  closedBy: string | null;
}

const ROW = `id, shard, profile_id as profile, journey_id as journey, enrollment_id as enrollment, step, title, note, owner,
  escalate_to as "escalateTo", answers, state, opened_at as "openedAt", due, reminded_at as "remindedAt",
  escalated_at as "escalatedAt", closed_at as "closedAt", closed_by as "closedBy"`;

/** Where a list goes on: after this one in its order. */
export interface AfterTask {
  at: Instant;
  id: string;
}

/** Tasks for people as people see them; what journeys do with them is the business of `TasksStore`. */
@Injectable()
export class HumanTasksStore {
  constructor(private readonly database: Database) {}

  /** Open ones by when they are due. */
  async open(workspace: number, after: AfterTask | undefined, limit: number): Promise<HumanTaskRow[]> {
    const { rows } = await this.database.query<HumanTaskRow>(
      `select ${ROW} from human_task where workspace_id = $1 and state = 'open'
         and ($2::timestamptz is null or (due, id) > ($2, $3::uuid))
       order by due, id limit $4`,
      [workspace, after ? timestamp(after.at) : null, after?.id ?? null, limit],
    );
    return rows;
  }

  /** Closed ones, the last closed first. */
  async closed(workspace: number, after: AfterTask | undefined, limit: number): Promise<HumanTaskRow[]> {
    const { rows } = await this.database.query<HumanTaskRow>(
      `select ${ROW} from human_task where workspace_id = $1 and state = 'closed'
         and ($2::timestamptz is null or (closed_at, id) < ($2, $3::uuid))
       order by closed_at desc, id desc limit $4`,
      [workspace, after ? timestamp(after.at) : null, after?.id ?? null, limit],
    );
    return rows;
  }

  async find(workspace: number, id: string): Promise<HumanTaskRow | undefined> {
    const text = `select ${ROW} from human_task where workspace_id = $1 and id = $2`;
    return (await this.database.query<HumanTaskRow>(text, [workspace, id])).rows[0];
  }
}
