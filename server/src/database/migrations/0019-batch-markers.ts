import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Batches that were begun and have not ended: where a process died, one has to be careful (ENGINE D10). */
export class BatchMarkers1764000000019 implements MigrationInterface {
  name = 'BatchMarkers1764000000019';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table batch_marker (
      shard smallint primary key,
      member integer not null,
      profiles integer not null
    ) with (fillfactor = 50)`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Sojourn migrates forward only. Restore a backup to go back.'));
  }
}
