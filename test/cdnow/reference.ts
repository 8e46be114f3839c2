import type { RehearsalResult } from '@sojourn/journey';
import type pg from 'pg';

/**
 * What must come out for `test/data/journeys/cdnow-winback.json` under the model "orders only": counted by plain SQL
 * from the definitions (docs/semantics.md, LIFECYCLE), written for tests alone and sharing nothing with the product.
 *
 * A profile is silent 60 days after an order that no other followed sooner, churned after 120; an order brings it back
 * at once. At one instant time comes before what arrives. Becoming silent sends an e-mail and waits 30 days for an
 * order; without one a second e-mail goes out.
 */
export async function expectedBySql(
  pool: pg.Pool,
  table: string,
  span: { from: string; to: string },
): Promise<RehearsalResult> {
  const { rows } = await pool.query<{ what: string; key: string; n: string }>(countsOf(table), [span.from, span.to]);
  const of = (what: string) =>
    Object.fromEntries(rows.filter((row) => row.what === what).map((row) => [row.key, Number(row.n)]));
  const [totals, transitions, stages, runs] = [of('total'), of('transition'), of('stage'), of('run')];
  if (runs.overlapping)
    throw new Error('A profile fell silent twice within one run: the reference does not cover this.');
  const { entered = 0, happened = 0, timeout = 0, waiting = 0 } = runs;
  const passed = (count: number) => ({ entered: count, waiting: 0, left: taken({ next: count }) });
  const last = (count: number) => ({ entered: count, waiting: 0, left: {} });
  return {
    profiles: totals.profiles!,
    events: totals.events!,
    transitions,
    stages: { novice: 0, growth: 0, mature: 0, silent: 0, churned: 0, unclassified: 0, ...stages },
    nodes: {
      silent: passed(entered),
      first_email: passed(entered),
      wait_for_order: {
        entered,
        waiting,
        left: taken({ happened, timeout }),
      },
      returned: last(happened),
      second_email: passed(timeout),
      ended: last(timeout),
    },
    sends: { first_email: entered, second_email: timeout },
  };
}

/** Ports nobody left by are not listed. */
const taken = (ports: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.entries(ports).filter(([, count]) => count > 0));

/** Days are elapsed time: intervals in hours, since a day of an interval can have 23 or 25 of them. */
const days = (count: number): string => `interval '${count * 24} hours'`;

const countsOf = (table: string): string => `
with span as (select $1::timestamptz as lo, $2::timestamptz as hi),
orders as (
  select profile, occurred_at as at,
         row_number() over history as n,
         lag(occurred_at) over history as previous,
         lead(occurred_at) over history as following
    from ${table}, span
   where occurred_at < hi
  window history as (partition by profile order by occurred_at, line)
),
moves as (
  select profile, at,
         case when n = 1 then 'unclassified'
              when at >= previous + ${days(120)} then 'churned'
              when at >= previous + ${days(60)} then 'silent'
              when n = 2 then 'growth'
              else 'mature' end as old,
         case when n = 1 then 'growth' else 'mature' end as new
    from orders
  union all
  select profile, at + ${days(60)}, case when n = 1 then 'growth' else 'mature' end, 'silent'
    from orders where following is null or following >= at + ${days(60)}
  union all
  select profile, at + ${days(120)}, 'silent', 'churned'
    from orders where following is null or following >= at + ${days(120)}
),
counted as (select moves.* from moves, span where at >= lo and at < hi and old <> new),
runs as (
  select counted.profile, counted.at as entered,
         (select min(occurred_at) from ${table} as later
           where later.profile = counted.profile and later.occurred_at < hi
             and later.occurred_at >= counted.at and later.occurred_at < counted.at + ${days(30)}) as ordered
    from counted, span where new = 'silent'
),
ended as (
  select profile, entered, ordered,
         case when ordered is not null then 'happened'
              when entered + ${days(30)} < hi then 'timeout'
              else 'waiting' end as ending,
         lag(coalesce(ordered, entered + ${days(30)})) over (partition by profile order by entered) > entered as overlapping
    from runs, span
),
final as (
  select all_profiles.profile,
         case when newest.at is null then 'unclassified'
              when newest.at + ${days(120)} < hi then 'churned'
              when newest.at + ${days(60)} < hi then 'silent'
              when newest.n >= 2 then 'mature'
              else 'growth' end as stage
    from (select distinct profile from ${table}) as all_profiles
    left join (select profile, max(at) as at, max(n) as n from orders group by profile) as newest using (profile), span
)
select 'total' as what, 'profiles' as key, count(distinct profile) as n from ${table}
union all select 'total', 'events', count(*) from ${table}
union all select 'transition', old || '>' || new, count(*) from counted group by 2
union all select 'stage', stage, count(*) from final group by 2
union all select 'run', 'entered', count(*) from ended
union all select 'run', 'overlapping', count(*) from ended where overlapping
union all select 'run', ending, count(*) from ended group by 2`;

/** Puts a file of purchases into a table (line, profile, occurred_at) by means of its own, apart from the product's reader. */
export async function loadPurchases(pool: pg.Pool, table: string, csv: string): Promise<void> {
  const rows = csv
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((row) => row.split(','));
  await pool.query(
    `create table ${table} (line int primary key, profile text not null, occurred_at timestamptz not null)`,
  );
  await pool.query(
    `insert into ${table} select line, profile, occurred_at
       from unnest($1::text[], $2::timestamptz[]) with ordinality as row (profile, occurred_at, line)`,
    [rows.map((row) => row[0]), rows.map((row) => row[2])],
  );
  await pool.query(`create index on ${table} (profile, occurred_at)`);
  await pool.query(`analyze ${table}`);
}
