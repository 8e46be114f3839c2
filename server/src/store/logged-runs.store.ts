import type { LoggedRun, LoggedStep, Properties } from '@sojourn/journey';
import type { Instant } from '@sojourn/rules';
import { Injectable } from '@nestjs/common';
import { Database } from './database.js';

/** A run with the journey it belongs to. */
export interface StoredRun extends LoggedRun {
  journey: string;
}

interface RunRow {
  id: string;
  profile: string;
  journey: string;
  enteredAt: Instant;
  entry: Properties;
  node: string | null;
  version: number;
  step: number;
}

/** Runs with their steps, living and ended ones alike, for whoever follows the log. */
@Injectable()
export class LoggedRunsStore {
  constructor(private readonly database: Database) {}

  /** How many profiles a workspace has, for the progress. */
  async profiles(workspace: number): Promise<number> {
    const { rows } = await this.database.query<{ n: number }>(
      `select coalesce(sum(n), 0)::float8 as n from stage_counter where workspace_id = $1 and model_id = 'primary'`,
      [workspace],
    );
    return rows[0]!.n;
  }

  /** The next profiles of a shard in the order of their ids. */
  async chunk(workspace: number, shard: number, after: string | undefined, limit: number): Promise<string[]> {
    const { rows } = await this.database.query<{ id: string }>(
      `select id from profile where workspace_id = $1 and shard = $2 and id > $3 order by id limit $4`,
      [workspace, shard, after ?? '00000000-0000-0000-0000-000000000000', limit],
    );
    return rows.map(({ id }) => id);
  }

  /** Every run of these profiles with its steps in order. One snapshot: nothing moves between the two readings. */
  ofProfiles(workspace: number, shard: number, profiles: readonly string[]): Promise<StoredRun[]> {
    return this.database.transaction(async (client) => {
      await client.query('set transaction isolation level repeatable read read only');
      const { rows: runs } = await client.query<RunRow>(
        `select id, profile_id as profile, journey_id as journey, entered_at as "enteredAt", entry, node, version, step
         from enrollment where workspace_id = $1 and shard = $2 and profile_id = any($3::uuid[])
         union all
         select id, profile_id, journey_id, entered_at, entry, null, version, steps
         from enrollment_history where workspace_id = $1 and shard = $2 and profile_id = any($3::uuid[])`,
        [workspace, shard, profiles],
      );
      if (runs.length === 0) return [];
      const { rows: steps } = await client.query<LoggedStep & { run: string }>(
        `select enrollment_id as run, number, version, node, entered_at as "enteredAt", at, outcome, port, reason, error
         from step where enrollment_id = any($1::uuid[]) order by enrollment_id, number`,
        [runs.map(({ id }) => id)],
      );
      const byRun = new Map<string, LoggedStep[]>(runs.map(({ id }) => [id, []]));
      for (const { run, port, ...step } of steps) byRun.get(run)!.push({ ...step, port: port ?? undefined });
      return runs.map(({ node, version, step, ...run }) => ({
        ...run,
        steps: byRun.get(run.id)!,
        ...(node !== null && { resting: { node, version, step } }),
      }));
    });
  }
}
