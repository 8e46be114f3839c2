import { keysOf, type Around } from './around.js';
import type { Happening } from './fact.js';
import { daysOf } from './fact-kind.js';
import { isExact } from './happening.js';
import { milliseconds, writeInstant, type Instant } from './instant.js';
import { localDays } from './local-days.js';
import type { Operator } from './operators.js';
import type { Bind, SqlDialect } from './sql.js';

/**
 * A happening as SQL, as `readHappening` reads it in memory: count, sum, average and days float8, first and last
 * timestamptz, values jsonb. Sums add up event by event and day by day, in the same order, so that both round alike.
 */
export function happeningSql(
  happening: Happening,
  is: Operator,
  value: unknown,
  now: Instant,
  around: Around,
  dialect: SqlDialect,
  bind: Bind,
): string {
  const { measure, property, within } = happening;
  const keys = keysOf(happening, around);
  const atHand = dialect.row && rowsSql(happening, isExact(happening, is, value), keys, now, dialect.row, bind);
  if (atHand !== undefined) return atHand;
  const facts = dialect.facts(keys, bind);
  const place = () => `array_position(${bind(keys, 'text[]')}, f.event)`;
  const named = () => bind(property, 'text');
  if (within === undefined) return ever(happening, facts, place, named);
  const since = now - milliseconds(within);
  const recently = () => `f.last_at > ${bind(writeInstant(since), 'timestamptz')}`;
  if (measure === 'last') {
    const last = property === undefined ? undefined : `f.kept #> array['values', ${named()}, 'last']`;
    return last === undefined
      ? `(select max(f.last_at) ${facts} and ${recently()})`
      : `(select ${last} -> 1 ${facts} and (${last} ->> 0)::float8 > ${bind(since, 'float8')}
          order by (${last} ->> 0)::float8 desc, ${place()} desc limit 1)`;
  }
  if (isExact(happening, is, value)) {
    return `coalesce((select sum(${counted('f', since, bind)}) ${facts} and ${recently()}), 0)::float8`;
  }
  const begin = localDays(around.zone ?? 'UTC').of(now) - daysOf(within) + 1;
  const days = `from (select f.*, ${place()} as place ${facts}) as f cross join lateral jsonb_each(f.days) as d(day, tally)
      where d.day::int >= ${bind(begin, 'float8')}`;
  const inOrder = 'order by f.place, d.day::int';
  switch (measure) {
    case 'count':
      return `coalesce((select sum((d.tally ->> 'count')::float8) ${days}), 0)::float8`;
    case 'days':
      return `(select count(distinct d.day) ${days})::float8`;
    case 'sum':
      return `coalesce((select ${added('d.tally', 'sums', named(), inOrder)} ${days}), 0)::float8`;
    case 'average': {
      const by = named();
      return `(select ${added('d.tally', 'sums', by, inOrder)} / nullif(${added('d.tally', 'numbers', by, inOrder)}, 0) ${days})`;
    }
    case 'top':
      return top(`d.tally #> array['values', ${named()}, 'counts']`, days);
    case 'first': {
      if (property === undefined)
        return dialect.instant(`(select to_jsonb(min((d.tally ->> 'first')::float8)) ${days})`);
      const first = `d.tally #> array['values', ${named()}, 'first']`;
      return `(select ${first} -> 1 ${days} and ${first} is not null order by (${first} ->> 0)::float8, f.place limit 1)`;
    }
  }
}

/** What the rows of the keys tell by themselves, where they are at hand; undefined where they have to be taken apart. */
function rowsSql(
  { measure, property, within }: Happening,
  exact: boolean,
  keys: readonly string[],
  now: Instant,
  row: NonNullable<SqlDialect['row']>,
  bind: Bind,
): string | undefined {
  const rows = () => keys.map((key) => row(key, bind));
  const added = (each: string[]) => `(${['0', ...each].join(' + ')})::float8`;
  const since = within === undefined ? undefined : now - milliseconds(within);
  const recently = () => bind(writeInstant(since!), 'timestamptz');
  if (exact) {
    return added(
      rows().map((f) => `case when ${f}.last_at > ${recently()} then ${counted(f, since!, bind)} else 0 end`),
    );
  }
  if (measure === 'last' && property === undefined) {
    const last = `greatest(${['null::timestamptz', ...rows().map((f) => `${f}.last_at`)].join(', ')})`;
    return since === undefined
      ? last
      : `case when ${last} > ${bind(writeInstant(since), 'timestamptz')} then ${last} end`;
  }
  if (within !== undefined) return undefined;
  if (measure === 'count') return added(rows().map((f) => `coalesce(${f}.count, 0)`));
  if (measure === 'sum' && keys.length > 0) {
    const named = bind(property, 'text');
    return added(rows().map((f) => `coalesce((${f}.sums ->> ${named})::float8, 0)`));
  }
  if (measure === 'first' && property === undefined)
    return `least(${['null::timestamptz', ...rows().map((f) => `${f}.first_at`)].join(', ')})`;
  return undefined;
}

/** How many of a row's kept instants lie after one. */
const counted = (row: string, since: Instant, bind: Bind): string =>
  `jsonb_array_length(jsonb_path_query_array(${row}.recent, '$[*] ? (@ > $since)', ${bind(JSON.stringify({ since }), 'jsonb')}))`;

function ever({ measure, property }: Happening, facts: string, place: () => string, named: () => string): string {
  const inOrder = () => `order by ${place()}`;
  switch (measure) {
    case 'count':
      return `coalesce((select sum(f.count) ${facts}), 0)::float8`;
    case 'sum':
      return `coalesce((select sum((f.sums ->> ${named()})::float8 ${inOrder()}) ${facts}), 0)::float8`;
    case 'average': {
      const by = named();
      const sum = `sum((f.sums ->> ${by})::float8 ${inOrder()})`;
      return `(select ${sum} / nullif(${added('f.kept', 'numbers', by, inOrder())}, 0) ${facts})`;
    }
    case 'top':
      return top(`f.kept #> array['values', ${named()}, 'counts']`, facts);
    case 'first':
    case 'last': {
      if (property === undefined)
        return measure === 'first' ? `(select min(f.first_at) ${facts})` : `(select max(f.last_at) ${facts})`;
      const end = `f.kept #> array['values', ${named()}, '${measure}']`;
      const order =
        measure === 'first' ? `(${end} ->> 0)::float8, ${place()}` : `(${end} ->> 0)::float8 desc, ${place()} desc`;
      return `(select ${end} -> 1 ${facts} and ${end} is not null order by ${order} limit 1)`;
    }
    case 'days':
      return 'null::float8';
  }
}

const added = (tally: string, which: string, property: string, inOrder: string): string =>
  `sum((${tally} #>> array['${which}', ${property}])::float8 ${inOrder})`;

const top = (counts: string, from: string): string =>
  `(select value from (select each -> 0 as value, sum((each ->> 1)::float8) as n, min((each ->> 2)::float8) as since
      from (select ${counts} as counts ${from}) as found cross join lateral jsonb_array_elements(found.counts) as each
      group by each -> 0) as ranked order by n desc, since, value::text collate "C" limit 1)`;
