import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a node says of quiet hours for its message; null where the workspace decides (SEND-7). */
export class QuietHoursOfAMessage1764000000021 implements MigrationInterface {
  name = 'QuietHoursOfAMessage1764000000021';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table delivery add column quiet text');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Sojourn migrates forward only. Restore a backup to go back.'));
  }
}
