import type { StageModel } from '@sojourn/lifecycle';
import type { Computed, Instant, Rule } from '@sojourn/rules';
import { Injectable } from '@nestjs/common';
import { Database, timestamp, type Queryable } from './database.js';

/** A saved audience rule (人群). `watched` ones are kept up to date on the profile, for the journeys that start by them. */
export interface SegmentRow {
  id: string;
  name: string;
  rule: Rule;
  watched: boolean;
  updatedAt: Instant;
}

/** A further layering (分层) beside the primary model. */
export interface LayeringRow {
  id: string;
  version: number;
  model: StageModel;
  updatedAt: Instant;
}

/** An attribute that is worked out from events (计算属性). */
export interface ComputedRow {
  id: string;
  name: string;
  definition: Computed;
  updatedAt: Instant;
}

const SEGMENT = 'id, name, rule, watched, updated_at as "updatedAt"';
const LAYERING = 'id, version, model, updated_at as "updatedAt"';
const COMPUTED = 'id, name, definition, updated_at as "updatedAt"';

/** Segments, layerings and computed attributes: what the rules of a workspace may name. */
@Injectable()
export class SegmentsStore {
  constructor(private readonly database: Database) {}

  async segments(workspace: number, client: Queryable = this.database): Promise<SegmentRow[]> {
    const text = `select ${SEGMENT} from segment where workspace_id = $1 and archived_at is null order by name, id`;
    return (await client.query<SegmentRow>(text, [workspace])).rows;
  }

  /** Adds one, or changes the one of this id. */
  async saveSegment(
    client: Queryable,
    workspace: number,
    { id, name, rule }: Pick<SegmentRow, 'id' | 'name' | 'rule'>,
    at: Instant,
  ): Promise<void> {
    await client.query(
      `insert into segment (workspace_id, id, name, rule, created_at, updated_at) values ($1, $2, $3, $4, $5, $5)
       on conflict (workspace_id, id) do update set name = excluded.name, rule = excluded.rule, updated_at = excluded.updated_at`,
      [workspace, id, name, JSON.stringify(rule), timestamp(at)],
    );
  }

  async archiveSegment(client: Queryable, workspace: number, id: string, at: Instant): Promise<void> {
    const text = 'update segment set archived_at = $3, watched = false where workspace_id = $1 and id = $2';
    await client.query(text, [workspace, id, timestamp(at)]);
  }

  /** From now on kept up to date on the profiles; returns those that were not before. */
  async watch(client: Queryable, workspace: number, ids: readonly string[]): Promise<string[]> {
    const { rows } = await client.query<{ id: string }>(
      `update segment set watched = true where workspace_id = $1 and id::text = any($2::text[]) and not watched and archived_at is null
       returning id`,
      [workspace, [...ids]],
    );
    return rows.map(({ id }) => id);
  }

  async layerings(workspace: number, client: Queryable = this.database): Promise<LayeringRow[]> {
    const text = `select ${LAYERING} from layering where workspace_id = $1 and archived_at is null order by id`;
    return (await client.query<LayeringRow>(text, [workspace])).rows;
  }

  async saveLayering(client: Queryable, workspace: number, model: StageModel, at: Instant): Promise<number> {
    const { rows } = await client.query<{ version: number }>(
      `insert into layering (workspace_id, id, version, model, updated_at) values ($1, $2, 1, $3, $4)
       on conflict (workspace_id, id) do update set version = layering.version + 1, model = excluded.model,
         updated_at = excluded.updated_at, archived_at = null
       returning version`,
      [workspace, model.id, JSON.stringify(model), timestamp(at)],
    );
    return rows[0]!.version;
  }

  async archiveLayering(client: Queryable, workspace: number, id: string, at: Instant): Promise<void> {
    const text = 'update layering set archived_at = $3 where workspace_id = $1 and id = $2';
    await client.query(text, [workspace, id, timestamp(at)]);
  }

  async computed(workspace: number, client: Queryable = this.database): Promise<ComputedRow[]> {
    const text = `select ${COMPUTED} from computed_attribute where workspace_id = $1 order by name, id`;
    return (await client.query<ComputedRow>(text, [workspace])).rows;
  }

  async saveComputed(
    client: Queryable,
    workspace: number,
    { id, name, definition }: Pick<ComputedRow, 'id' | 'name' | 'definition'>,
    at: Instant,
  ): Promise<void> {
    await client.query(
      `insert into computed_attribute (workspace_id, id, name, definition, updated_at) values ($1, $2, $3, $4, $5)
       on conflict (workspace_id, id) do update set name = excluded.name, definition = excluded.definition, updated_at = excluded.updated_at`,
      [workspace, id, name, JSON.stringify(definition), timestamp(at)],
    );
  }

  async deleteComputed(client: Queryable, workspace: number, id: string): Promise<void> {
    await client.query('delete from computed_attribute where workspace_id = $1 and id = $2', [workspace, id]);
  }

  /** Every profile is placed anew before anything else happens to it. Returns the number they are placed under. */
  async raisePlacing(client: Queryable, workspace: number): Promise<number> {
    const { rows } = await client.query<{ placing: number }>(
      'update workspace set placed_by = placed_by + 1, revision = revision + 1 where id = $1 returning placed_by as placing',
      [workspace],
    );
    return rows[0]!.placing;
  }

  /** How many profiles are in each stage of a layering, or in a watched segment (`segment:<id>`, stage `in`). */
  async sizes(workspace: number): Promise<Map<string, Map<string, number>>> {
    const { rows } = await this.database.query<{ model: string; stage: string; n: number }>(
      `select model_id as model, stage, sum(n)::float8 as n from stage_counter where workspace_id = $1 and model_id <> 'primary'
       group by 1, 2 having sum(n) <> 0`,
      [workspace],
    );
    const sizes = new Map<string, Map<string, number>>();
    for (const { model, stage, n } of rows) {
      const stages = sizes.get(model) ?? new Map<string, number>();
      sizes.set(model, stages.set(stage, n));
    }
    return sizes;
  }
}
