import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dailyPartitions } from '../daily-partitions.js';

/** What the whole engine carries: layers, scores and tags; the memory of enrollments; goals; tasks for people. */
export class WholeEngine1764000000009 implements MigrationInterface {
  name = 'WholeEngine1764000000009';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
    const [{ schema }] = (await runner.query('select quote_literal(current_schema()) as schema')) as [
      { schema: string },
    ];
    await runner.query(dailyPartitions(schema, TABLES));
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Sojourn migrates forward only. Restore a backup to go back.'));
  }
}

const TABLES = [
  'event',
  'stage_transition',
  'enrollment_history',
  'step',
  'entry_refusal',
  'delivery_history',
  'goal_reached',
];

const STATEMENTS = [
  // By model: where the profile is in layerings, in the RFM grid and in watched segments. Instants are milliseconds.
  `alter table profile add column layers jsonb not null default '{}',
    add column scores jsonb not null default '{}', add column tags jsonb not null default '[]'`,

  // Null while there is nothing to remember, which is nearly always.
  `alter table enrollment add column memory jsonb`,
  `alter table enrollment_history add column memory jsonb`,
  `alter table entry_ledger add column goals integer not null default 0`,

  `create table goal_reached (
    workspace_id integer not null,
    shard smallint not null,
    profile_id uuid not null,
    journey_id uuid not null,
    version integer not null,
    enrollment_id uuid not null,
    goal text not null,
    at timestamptz not null,
    executed_at timestamptz not null,
    reason jsonb
  ) partition by range (executed_at)`,
  `create index goal_reached_profile on goal_reached (workspace_id, shard, profile_id)`,
  `create table goal_reached_default partition of goal_reached default`,

  // "step" is the number of the step that closes it: an answer to a task the journey has left behind changes nothing.
  `create table human_task (
    workspace_id integer not null,
    shard smallint not null,
    id uuid not null,
    profile_id uuid not null,
    journey_id uuid not null,
    version integer not null,
    node text not null,
    enrollment_id uuid not null,
    step integer not null,
    title text not null,
    note text,
    owner jsonb not null,
    escalate_to text,
    answers jsonb not null,
    state text not null check (state in ('open', 'closed')),
    opened_at timestamptz not null,
    due timestamptz not null,
    reminded_at timestamptz,
    escalated_at timestamptz,
    closed_at timestamptz,
    closed_by text,
    primary key (workspace_id, shard, id)
  )`,
  `create index human_task_open on human_task (workspace_id, due) where state = 'open'`,
  `create index human_task_profile on human_task (workspace_id, profile_id)`,
];
