import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Workspaces and the long operations that run in them. */
export class Workspaces1764000000001 implements MigrationInterface {
  name = 'Workspaces1764000000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Sojourn migrates forward only. Restore a backup to go back.'));
  }
}

const STATEMENTS = [
  // "revision" grows with every change the engine must know of (journeys, model, meanings, settings); each batch
  // compares the sum with what it has loaded.
  `create table workspace (
    id integer generated always as identity primary key,
    key text not null unique,
    name text not null,
    zone text not null,
    currency text not null,
    language text not null,
    sample boolean not null default false,
    settings jsonb not null default '{}',
    meanings jsonb not null default '{}',
    webhook_secret text not null,
    revision bigint not null default 1,
    created_at timestamptz not null
  )`,

  `create table operation (
    id uuid primary key,
    workspace_id integer not null references workspace,
    kind text not null,
    state text not null check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
    done bigint not null default 0,
    total bigint,
    detail jsonb not null default '{}',
    problem text,
    cancel_requested boolean not null default false,
    requested_by uuid,
    created_at timestamptz not null,
    updated_at timestamptz not null
  )`,
  `create index operation_workspace on operation (workspace_id, created_at desc)`,
];
