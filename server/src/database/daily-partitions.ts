/**
 * The function that makes the partition of a day for one of these tables, for a role that does not own them.
 * It runs as its owner, so its search path is pinned: nobody's tables or functions of the same name come first.
 */
export const dailyPartitions = (
  schema: string,
  tables: readonly string[],
) => `create or replace function make_daily_partition(parent text, day date) returns boolean language plpgsql
  security definer set search_path = pg_catalog, pg_temp set lock_timeout = '3s' as $$
  declare
    name text := parent || '_' || to_char(day, 'YYYYMMDD');
  begin
    if parent is null or parent <> all (array[${tables.map((table) => `'${table}'`).join(', ')}]) then
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
