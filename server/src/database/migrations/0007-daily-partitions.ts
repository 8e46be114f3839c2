import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Lets a role that does not own the tables have their daily partitions made. Whoever calls the function can do nothing
 * else by it: the tables are these, the names are made inside, and the days are near.
 */
export class DailyPartitions1764000000007 implements MigrationInterface {
  name = 'DailyPartitions1764000000007';

  async up(runner: QueryRunner): Promise<void> {
    const [{ schema }] = (await runner.query('select quote_literal(current_schema()) as schema')) as [
      { schema: string },
    ];
    await runner.query(definition(schema));
    await runner.query('grant execute on function make_daily_partition(text, date) to public');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Sojourn migrates forward only. Restore a backup to go back.'));
  }
}

const TABLES = ['event', 'stage_transition', 'enrollment_history', 'step', 'entry_refusal', 'delivery_history'];

/** It runs as its owner, so its search path is pinned: nobody's tables or functions of the same name come first. */
const definition = (
  schema: string,
) => `create function make_daily_partition(parent text, day date) returns boolean language plpgsql
  security definer set search_path = pg_catalog, pg_temp set lock_timeout = '3s' as $$
  declare
    name text := parent || '_' || to_char(day, 'YYYYMMDD');
  begin
    if parent is null or parent <> all (array[${TABLES.map((table) => `'${table}'`).join(', ')}]) then
      raise exception 'The table % has no daily partitions.', parent;
    end if;
    if day is null or abs(day - (clock_timestamp() at time zone 'UTC')::date) > 30 then
      raise exception 'Partitions are made for days near today, and % is not.', day;
    end if;
    -- Two processes that make the same one take turns.
    perform pg_advisory_xact_lock(x'504152'::int);
    if to_regclass(format('%I.%I', ${schema}, name)) is not null then
      return false;
    end if;
    execute format('create table %I.%I partition of %I.%I for values from (%L) to (%L)', ${schema}, name, ${schema}, parent,
      to_char(day, 'YYYY-MM-DD') || ' 00:00:00+00', to_char(day + 1, 'YYYY-MM-DD') || ' 00:00:00+00');
    return true;
  end
$$`;
