import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who was refused is found by the profile, as all that happened to it: to tell why it did not enter (ENTRY-3). */
export class RefusalsByProfile1764000000020 implements MigrationInterface {
  name = 'RefusalsByProfile1764000000020';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create index entry_refusal_profile on entry_refusal (workspace_id, shard, profile_id)');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Sojourn migrates forward only. Restore a backup to go back.'));
  }
}
