import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How often the profiles of a shard were written: whoever keeps some of them in memory sees whether somebody else wrote. */
export class ShardVersions1764000000023 implements MigrationInterface {
  name = 'ShardVersions1764000000023';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'create table shard_version (shard smallint primary key, version bigint not null) with (fillfactor = 10)',
    );
    await runner.query('insert into shard_version select shard, 0 from generate_series(0, 63) as shard');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Sojourn migrates forward only. Restore a backup to go back.'));
  }
}
