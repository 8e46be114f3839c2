import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What windows, averages and values are read from. Each is null where no rule asks for it. */
export class WindowedFacts1764000000008 implements MigrationInterface {
  name = 'WindowedFacts1764000000008';

  /**
   * `recent`: the last instants in milliseconds, oldest first · `days`: tallies by the number of the local day ·
   * `kept`: {numbers, values}, see `EventFact`.
   */
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'alter table profile_fact add column recent jsonb, add column days jsonb, add column kept jsonb',
    );
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Sojourn migrates forward only. Restore a backup to go back.'));
  }
}
