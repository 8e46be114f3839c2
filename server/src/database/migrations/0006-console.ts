import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the console reads by: who saved a draft, where journeys are entered, profiles by address and name. */
export class Console1764000000006 implements MigrationInterface {
  name = 'Console1764000000006';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Sojourn migrates forward only. Restore a backup to go back.'));
  }
}

const STATEMENTS = [
  // A conflict tells whose draft stands in the way (VERSION-5).
  `alter table journey add column saved_by uuid`,
  // The ids of its trigger nodes: who entered a journey is who entered one of them.
  `alter table journey_version add column triggers text[] not null default '{}'`,

  // In byte order the primary key itself serves "begins with", whatever collation the database was made with.
  `alter table identity alter column value type text collate "C"`,
  // Costs nothing for profiles without a name, and an update that leaves the attributes alone does not touch it.
  `create index profile_name on profile (workspace_id, (lower(attributes ->> 'name') collate "C")) where attributes ? 'name'`,
];
