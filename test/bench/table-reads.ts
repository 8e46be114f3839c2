import type pg from 'pg';

/** What statements read of a table: scans of all of it, and rows fetched by its indexes. */
export interface Reads {
  scans: number;
  rows: number;
}

/**
 * What all statements have read of a table so far, by Postgres's own count, whatever their plans were. Sessions report
 * what they did now and then, so end those that are to be counted before it is asked.
 */
export async function readsOf(pool: pg.Pool, table: string): Promise<Reads> {
  // What the asking session itself did before must not be counted as done afterwards.
  await pool.query('select pg_stat_force_next_flush()');
  const { rows } = await pool.query<Reads>(
    `select seq_scan::float8 as scans, (seq_tup_read + idx_tup_fetch)::float8 as rows from pg_stat_user_tables where relname = $1`,
    [table],
  );
  return rows[0]!;
}

/** Throws where a table was scanned, or more of its rows were read than the work needs. */
export function expectNoScan(table: string, before: Reads, after: Reads, mostRows: number): void {
  const scans = after.scans - before.scans;
  const rows = after.rows - before.rows;
  if (scans > 0) throw new Error(`${table} was scanned ${scans} times.`);
  if (rows > mostRows) throw new Error(`${rows} rows of ${table} were read, where ${mostRows} at most were needed.`);
}
