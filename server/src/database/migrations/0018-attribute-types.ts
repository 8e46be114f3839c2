import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What values an attribute was first seen with. Apart from the marks of operators: a row there says what is personal. */
export class AttributeTypes1764000000018 implements MigrationInterface {
  name = 'AttributeTypes1764000000018';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table attribute_definition drop column type, drop column conflicts');
    // "conflicts": how often values of other types came since, by type.
    await runner.query(`create table attribute_type (
      workspace_id integer not null references workspace,
      name text not null,
      type text not null,
      conflicts jsonb not null default '{}',
      primary key (workspace_id, name)
    )`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Sojourn migrates forward only. Restore a backup to go back.'));
  }
}
