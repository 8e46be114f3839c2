import { instantFunction } from '@sojourn/rules';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Local times of schedules, dates of profiles, runs through audiences, the doors of journeys, and calendars. */
export class Entry1764000000016 implements MigrationInterface {
  name = 'Entry1764000000016';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Sojourn migrates forward only. Restore a backup to go back.'));
  }
}

const STATEMENTS = [
  `create table calendar (
    workspace_id integer not null references workspace,
    id text not null,
    name text not null,
    holidays text[] not null default '{}',
    make_up_days text[] not null default '{}',
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (workspace_id, id)
  )`,

  // Up to which instant a schedule of local times has fired; "next_at" says when to look again.
  `alter table schedule add column looked_at timestamptz`,
  // One occurrence is (schedule, instant, zone); "occurrence" is its local time, the same in all zones.
  `alter table schedule_occurrence add column zone text not null default '', add column occurrence text not null default '', add column operation_id uuid`,
  `alter table schedule_occurrence drop constraint schedule_occurrence_pkey, add primary key (journey_id, node, at, zone)`,

  // The one zone a profile has of its own, where it is a valid one, and since when. Who has none is in no row: their
  // zone is the journey's or the workspace's.
  `create table profile_zone (
    workspace_id integer not null,
    shard smallint not null,
    profile_id uuid not null,
    zone text not null,
    primary key (workspace_id, shard, profile_id)
  )`,
  `create index profile_zone_zone on profile_zone (workspace_id, zone, shard, profile_id)`,
  `insert into profile_zone (workspace_id, shard, profile_id, zone)
   select workspace_id, shard, id, attributes ->> 'timezone' from profile
   where attributes ->> 'timezone' in (select name from pg_timezone_names where name ~ '^[A-Z]' and name !~ '^posix')`,
  // Who came to another zone lately: whoever leaves a zone before its turn must not miss one, nor get two.
  `create table profile_moved (
    workspace_id integer not null,
    shard smallint not null,
    profile_id uuid not null,
    at timestamptz not null,
    primary key (workspace_id, shard, profile_id)
  )`,
  `create index profile_moved_at on profile_moved (workspace_id, at)`,

  // Days that profiles name in attributes which some date trigger watches: the date, and its month and day by either
  // calendar (517, 505).
  `create table profile_date (
    workspace_id integer not null,
    shard smallint not null,
    profile_id uuid not null,
    attribute text not null,
    day date not null,
    solar smallint not null,
    lunar smallint,
    primary key (workspace_id, shard, profile_id, attribute)
  )`,
  ...['day', 'solar', 'lunar'].map(
    (key) => `create index profile_date_${key} on profile_date (workspace_id, attribute, shard, ${key}, profile_id)`,
  ),
  // Which attributes those are; they can be asked for once all profiles were looked through.
  `create table watched_date (
    workspace_id integer not null references workspace,
    attribute text not null,
    ready boolean not null default false,
    primary key (workspace_id, attribute)
  )`,

  // Runs are cut into shards; they and what they counted stay until the whole run is over. "zone" null: whoever it is,
  // '': who has no zone of their own. "rest": the run comes round again for those whom a canary of so many percent left.
  `alter table audience_run
    add column operation_id uuid,
    add column cause text not null default 'schedule',
    add column zone text,
    add column occurrence text not null default '',
    add column moved_since timestamptz,
    add column done bigint not null default 0,
    add column finished boolean not null default false,
    add column rest float8`,
  `create index audience_run_open on audience_run (shard, id) where not finished`,
  `create index audience_run_operation on audience_run (operation_id)`,
  `create index operation_open on operation (kind) where state in ('waiting', 'running')`,
  // Who had their turn in an occurrence that goes from zone to zone.
  `create table audience_seen (
    workspace_id integer not null,
    shard smallint not null,
    journey_id uuid not null,
    node text not null,
    occurrence text not null,
    profile_id uuid not null,
    primary key (workspace_id, shard, journey_id, node, occurrence, profile_id)
  )`,

  // The door of a journey: from when its rate counts, which canary it is about, how many that let in since when, whether
  // an operator ended it, and until when runs through an audience are held back.
  `create table door (
    journey_id uuid primary key references journey,
    workspace_id integer not null references workspace,
    counts_from timestamptz,
    canary jsonb,
    canary_from timestamptz,
    entered bigint not null default 0,
    opened boolean not null default false,
    closed_until timestamptz
  )`,
  `create table door_window (
    journey_id uuid not null references journey,
    starts_at timestamptz not null,
    entered bigint not null,
    primary key (journey_id, starts_at)
  )`,
  // Who came with an audience and has to wait at the door until the rate, or an operator, lets them in.
  `create table door_waiting (
    shard smallint not null,
    id bigint generated always as identity,
    workspace_id integer not null,
    profile_id uuid not null,
    journey_id uuid not null,
    node text not null,
    at timestamptz not null,
    cause text not null,
    entry jsonb not null,
    operation_id uuid,
    primary key (shard, id)
  )`,
  `create index door_waiting_journey on door_waiting (journey_id, shard, id)`,
  `create index door_waiting_operation on door_waiting (operation_id)`,

  // Reads an instant from an attribute, for conditions that are asked of all profiles at once.
  instantFunction('rule_instant'),

  // Who enters by a version: those to whom it happens from now on, those who match at its publication, or both.
  `alter table journey_version add column entrants text not null default 'new' check (entrants in ('new', 'present', 'both'))`,
];
