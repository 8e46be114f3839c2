import type { StageModel } from '@sojourn/lifecycle';
import { HOUR, type Instant } from '@sojourn/rules';
import { Injectable } from '@nestjs/common';
import { Database, timestamp, type Queryable } from './database.js';
import type { Authorship } from './journeys.store.js';

export interface ModelRow {
  version: number;
  model: StageModel;
}
/** What a workspace's rules are read with. */
export interface LifecycleRow extends ModelRow {
  zone: string;
  meanings: Record<string, string[]>;
}
export interface MoveRow {
  from: string;
  to: string;
  n: number;
}
export interface EventNameRow {
  name: string;
  count: number;
  firstAt: Instant;
  lastAt: Instant;
}

/** The stage model, what events mean, and the counters of stages, transitions and events. */
@Injectable()
export class LifecycleStore {
  constructor(private readonly database: Database) {}

  /** The newest model of a workspace with its zone and meanings. */
  async current(workspace: number, client: Queryable = this.database): Promise<LifecycleRow> {
    const { rows } = await client.query<LifecycleRow>(
      `select m.version, m.model, w.zone, w.meanings from workspace w join lifecycle_model m on m.workspace_id = w.id
       where w.id = $1 order by m.version desc limit 1`,
      [workspace],
    );
    if (!rows[0]) throw new Error(`Workspace ${workspace} has no lifecycle model.`);
    return rows[0];
  }

  /** As {@link current}, and nobody else publishes a model or saves meanings until the transaction ends. */
  async lock(client: Queryable, workspace: number): Promise<LifecycleRow> {
    await client.query('select from workspace where id = $1 for update', [workspace]);
    return this.current(workspace, client);
  }

  /** Adds the next version of the model. Profiles are recomputed as the engine next plays them. */
  async insertModel(
    client: Queryable,
    workspace: number,
    model: StageModel,
    note: string,
    { by, at }: Authorship,
  ): Promise<number> {
    const { rows } = await client.query<{ version: number }>(
      `insert into lifecycle_model (workspace_id, version, model, note, published_by, published_at)
       select $1, coalesce(max(version), 0) + 1, $2, $3, $4, $5 from lifecycle_model where workspace_id = $1 returning version`,
      [workspace, JSON.stringify(model), note, by, timestamp(at)],
    );
    await client.query('update workspace set placed_by = placed_by + 1 where id = $1', [workspace]);
    return rows[0]!.version;
  }

  async saveMeanings(client: Queryable, workspace: number, meanings: Record<string, string[]>): Promise<void> {
    await client.query('update workspace set meanings = $2 where id = $1', [workspace, JSON.stringify(meanings)]);
  }

  /** How many profiles are in each stage of the primary model, whichever versions of it brought them there. */
  async sizes(workspace: number): Promise<Map<string, number>> {
    const { rows } = await this.database.query<{ stage: string; n: number }>(
      `select stage, sum(n)::float8 as n from stage_counter where workspace_id = $1 and model_id = 'primary'
       group by stage having sum(n) <> 0`,
      [workspace],
    );
    return new Map(rows.map(({ stage, n }) => [stage, n]));
  }

  /** Moves within whole hours, from the one that holds `from` up to the one that begins at or after `to`. */
  async moves(
    workspace: number,
    from: Instant,
    to: Instant,
  ): Promise<{ from: Instant; to: Instant; moves: MoveRow[] }> {
    const [first, end] = [Math.floor(from / HOUR) * HOUR, Math.ceil(to / HOUR) * HOUR];
    const { rows } = await this.database.query<MoveRow>(
      `select from_stage as from, to_stage as to, sum(n)::float8 as n from transition_counter
       where workspace_id = $1 and model_id = 'primary' and hour >= $2 and hour < $3 group by 1, 2 order by 3 desc, 1, 2`,
      [workspace, timestamp(first), timestamp(end)],
    );
    return { from: first, to: end, moves: rows };
  }

  /** Every event name that ever came, most frequent first. */
  async eventNames(workspace: number): Promise<EventNameRow[]> {
    const { rows } = await this.database.query<EventNameRow>(
      `select name, sum(n)::float8 as count, min(first_at) as "firstAt", max(last_at) as "lastAt" from event_counter
       where workspace_id = $1 group by name order by 2 desc, name limit 2000`,
      [workspace],
    );
    return rows;
  }
}
