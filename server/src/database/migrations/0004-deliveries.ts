import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Deliveries: intents to send, what became of them, suppressed addresses, and the development mailbox. */
export class Deliveries1764000000004 implements MigrationInterface {
  name = 'Deliveries1764000000004';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Sojourn migrates forward only. Restore a backup to go back.'));
  }
}

const STATEMENTS = [
  // Open deliveries only. queued: to be decided at "due" · ready: allowed, a sender may take it · leased: with a sender
  // until "lease_until" · settled: its receipt is in the inbox. "ordinal" is what the profile had seen when it was parked.
  `create table delivery (
    workspace_id integer not null,
    shard smallint not null,
    id uuid not null,
    key text not null,
    profile_id uuid not null,
    enrollment_id uuid not null,
    journey_id uuid not null,
    version integer not null,
    node text not null,
    step integer not null,
    ordinal integer not null,
    channel text not null,
    topic text not null,
    content jsonb not null,
    entry jsonb not null,
    at timestamptz not null,
    not_after timestamptz,
    state text not null default 'queued',
    due timestamptz not null,
    decided_at timestamptz,
    deferred boolean not null default false,
    attempts integer not null default 0,
    token integer not null default 0,
    lease_until timestamptz,
    reason text,
    primary key (workspace_id, shard, id)
  ) with (fillfactor = 60)`,
  `create index delivery_queued on delivery (shard, due) where state = 'queued'`,
  `create index delivery_ready on delivery (decided_at) where state = 'ready'`,
  `create index delivery_leased on delivery (lease_until) where state = 'leased'`,

  `create table delivery_history (
    workspace_id integer not null,
    shard smallint not null,
    id uuid not null,
    key text not null,
    profile_id uuid not null,
    enrollment_id uuid not null,
    journey_id uuid not null,
    version integer not null,
    node text not null,
    step integer not null,
    channel text not null,
    topic text not null,
    at timestamptz not null,
    finished_at timestamptz not null,
    outcome text not null,
    reason text,
    attempts integer not null,
    provider_id text
  ) partition by range (finished_at)`,
  `create index delivery_history_profile on delivery_history (workspace_id, shard, profile_id)`,
  `create index delivery_history_time on delivery_history using brin (finished_at)`,
  `create table delivery_history_default partition of delivery_history default`,

  `create table suppression (
    workspace_id integer not null references workspace,
    channel text not null,
    address text not null,
    reason text not null,
    created_at timestamptz not null,
    until timestamptz,
    primary key (workspace_id, channel, address)
  )`,

  `create table mailbox_message (
    id uuid primary key,
    workspace_id integer not null references workspace,
    delivery_id uuid not null,
    key text not null unique,
    to_address text not null,
    from_address text not null,
    subject text not null,
    html text not null,
    text text not null,
    headers jsonb not null default '{}',
    created_at timestamptz not null
  )`,
  `create index mailbox_message_newest on mailbox_message (workspace_id, created_at desc)`,
];
