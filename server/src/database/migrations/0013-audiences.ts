import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What rules may name: segments, further layerings, computed attributes; and the number profiles are placed under. */
export class Audiences1764000000013 implements MigrationInterface {
  name = 'Audiences1764000000013';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Sojourn migrates forward only. Restore a backup to go back.'));
  }
}

const STATEMENTS = [
  // Rises with every change of the primary model, of a layering, or of a watched segment.
  `alter table workspace add column placed_by integer not null default 1`,
  `update workspace w set placed_by = coalesce((select max(version) from lifecycle_model m where m.workspace_id = w.id), 1)`,

  `create table segment (
    workspace_id integer not null references workspace,
    id uuid not null,
    name text not null,
    rule jsonb not null,
    watched boolean not null default false,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    archived_at timestamptz,
    primary key (workspace_id, id)
  )`,
  `create table layering (
    workspace_id integer not null references workspace,
    id text not null,
    version integer not null,
    model jsonb not null,
    updated_at timestamptz not null,
    archived_at timestamptz,
    primary key (workspace_id, id)
  )`,
  `create table computed_attribute (
    workspace_id integer not null references workspace,
    id text not null,
    name text not null,
    definition jsonb not null,
    updated_at timestamptz not null,
    primary key (workspace_id, id)
  )`,
];
