import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was put aside keeps all that its arrival had, so that it can be played as it came. */
export class PutAside1764000000011 implements MigrationInterface {
  name = 'PutAside1764000000011';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'alter table inbox_failed add column message_id text, add column occurred_at timestamptz, add column depth smallint not null default 0',
    );
    await runner.query('create index inbox_failed_newest on inbox_failed (workspace_id, failed_at desc)');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Sojourn migrates forward only. Restore a backup to go back.'));
  }
}
