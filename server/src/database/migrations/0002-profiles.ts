import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Profiles, their identities, facts, stages and events; the inbox everything reaches them through. */
export class Profiles1764000000002 implements MigrationInterface {
  name = 'Profiles1764000000002';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Sojourn migrates forward only. Restore a backup to go back.'));
  }
}

const STATEMENTS = [
  `create table identity (
    workspace_id integer not null references workspace,
    kind text not null,
    value text not null,
    profile_id uuid not null,
    shard smallint not null,
    created_at timestamptz not null,
    primary key (workspace_id, kind, value)
  )`,
  `create index identity_profile on identity (workspace_id, profile_id)`,

  `create table profile (
    workspace_id integer not null,
    shard smallint not null,
    id uuid not null,
    attributes jsonb not null default '{}',
    consents jsonb not null default '{}',
    stage text not null,
    stage_since timestamptz not null,
    previous_stage text,
    model_version integer not null,
    first_seen timestamptz,
    last_seen timestamptz,
    played timestamptz not null,
    ordinal integer not null,
    next_flip timestamptz not null default 'infinity',
    primary key (workspace_id, shard, id)
  ) with (fillfactor = 85)`,
  // Only those that time can move are found by it; the others are not in the index at all.
  `create index profile_flip on profile (shard, next_flip) where next_flip < 'infinity'`,

  `create table profile_fact (
    workspace_id integer not null,
    shard smallint not null,
    profile_id uuid not null,
    event text not null,
    count integer not null,
    first_at timestamptz not null,
    last_at timestamptz not null,
    sums jsonb,
    primary key (workspace_id, shard, profile_id, event)
  ) with (fillfactor = 85)`,

  // Order of acceptance is the identity. Rows are deleted by the batch that plays them, so nothing is skipped when
  // transactions commit out of order.
  `create table inbox (
    shard smallint not null,
    id bigint generated always as identity,
    workspace_id integer not null,
    profile_id uuid not null,
    kind text not null,
    name text,
    message_id text,
    occurred_at timestamptz,
    accepted_at timestamptz not null,
    payload jsonb not null default '{}',
    depth smallint not null default 0,
    primary key (shard, id)
  )`,

  `create table dedupe (
    workspace_id integer not null,
    message_id text not null,
    accepted_at timestamptz not null,
    primary key (workspace_id, message_id)
  ) partition by hash (message_id)`,
  ...[0, 1, 2, 3, 4, 5, 6, 7].map(
    (part) => `create table dedupe_${part} partition of dedupe for values with (modulus 8, remainder ${part})`,
  ),

  // "live" is false for imports and events that came too late to start anything: no wait looks back on them.
  `create table event (
    workspace_id integer not null,
    shard smallint not null,
    profile_id uuid not null,
    ordinal integer not null,
    seq bigint not null,
    name text not null,
    message_id text,
    occurred_at timestamptz not null,
    accepted_at timestamptz not null,
    played_at timestamptz not null,
    live boolean not null,
    properties jsonb not null
  ) partition by range (accepted_at)`,
  `create index event_profile on event (workspace_id, shard, profile_id, ordinal)`,
  `create table event_default partition of event default`,

  `create table stage_transition (
    workspace_id integer not null,
    shard smallint not null,
    profile_id uuid not null,
    model_id text not null,
    model_version integer not null,
    from_stage text not null,
    to_stage text not null,
    at timestamptz not null,
    executed_at timestamptz not null,
    cause text not null,
    findings jsonb not null
  ) partition by range (executed_at)`,
  `create index stage_transition_profile on stage_transition (workspace_id, shard, profile_id)`,
  `create table stage_transition_default partition of stage_transition default`,

  `create table lifecycle_model (
    workspace_id integer not null references workspace,
    version integer not null,
    model jsonb not null,
    note text not null default '',
    published_by uuid,
    published_at timestamptz not null,
    primary key (workspace_id, version)
  )`,

  // Counters: many shards touch one row, so each batch adds to the row of its own slot; readers sum the slots.
  `create table stage_counter (
    workspace_id integer not null,
    model_id text not null,
    stage text not null,
    slot smallint not null,
    n bigint not null,
    primary key (workspace_id, model_id, stage, slot)
  ) with (fillfactor = 50)`,
  `create table transition_counter (
    workspace_id integer not null,
    model_id text not null,
    from_stage text not null,
    to_stage text not null,
    hour timestamptz not null,
    slot smallint not null,
    n bigint not null,
    primary key (workspace_id, model_id, hour, from_stage, to_stage, slot)
  ) with (fillfactor = 50)`,
  `create table event_counter (
    workspace_id integer not null,
    name text not null,
    slot smallint not null,
    n bigint not null,
    first_at timestamptz not null,
    last_at timestamptz not null,
    primary key (workspace_id, name, slot)
  ) with (fillfactor = 50)`,

  `create table attribute_definition (
    workspace_id integer not null references workspace,
    name text not null,
    pii boolean not null default false,
    primary key (workspace_id, name)
  )`,
];
