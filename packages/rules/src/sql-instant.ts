import { FIRST_INSTANT, LAST_INSTANT } from './instant.js';

/**
 * The statement that makes the SQL function which reads an instant from an attribute exactly as memory does: a whole
 * number as milliseconds, a text by ISO 8601 with its offset (a date alone is midnight UTC); null for everything else.
 * A migration runs it; `name` may carry a schema.
 */
export function instantFunction(name: string): string {
  return `create or replace function ${name}(value jsonb) returns timestamptz
language plpgsql immutable strict parallel safe as $$
declare
  ms numeric;
  part text[];
  midnight date;
begin
  if jsonb_typeof(value) = 'number' then
    ms := value::numeric;
    if ms <> trunc(ms) then return null; end if;
  elsif jsonb_typeof(value) = 'string' then
    part := regexp_match(value #>> '{}',
      '^([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\\.([0-9]{1,9}))?)?(?:Z|([+-])([0-9]{2}):?([0-9]{2})))?$');
    if part is null or part[1] = '0000' or part[2] not between '01' and '12' or part[3] not between '01' and '31' then
      return null;
    end if;
    midnight := make_date(part[1]::int, part[2]::int, 1) + (part[3]::int - 1);
    if extract(month from midnight) <> part[2]::int then return null; end if;
    -- 24:00 is midnight of the next day; no other time of hour 24 exists.
    if coalesce(part[4], '00') > '24' or coalesce(part[5], '00') > '59' or coalesce(part[6], '00') > '59'
      or (part[4] = '24' and (part[5] <> '00' or coalesce(part[6], '00') <> '00' or coalesce(part[7], '0') !~ '^0+$'))
      or coalesce(part[9], '00') > '23' or coalesce(part[10], '00') > '59' then
      return null;
    end if;
    ms := (midnight - date '1970-01-01')::numeric * 86400000
      + coalesce(part[4]::int, 0) * 3600000 + coalesce(part[5]::int, 0) * 60000 + coalesce(part[6]::int, 0) * 1000
      + coalesce(rpad(left(part[7], 3), 3, '0')::int, 0)
      - case part[8] when '-' then -1 else 1 end * (coalesce(part[9]::int, 0) * 3600000 + coalesce(part[10]::int, 0) * 60000);
  else
    return null;
  end if;
  if ms < ${FIRST_INSTANT} or ms > ${LAST_INSTANT} then return null; end if;
  -- In two parts, each of which a double holds exactly.
  return timestamptz 'epoch' + floor(ms / 1000)::float8 * interval '1 second' + (ms - floor(ms / 1000) * 1000)::float8 * interval '1 millisecond';
end
$$`;
}
