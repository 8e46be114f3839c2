import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Journeys and their versions, live enrollments, the entry ledger, schedules, and the execution log. */
export class Journeys1764000000003 implements MigrationInterface {
  name = 'Journeys1764000000003';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Sojourn migrates forward only. Restore a backup to go back.'));
  }
}

const STATEMENTS = [
  `create table template (
    id uuid primary key,
    workspace_id integer not null references workspace,
    name text not null,
    channel text not null,
    version integer not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    archived_at timestamptz
  )`,
  `create index template_workspace on template (workspace_id)`,
  `create table template_version (
    template_id uuid not null references template,
    version integer not null,
    variants jsonb not null,
    created_by uuid,
    created_at timestamptz not null,
    primary key (template_id, version)
  )`,

  `create table journey (
    id uuid primary key,
    workspace_id integer not null references workspace,
    name text not null,
    state text not null check (state in ('draft', 'live', 'paused', 'draining', 'stopped', 'archived')),
    draft jsonb not null,
    revision integer not null default 1,
    version integer,
    created_by uuid,
    created_at timestamptz not null,
    updated_at timestamptz not null
  )`,
  `create index journey_workspace on journey (workspace_id)`,
  // An immutable published graph; "templates" pins the version of every template it sends.
  `create table journey_version (
    journey_id uuid not null references journey,
    version integer not null,
    workspace_id integer not null references workspace,
    graph jsonb not null,
    templates jsonb not null default '{}',
    note text not null default '',
    published_by uuid,
    published_at timestamptz not null,
    primary key (journey_id, version)
  )`,

  // Live enrollments only: an ended one moves to enrollment_history. The key serves "those of this profile".
  `create table enrollment (
    workspace_id integer not null,
    shard smallint not null,
    profile_id uuid not null,
    id uuid not null,
    journey_id uuid not null,
    version integer not null,
    key text not null,
    node text not null,
    step integer not null,
    entered_at timestamptz not null,
    arrived_at timestamptz not null,
    due timestamptz not null,
    parked text,
    held_due timestamptz,
    entry jsonb not null,
    primary key (workspace_id, shard, profile_id, id)
  ) with (fillfactor = 85)`,
  `create index enrollment_due on enrollment (shard, due)`,

  `create table entry_ledger (
    workspace_id integer not null,
    shard smallint not null,
    profile_id uuid not null,
    journey_id uuid not null,
    key text not null,
    count integer not null,
    live integer not null,
    last_entry timestamptz not null,
    last_exit timestamptz,
    primary key (workspace_id, shard, profile_id, journey_id, key)
  ) with (fillfactor = 70)`,

  `create table enrollment_history (
    workspace_id integer not null,
    shard smallint not null,
    profile_id uuid not null,
    id uuid not null,
    journey_id uuid not null,
    version integer not null,
    key text not null,
    steps integer not null,
    entered_at timestamptz not null,
    ended_at timestamptz not null,
    executed_at timestamptz not null,
    reason text not null,
    entry jsonb not null
  ) partition by range (executed_at)`,
  `create index enrollment_history_profile on enrollment_history (workspace_id, shard, profile_id)`,
  `create table enrollment_history_default partition of enrollment_history default`,

  // One row per executed node. No unique index: one writer per shard and compare-and-set keep (enrollment, number)
  // unique, and the checker proves it.
  `create table step (
    workspace_id integer not null,
    shard smallint not null,
    enrollment_id uuid not null,
    number integer not null,
    profile_id uuid not null,
    journey_id uuid not null,
    version integer not null,
    node text not null,
    entered_at timestamptz not null,
    at timestamptz not null,
    executed_at timestamptz not null,
    outcome text not null,
    port text,
    reason jsonb,
    error text,
    worker text not null
  ) partition by range (executed_at)`,
  `create index step_enrollment on step (enrollment_id)`,
  `create index step_time on step using brin (executed_at)`,
  `create table step_default partition of step default`,

  `create table entry_refusal (
    workspace_id integer not null,
    shard smallint not null,
    profile_id uuid not null,
    journey_id uuid not null,
    version integer not null,
    node text not null,
    at timestamptz not null,
    executed_at timestamptz not null,
    rule text not null,
    key text not null
  ) partition by range (executed_at)`,
  `create table entry_refusal_default partition of entry_refusal default`,

  // metric: entered | waiting (a difference) | failed | left:<port>
  `create table node_counter (
    workspace_id integer not null,
    journey_id uuid not null,
    version integer not null,
    node text not null,
    metric text not null,
    hour timestamptz not null,
    slot smallint not null,
    n bigint not null,
    primary key (workspace_id, journey_id, version, node, metric, hour, slot)
  ) with (fillfactor = 50)`,

  // When a schedule trigger fires next, each occurrence that fired (exactly once: SCHED-1), and how far each shard is.
  `create table schedule (
    journey_id uuid not null references journey,
    node text not null,
    workspace_id integer not null references workspace,
    next_at timestamptz not null,
    primary key (journey_id, node)
  )`,
  `create index schedule_next on schedule (next_at)`,
  `create table schedule_occurrence (
    journey_id uuid not null references journey,
    node text not null,
    at timestamptz not null,
    version integer not null,
    fired_at timestamptz not null,
    primary key (journey_id, node, at)
  )`,
  `create table audience_run (
    shard smallint not null,
    id bigint generated always as identity,
    workspace_id integer not null,
    journey_id uuid not null,
    version integer not null,
    node text not null,
    at timestamptz not null,
    position uuid,
    primary key (shard, id)
  )`,

  // Arrivals that made the player throw, with the error: put aside so that the shard's others go on.
  `create table inbox_failed (
    shard smallint not null,
    id bigint not null,
    workspace_id integer not null,
    profile_id uuid not null,
    kind text not null,
    name text,
    accepted_at timestamptz not null,
    payload jsonb not null,
    error text not null,
    failed_at timestamptz not null,
    primary key (shard, id)
  )`,
];
