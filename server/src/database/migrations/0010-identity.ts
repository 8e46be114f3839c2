import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Profiles that became one or were erased, and what is known of attributes. */
export class Identity1764000000010 implements MigrationInterface {
  name = 'Identity1764000000010';

  async up(runner: QueryRunner): Promise<void> {
    const [{ schema }] = (await runner.query('select quote_ident(current_schema()) as schema')) as [{ schema: string }];
    for (const statement of [...STATEMENTS, eraseAudit(schema)]) await runner.query(statement);
    await runner.query('grant execute on function erase_audit_content(uuid[], timestamptz) to public');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Sojourn migrates forward only. Restore a backup to go back.'));
  }
}

const STATEMENTS = [
  // A profile that is no more: part of another one now, or erased (into_id is null). Chains are kept one step long.
  `create table departed_profile (
    workspace_id integer not null references workspace,
    profile_id uuid not null,
    shard smallint not null,
    into_id uuid,
    into_shard smallint,
    at timestamptz not null,
    primary key (workspace_id, profile_id)
  )`,
  `create index departed_profile_into on departed_profile (workspace_id, into_id) where into_id is not null`,

  // Merges to be done. While a profile stands here, on either side, nobody plays it.
  `create table profile_merge (
    id bigint generated always as identity primary key,
    workspace_id integer not null references workspace,
    from_id uuid not null,
    from_shard smallint not null,
    into_id uuid not null,
    into_shard smallint not null,
    requested_at timestamptz not null,
    unique (workspace_id, from_id)
  )`,

  // By which names an erased profile was known, as digests under the workspace's own key: what happened before the
  // erasure is not taken in again.
  `create table erased_identity (
    workspace_id integer not null references workspace,
    digest bytea not null,
    at timestamptz not null,
    primary key (workspace_id, digest)
  )`,
  `alter table workspace add column erasure_key bytea not null
     default decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex')`,
  // An erasure finds the keys of refusals, which can be anything that an event said.
  `create index entry_refusal_keyed on entry_refusal (workspace_id, shard, profile_id) where key <> ''`,
  `create index audit_content_target on audit_content ((content -> 'target' ->> 'id'))`,

  // What values an attribute was first seen with, and how often others came since.
  `alter table attribute_definition add column type text`,
  `alter table attribute_definition add column conflicts jsonb not null default '{}'`,
];

/**
 * Drops the content of audit records, and says so: the server's role may do neither by itself. The records and the
 * chain over their digests stay.
 */
const eraseAudit = (schema: string) => `create function erase_audit_content(ids uuid[], at timestamptz) returns integer
  language plpgsql security definer set search_path = ${schema}, pg_temp as $$
  declare
    erased integer;
  begin
    insert into audit_erasure (id, at) select content.id, $2 from audit_content content where content.id = any($1) on conflict do nothing;
    delete from audit_content content where content.id = any($1);
    get diagnostics erased = row_count;
    return erased;
  end
$$`;
