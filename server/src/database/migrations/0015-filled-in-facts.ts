import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What lets facts be filled in from the past, and versions wait for that. */
export class FilledInFacts1764000000015 implements MigrationInterface {
  name = 'FilledInFacts1764000000015';

  async up(runner: QueryRunner): Promise<void> {
    // The operation that fills in what its rules ask for; until it is done what was there before is used.
    for (const table of ['journey_version', 'lifecycle_model', 'layering', 'segment']) {
      await runner.query(`alter table ${table} add column waits_for uuid`);
    }
    // As facts of what was sent know a message: by its template, and by the instant of its hand-over in logical time.
    await runner.query('alter table delivery_history add column template text, add column handed_over_at timestamptz');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Sojourn migrates forward only. Restore a backup to go back.'));
  }
}
