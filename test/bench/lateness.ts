import type pg from 'pg';
import type { Figure } from './bench-case.js';

/** How late rows were committed, in milliseconds; negative is early. */
export interface Lateness {
  count: number;
  /** Committed, or said to be executed, before their time. */
  early: number;
  p50: number;
  p99: number;
  most: number;
}

/**
 * The lateness of rows that have a due time (`at`) and one of execution (`executed_at`): from when they were due to when
 * their transaction committed and everybody could see it; without `track_commit_timestamp`, to their execution.
 */
export async function latenessOf(pool: pg.Pool, rows: string, values: unknown[] = []): Promise<Lateness> {
  const seen = (await tellsCommits(pool)) ? 'pg_xact_commit_timestamp(xmin)' : 'executed_at';
  const found = await pool.query<Lateness>(
    `with each as (select extract(epoch from ${seen} - at)::float8 * 1000 as late, executed_at < at as early ${rows})
     select count(*)::float8 as count, (count(*) filter (where early or late < 0))::float8 as early,
       percentile_cont(0.5) within group (order by late) as p50, percentile_cont(0.99) within group (order by late) as p99,
       max(late) as most from each`,
    values,
  );
  return found.rows[0]!;
}

async function tellsCommits(pool: pg.Pool): Promise<boolean> {
  const { rows } = await pool.query<{ setting: string }>('show track_commit_timestamp');
  return Object.values(rows[0]!)[0] === 'on';
}

/** Percentile of what was collected by hand, sorted ascending. */
export function percentile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
}

/** Rows of a table for each late row measured, none of them early, beside what they must show. */
export function latenessFigures(
  { p50, p99, most, early }: Lateness,
  must: { p50?: number; p99?: number } = {},
): Figure[] {
  return [
    { name: 'lateness, p50', unit: 'ms', value: p50, ...(must.p50 !== undefined && { atMost: must.p50 }) },
    { name: 'lateness, p99', unit: 'ms', value: p99, ...(must.p99 !== undefined && { atMost: must.p99 }) },
    { name: 'lateness, most', unit: 'ms', value: most },
    { name: 'early', unit: 'of all', value: early, atMost: 0 },
  ];
}
