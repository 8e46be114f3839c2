import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * At one instant the profiles of one workspace lie together, so that a crowd which flips at midnight can be passed over.
 * In place of the index that knew no workspaces: who changes a profile writes as many index rows as before.
 */
export class FlipsByWorkspace1764000000022 implements MigrationInterface {
  name = 'FlipsByWorkspace1764000000022';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `create index profile_flip_of_workspace on profile (shard, next_flip, workspace_id) where next_flip < 'infinity'`,
    );
    await runner.query('drop index profile_flip');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Sojourn migrates forward only. Restore a backup to go back.'));
  }
}
