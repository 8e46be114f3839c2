import pg from 'pg';
import { ReadingClient } from './reading.js';

/** A transaction, or the pool itself: whatever can run a statement. */
export interface Queryable {
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<pg.QueryResult<Row>>;
}

/**
 * A connection that says nothing for this long, in milliseconds, is dead, whatever TCP believes: the server itself ends
 * statements sooner (F4).
 */
const SILENCE = 12_000;

/** Instants are milliseconds everywhere above the store and 'infinity' is NEVER; counters fit a double. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => {
    if (oid === pg.types.builtins.TIMESTAMPTZ) return parseTimestamp;
    if (oid === pg.types.builtins.INT8) return Number;
    return pg.types.getTypeParser(oid, format) as (text: string) => unknown;
  },
};

/** The database as the stores see it: one pool, short transactions. */
export class Database implements Queryable {
  constructor(readonly pool: pg.Pool) {}

  /** Opens a pool. Sessions run in UTC; errors on idle connections are met again at the next query, never fatal. */
  static open(url: string, options: pg.PoolConfig = {}): Database {
    const pool = new pg.Pool({
      connectionString: url,
      max: 10,
      connectionTimeoutMillis: 5_000,
      query_timeout: SILENCE,
      keepAlive: true,
      keepAliveInitialDelayMillis: 5_000,
      types,
      Client: ReadingClient,
      // No statement of ours runs long enough to pay for being compiled: it made 400 ms of a page of the log that takes 3.
      options: '-c timezone=UTC -c statement_timeout=10000 -c idle_in_transaction_session_timeout=5000 -c jit=off',
      ...options,
    });
    pool.on('error', () => undefined);
    // A connection lost between two statements of a transaction speaks up here; the next statement fails with it.
    pool.on('connect', (client) => client.on('error', () => undefined));
    return new Database(pool);
  }

  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<pg.QueryResult<Row>> {
    return this.pool.query<Row>(text, values);
  }

  /** Runs `work` in one transaction. It commits when `work` returns and rolls back when it throws. */
  async transaction<Result>(work: (client: pg.PoolClient) => Promise<Result>): Promise<Result> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('begin');
      const result = await work(client);
      await client.query('commit');
      return result;
    } catch (error) {
      // Nothing more is heard of a connection that fell silent: a rollback would wait as long again.
      if (isSilence(error)) broken = error;
      else await client.query('rollback').catch((lost: Error) => (broken = lost));
      throw error;
    } finally {
      client.release(broken);
    }
  }

  /** A connection for long work, whose statements may take any time. The caller releases it, and not for others to use. */
  async session(): Promise<pg.PoolClient> {
    const client = await this.pool.connect();
    (client as unknown as { connectionParameters: { query_timeout?: number } }).connectionParameters.query_timeout = 0;
    return client;
  }

  close(): Promise<void> {
    return this.pool.end();
  }
}

/** What pg says when its `query_timeout` has passed: it gives such errors no code. */
function isSilence(error: unknown): error is Error {
  return error instanceof Error && error.message === 'Query read timeout';
}

/** An instant as a parameter. */
export function timestamp(instant: number): string {
  if (Number.isFinite(instant)) return new Date(instant).toISOString();
  return instant > 0 ? 'infinity' : '-infinity';
}

/** Reads Postgres's own text, `2026-11-21 20:38:21.123+00`, in a UTC session. Hand-made: Date.parse is 4x slower here. */
function parseTimestamp(text: string): number {
  if (text === 'infinity') return Infinity;
  if (text === '-infinity') return -Infinity;
  if (text.length < 22 || text.charCodeAt(4) !== 45 || !text.endsWith('+00')) return Date.parse(text);
  // Digit by digit: 0.029 × 1000 is 28.999…
  const ms = text.charCodeAt(19) === 46 ? digits(text.slice(20, -3).padEnd(3, '0'), 0, 3) : 0;
  return (
    Date.UTC(
      digits(text, 0, 4),
      digits(text, 5, 7) - 1,
      digits(text, 8, 10),
      digits(text, 11, 13),
      digits(text, 14, 16),
      digits(text, 17, 19),
    ) + ms
  );
}

function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let index = from; index < to; index++) value = value * 10 + text.charCodeAt(index) - 48;
  return value;
}
