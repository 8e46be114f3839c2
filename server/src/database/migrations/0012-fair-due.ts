import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Finds what is due of one workspace beside the crowd of another, without looking through the crowd. */
export class FairDue1764000000012 implements MigrationInterface {
  name = 'FairDue1764000000012';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create index enrollment_due_of_workspace on enrollment (shard, workspace_id, due)');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Sojourn migrates forward only. Restore a backup to go back.'));
  }
}
