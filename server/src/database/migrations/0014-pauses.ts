import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The pauses of journeys, and a way to those that they put aside. */
export class Pauses1764000000014 implements MigrationInterface {
  name = 'Pauses1764000000014';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Sojourn migrates forward only. Restore a backup to go back.'));
  }
}

const STATEMENTS = [
  `create table journey_pause (
    id bigint generated always as identity primary key,
    journey_id uuid not null references journey,
    workspace_id integer not null references workspace,
    paused_at timestamptz not null,
    resumed_at timestamptz,
    timers text not null check (timers in ('run', 'freeze'))
  )`,
  `create index journey_pause_journey on journey_pause (journey_id, paused_at)`,
  `create index journey_pause_workspace on journey_pause (workspace_id)`,
  `insert into journey_pause (journey_id, workspace_id, paused_at, timers)
   select id, workspace_id, updated_at, 'run' from journey where state = 'paused'`,

  // Only those a pause put aside are in it, so that it costs nothing while nothing is paused. It serves the count of
  // who is overdue, and resuming, oldest first, without reading all who are inside.
  `create index enrollment_paused on enrollment (journey_id, shard, held_due) where parked = 'paused'`,
];
