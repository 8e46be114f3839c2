import { happeningBehind, plain, ruleBehind, type Around } from './around.js';
import { isFact, isHappening, type Fact, type RunMeasure } from './fact.js';
import { factKind, misfit } from './fact-kind.js';
import { milliseconds, parseInstant, writeInstant, type Instant } from './instant.js';
import type { Operator } from './operators.js';
import { comparisons, type Comparison, type Rule } from './rule.js';
import { happeningSql } from './sql-happening.js';

/** Hands a value to the statement and returns its placeholder with its type, such as `$3::text`. */
export type Bind = (value: unknown, type: SqlType) => string;
export type SqlType = 'text' | 'text[]' | 'float8' | 'float8[]' | 'boolean' | 'jsonb' | 'jsonb[]' | 'timestamptz';

/**
 * Where the facts of the profile at hand are found, as SQL expressions. Each may be null, which is "unknown". Event
 * properties and starting events are no facts of a profile: always unknown.
 */
export interface SqlDialect {
  /** jsonb. */
  attribute(name: string, bind: Bind): string;
  /**
   * The rows of these fact keys as `from … where …`, called `f`, with the columns event, count, first_at, last_at, sums,
   * recent, days, and kept: {numbers, values}.
   */
  facts(keys: readonly string[], bind: Bind): string;
  /** The name of the one row of a fact key, with the same columns, all null where there is none; where rows are at hand. */
  row?(key: string, bind: Bind): string;
  /** `current` and `previous` text, `since` timestamptz; null, not `-infinity`, where the stage never changed. */
  stage(which: 'current' | 'previous' | 'since', model: string | undefined, bind: Bind): string;
  /** boolean. */
  consent(channel: string, topic: string, bind: Bind): string;
  /** timestamptz. */
  seen(which: 'first' | 'last', bind: Bind): string;
  /** float8. */
  score(name: string, bind: Bind): string;
  /** boolean, never null. */
  tagged(tag: string, bind: Bind): string;
  /** Counts float8 and never null, instants timestamptz. */
  journey(id: string, measure: RunMeasure, bind: Bind): string;
  /** float8, never null. */
  tasks(): string;
  /** timestamptz of a jsonb expression, null where it is none: a call of the function {@link instantFunction} makes. */
  instant(json: string): string;
}

/** A condition over one profile, and the values of its placeholders in order. Where it does not hold it is false or null. */
export interface SqlCondition {
  sql: string;
  parameters: unknown[];
}

/**
 * Compiles a rule to SQL that gives the same answer as `compileRule` in memory (SPLIT-5): what is unknown makes a
 * comparison false, and `not` of it true. What is told by the profile's own row is asked before what other tables have to
 * tell. Instants are parameters computed from `now`; the statement itself reads no clock. `firstParameter` is the number of
 * the first placeholder (default 1). For Postgres 15 and later.
 */
export function compileSql(
  rule: Rule,
  now: Instant,
  around: Around,
  dialect: SqlDialect,
  firstParameter = 1,
): SqlCondition {
  const parameters: unknown[] = [];
  const bind: Bind = (value, type) => `$${firstParameter - 1 + parameters.push(value)}::${type}`;
  const sql = treeSql(rule, { now, around, dialect, bind }, 'where');
  return { sql, parameters };
}

/** What a part of a rule is compiled in. */
interface Setting {
  now: Instant;
  around: Around;
  dialect: SqlDialect;
  bind: Bind;
}

/**
 * `where` null is as good as false, so that the planner sees the comparisons themselves; what is turned round or compared
 * has to be one or the other (`value`).
 */
function treeSql(part: Rule, setting: Setting, as: 'where' | 'value'): string {
  if ('not' in part) return `not ${treeSql(part.not, setting, 'value')}`;
  const joined = (parts: readonly Rule[], by: string) =>
    `(${cheapFirst(parts, setting.around)
      .map((each) => treeSql(each, setting, as))
      .join(by)})`;
  if ('all' in part) return part.all.length === 0 ? 'true' : joined(part.all, ' and ');
  if ('any' in part) return part.any.length === 0 ? 'false' : joined(part.any, ' or ');
  const told = comparisonSql(part, setting);
  return as === 'where' ? `(${told})` : `coalesce(${told}, false)`;
}

/** In which order does not matter to the answer; Postgres keeps the one that is written inside of `or` and `not`. */
function cheapFirst(parts: readonly Rule[], around: Around): Rule[] {
  return parts
    .map((part) => ({ part, far: reachesFar(part, around) }))
    .sort((a, b) => Number(a.far) - Number(b.far))
    .map(({ part }) => part);
}

