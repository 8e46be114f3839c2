import { factKind } from './fact-kind.js';
import type { Meanings } from './facts.js';
import { milliseconds, parseInstant, writeInstant, type Instant } from './instant.js';
import type { Comparison, Fact, Rule } from './rule.js';

/** Hands a value to the statement and returns its placeholder with its type, such as `$3::text`. */
export type Bind = (value: unknown, type: SqlType) => string;
export type SqlType = 'text' | 'text[]' | 'float8' | 'float8[]' | 'boolean' | 'jsonb' | 'jsonb[]' | 'timestamptz';

/**
 * Where the facts of the profile at hand are found, as SQL expressions. Each may be null, which is "unknown"; counts and
 * sums of what never happened are 0. Event properties and starting events are no facts of a profile: always unknown.
 */
export interface SqlDialect {
  /** jsonb. */
  attribute(name: string, bind: Bind): string;
  /** Of one or several event names taken as one: `count` and `sum` float8, `first` and `last` timestamptz. */
  event(
    names: readonly string[],
    measure: 'count' | 'sum' | 'first' | 'last',
    property: string | undefined,
    bind: Bind,
  ): string;
  /** `current` and `previous` text, `since` timestamptz; null, not `-infinity`, where the stage never changed. */
  stage(which: 'current' | 'previous' | 'since', model: string | undefined, bind: Bind): string;
  /** boolean. */
  consent(channel: string, topic: string, bind: Bind): string;
  /** timestamptz. */
  seen(which: 'first' | 'last', bind: Bind): string;
  /** timestamptz of a jsonb expression, null where it is none: a call of the function {@link instantFunction} makes. */
  instant(json: string): string;
}

/** A condition over one profile, never null, and the values of its placeholders in order. */
export interface SqlCondition {
  sql: string;
  parameters: unknown[];
}

/**
 * Compiles a rule to SQL that gives the same answer as `compileRule` in memory (SPLIT-5): what is unknown makes a
 * comparison false, and `not` of it true. Instants are parameters computed from `now`; the statement itself reads no
 * clock. `firstParameter` is the number of the first placeholder (default 1). For Postgres 15 and later.
 */
export function compileSql(
  rule: Rule,
  now: Instant,
  meanings: Meanings,
  dialect: SqlDialect,
  firstParameter = 1,
): SqlCondition {
  const parameters: unknown[] = [];
  const bind: Bind = (value, type) => `$${firstParameter - 1 + parameters.push(value)}::${type}`;
  const tree = (part: Rule): string => {
    if ('not' in part) return `not ${tree(part.not)}`;
    if ('all' in part) return part.all.length === 0 ? 'true' : `(${part.all.map(tree).join(' and ')})`;
    if ('any' in part) return part.any.length === 0 ? 'false' : `(${part.any.map(tree).join(' or ')})`;
    return `coalesce(${comparisonSql(part, now, meanings, dialect, bind)}, false)`;
  };
  const sql = tree(rule);
  return { sql, parameters };
}

function comparisonSql(
  comparison: Comparison,
  now: Instant,
  meanings: Meanings,
  dialect: SqlDialect,
  bind: Bind,
): string {
  const { fact, is, value } = comparison;
  const found = expression(fact, meanings, dialect, bind);
  // Never known, whatever is asked.
  if (found === undefined) return is === 'unknown' ? 'true' : 'false';
  const kind = factKind(fact);
  if (kind === 'any') return jsonSql(comparison, found, now, dialect, bind);
  if (is === 'known') return `${found} is not null`;
  if (is === 'unknown') return `${found} is null`;
  if (kind === 'instant') return instantSql(comparison, found, now, bind);
  const type = kind === 'number' ? 'float8' : kind;
  // Text compares byte by byte, as in memory, whatever the language of the database.
  const left = kind === 'text' ? `${found} collate "C"` : found;
  switch (is) {
    case 'in':
      return `${left} = any(${bind(value, type === 'float8' ? 'float8[]' : 'text[]')})`;
    case 'not_in':
      return `${left} <> all(${bind(value, type === 'float8' ? 'float8[]' : 'text[]')})`;
    default:
      return `${left} ${SIGNS[is as keyof typeof SIGNS]} ${bind(value, type)}`;
  }
}

const SIGNS = { eq: '=', ne: '<>', lt: '<', lte: '<=', gt: '>', gte: '>=' } as const;

function expression(fact: Fact, meanings: Meanings, dialect: SqlDialect, bind: Bind): string | undefined {
  if ('attribute' in fact) return dialect.attribute(fact.attribute, bind);
  if ('measure' in fact) {
    const names = 'event' in fact ? [fact.event] : (meanings[fact.meaning] ?? []);
    return dialect.event(names, fact.measure, fact.property, bind);
  }
  if ('stage' in fact) return dialect.stage(fact.stage, fact.model, bind);
  if ('consent' in fact) return dialect.consent(fact.consent, fact.topic, bind);
  return 'seen' in fact ? dialect.seen(fact.seen, bind) : undefined;
}

function instantSql({ fact, is, value }: Comparison, found: string, now: Instant, bind: Bind): string {
  const at = (instant: Instant) => bind(writeInstant(instant), 'timestamptz');
  switch (is) {
    case 'within': {
      const since = at(now - milliseconds(value as string));
      // An attribute may name a day that is still to come.
      return factKind(fact) === 'any' ? `${found} <@ tstzrange(${since}, ${at(now)}, '(]')` : `${found} > ${since}`;
    }
    case 'longer_ago':
      return `${found} <= ${at(now - milliseconds(value as string))}`;
    case 'before':
      return `${found} < ${at(parseInstant(value as string)!)}`;
    case 'after':
      return `${found} >= ${at(parseInstant(value as string)!)}`;
    default:
      return 'false';
  }
}

/** An attribute can be anything: what it is decides first, so that no cast can fail (`case` keeps the order). */
function jsonSql(comparison: Comparison, found: string, now: Instant, dialect: SqlDialect, bind: Bind): string {
  const { is, value } = comparison;
  const json = (each: unknown) => bind(JSON.stringify(each), 'jsonb');
  const known = `(${found} is not null and ${found} <> 'null'::jsonb)`;
  const listed = () =>
    bind(
      (value as unknown[]).map((each) => JSON.stringify(each)),
      'jsonb[]',
    );
  switch (is) {
    case 'known':
      return known;
    case 'unknown':
      return `not ${known}`;
    case 'eq':
      return `${found} = ${json(value)}`;
    case 'ne':
      return `(${known} and ${found} <> ${json(value)})`;
    case 'in':
      return `${found} = any(${listed()})`;
    case 'not_in':
      return `(${known} and ${found} <> all(${listed()}))`;
    case 'contains':
      return `case jsonb_typeof(${found}) when 'array' then ${found} @> ${json([value])}
        when 'string' then position(${bind(value, 'text')} in ${found} #>> '{}') > 0 else false end`;
    case 'starts_with':
      return `case jsonb_typeof(${found}) when 'string' then starts_with(${found} #>> '{}', ${bind(value, 'text')}) else false end`;
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return `case jsonb_typeof(${found}) when 'number' then (${found})::float8 ${SIGNS[is]} ${bind(value, 'float8')} else false end`;
    default:
      return instantSql(comparison, dialect.instant(found), now, bind);
  }
}
