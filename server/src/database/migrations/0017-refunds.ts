import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A goal that an order reached which was given back within days is shown as reversed. */
export class Refunds1764000000017 implements MigrationInterface {
  name = 'Refunds1764000000017';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table goal_reached add column reversed_at timestamptz');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Sojourn migrates forward only. Restore a backup to go back.'));
  }
}
