import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Members and how they sign in, API keys and repeated requests, the audit log, and how message ids are forgotten. */
export class Access1764000000005 implements MigrationInterface {
  name = 'Access1764000000005';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Sojourn migrates forward only. Restore a backup to go back.'));
  }
}

const INSERT_ONLY = ['audit_record', 'audit_seal', 'audit_erasure'];

const STATEMENTS = [
  `create table member (
    id uuid primary key,
    email text not null unique,
    name text not null,
    password_hash text not null,
    created_at timestamptz not null
  )`,
  `create table membership (
    workspace_id integer not null references workspace,
    member_id uuid not null references member,
    role text not null check (role in ('viewer', 'operator', 'approver', 'admin', 'owner')),
    created_at timestamptz not null,
    last_seen_at timestamptz,
    primary key (workspace_id, member_id)
  )`,
  `create index membership_member on membership (member_id)`,

  // Only hashes: whoever reads a copy of this table cannot sign in with it.
  `create table session (
    hash bytea primary key,
    member_id uuid not null references member,
    created_at timestamptz not null,
    seen_at timestamptz not null
  )`,
  `create index session_member on session (member_id)`,
  // One row at most: the link which this start printed. It is gone once somebody has claimed the installation.
  `create table setup_token (
    hash bytea primary key,
    created_at timestamptz not null
  )`,
  // Tries to sign in, by a hash of account and address; old rows are swept.
  `create table sign_in_attempt (
    subject bytea not null,
    at timestamptz not null
  )`,
  `create index sign_in_attempt_subject on sign_in_attempt (subject, at)`,
  `create index sign_in_attempt_at on sign_in_attempt (at)`,

  `create table api_key (
    id uuid primary key,
    workspace_id integer not null references workspace,
    name text not null,
    prefix text not null,
    hash bytea not null unique,
    scopes text[] not null,
    created_by uuid,
    created_at timestamptz not null,
    last_used_at timestamptz,
    expires_at timestamptz,
    revoked_at timestamptz
  )`,
  `create index api_key_workspace on api_key (workspace_id)`,

  // Requests with an Idempotency-Key, by who sent them, and what they answered.
  `create table keyed_request (
    sender text not null,
    key text not null,
    route text not null,
    content bytea not null,
    at timestamptz not null,
    done boolean not null default false,
    reply jsonb,
    primary key (sender, key)
  )`,
  `create index keyed_request_at on keyed_request (at)`,

  // The digest covers the row and its salted content. Content is apart, so that an erasure may drop it while the chain
  // over the digests still verifies.
  `create table audit_record (
    id uuid primary key,
    workspace_id integer references workspace,
    member_id uuid,
    at timestamptz not null,
    digest bytea not null
  )`,
  `create index audit_record_newest on audit_record (workspace_id, id desc)`,
  `create table audit_content (
    id uuid primary key references audit_record,
    salt bytea not null,
    content jsonb not null
  )`,
  // Where content was dropped on purpose. Content that is gone without a row here was removed by somebody.
  `create table audit_erasure (
    id uuid primary key references audit_record,
    at timestamptz not null
  )`,
  // What the sealer has yet to chain.
  `create table audit_unsealed (
    id uuid primary key references audit_record
  )`,
  `create table audit_seal (
    number bigint primary key,
    record_id uuid not null unique references audit_record,
    hash bytea not null
  )`,
  // Finds message ids that are old enough to forget, at next to no cost for those that come in.
  `create index dedupe_accepted on dedupe using brin (accepted_at) with (autosummarize = on)`,
  `create function refuse_change() returns trigger language plpgsql as $$
    begin
      raise exception 'Rows of % are only ever inserted.', tg_table_name;
    end
  $$`,
  ...INSERT_ONLY.map(
    (table) =>
      `create trigger ${table}_insert_only before update or delete or truncate on ${table}
        for each statement execute function refuse_change()`,
  ),
  `create trigger audit_content_no_update before update on audit_content
    for each statement execute function refuse_change()`,
];