/** Whether other tables than that of the profiles have to be asked. */
function reachesFar(rule: Rule, around: Around): boolean {
  return comparisons(rule).some(({ fact, value }) =>
    [fact, value].some((each) => {
      if (!isFact(each)) return false;
      if ('journey' in each || 'tasks' in each || isHappening(happeningBehind(each, around) ?? each)) return true;
      const behind = ruleBehind(each, around);
      return behind !== undefined && reachesFar(behind.rule, behind.around);
    }),
  );
}

function comparisonSql(given: Comparison, setting: Setting): string {
  const comparison = plain(given, setting.around);
  const { fact, is, value } = comparison;
  const { now, dialect, bind } = setting;
  // Every placeholder has to be used: what cannot be known is told before anything is bound.
  if (!isKnowable(fact, setting.around)) return is === 'unknown' ? 'true' : 'false';
  if (is !== 'unknown' && misfit(comparison)) return 'false';
  if (isFact(value) && !isKnowable(value, setting.around)) return 'false';
  const found = expression(comparison, setting);
  if (isFact(value)) {
    const than = expression({ fact: value, is, value: fact }, setting);
    return factsSql(is, { fact, sql: found }, { fact: value, sql: than }, dialect);
  }
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

/** Properties are none of a profile; segments and computed attributes may be such as nobody declared. */
function isKnowable(fact: Fact, around: Around): boolean {
  if ('segment' in fact) return ruleBehind(fact, around) !== undefined;
  return !('entry' in fact || 'computed' in fact || ('property' in fact && !isHappening(fact)));
}

function expression({ fact, is, value }: Comparison, setting: Setting): string {
  const { now, around, dialect, bind } = setting;
  if (isHappening(fact)) return happeningSql(fact, is, value, now, around, dialect, bind);
  const behind = ruleBehind(fact, around);
  if (behind) return `(${treeSql(behind.rule, { ...setting, around: behind.around }, 'value')})`;
  if ('attribute' in fact) return dialect.attribute(fact.attribute, bind);
  // The primary model may be named as well as left out.
  if ('stage' in fact) return dialect.stage(fact.stage, fact.model === around.model?.id ? undefined : fact.model, bind);
  if ('consent' in fact) return dialect.consent(fact.consent, fact.topic, bind);
  if ('seen' in fact) return dialect.seen(fact.seen, bind);
  if ('score' in fact) return dialect.score(fact.score, bind);
  if ('tag' in fact) return dialect.tagged(fact.tag, bind);
  if ('tasks' in fact) return dialect.tasks();
  if ('journey' in fact) return dialect.journey(fact.journey, fact.measure, bind);
  throw new Error(`No profile holds ${JSON.stringify(fact)}.`);
}

/** Two facts compared with each other: as they are where both are of one kind, else as JSON, which tells them apart. */
function factsSql(is: Operator, left: { fact: Fact; sql: string }, right: typeof left, dialect: SqlDialect): string {
  if (is === 'before' || is === 'after') {
    const at = ({ fact, sql }: typeof left) => (factKind(fact) === 'any' ? dialect.instant(sql) : sql);
    return `${at(left)} ${is === 'before' ? '<' : '>='} ${at(right)}`;
  }
  const sign = SIGNS[is as keyof typeof SIGNS];
  const kind = factKind(left.fact);
  if (kind === factKind(right.fact) && kind !== 'any') {
    return kind === 'text'
      ? `${left.sql} collate "C" ${sign} ${right.sql} collate "C"`
      : `${left.sql} ${sign} ${right.sql}`;
  }
  const json = ({ fact, sql }: typeof left) => (factKind(fact) === 'any' ? sql : `to_jsonb(${sql})`);
  const numbers = `(case jsonb_typeof(a) when 'number' then a::float8 end) ${sign} (case jsonb_typeof(b) when 'number' then b::float8 end)`;
  const single = `jsonb_typeof(a) in ('string', 'boolean', 'number') and jsonb_typeof(b) in ('string', 'boolean', 'number')`;
  const same = `case when jsonb_typeof(a) = 'number' and jsonb_typeof(b) = 'number' then a::float8 = b::float8 else a = b end`;
  const told = is === 'eq' ? `${single} and ${same}` : is === 'ne' ? `${single} and not ${same}` : numbers;
  return `(select ${told} from (select ${json(left)} as a, ${json(right)} as b) as pair)`;
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
