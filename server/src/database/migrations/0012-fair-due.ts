import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Finds what is due of one workspace beside the crowd of another, without looking through the crowd. Only those that
 * time can move are in it, so that nobody who asks for a profile's enrollments is led through everybody who waits: on a
 * table that was empty when the statement was planned, this index would look as good as the primary key.
 */
export class FairDue1764000000012 implements MigrationInterface {
  name = 'FairDue1764000000012';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `create index enrollment_due_of_workspace on enrollment (shard, workspace_id, due) where due < 'infinity'`,
    );
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Sojourn migrates forward only. Restore a backup to go back.'));
  }
}
