import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { TEMPLATE, databaseUrl, ensureTemplate } from './template.js';
import { testPostgres } from './test-postgres.js';
import { until } from './until.js';

export interface FreshDatabase {
  readonly url: string;
  /** Connections for the spec itself; code under test makes its own from the url. */
  readonly pool: pg.Pool;
  /** Ends the pool, fails when the code under test left a connection open, and removes the database. */
  drop(): Promise<void>;
}

/** A database of the spec's own, empty and migrated, or a copy of another. Call `drop()` in `afterAll` (or `afterEach`). */
export async function freshDatabase(template = TEMPLATE): Promise<FreshDatabase> {
  const admin = await testPostgres();
  await ensureTemplate(admin);
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await onServer(admin, (client) => client.query(`create database ${name} template ${template} strategy file_copy`));
  const url = databaseUrl(admin, name);
  const pool = new pg.Pool({ connectionString: url, max: 5, application_name: 'the spec itself' });
  // A test that kills Postgres breaks idle connections; an unheard 'error' would end the process.
  pool.on('error', () => undefined);
  return {
    url,
    pool,
    drop: async () => {
      if (!pool.ended) await pool.end();
      await onServer(admin, async (client) => {
        const left = await leftOpen(client, name);
        await client.query(`drop database ${name} with (force)`);
        if (left.length > 0) throw new Error(`Connections were left open, last busy with:\n${left.join('\n')}`);
      });
    },
  };
}

/** An ended connection takes a moment to disappear on the server. */
async function leftOpen(client: pg.Client, database: string): Promise<string[]> {
  let left: string[] = [];
  const look = async () => {
    const found = await client.query<{ was: string }>(
      `select application_name || ': ' || left(query, 200) as was from pg_stat_activity
        where datname = $1 and backend_type = 'client backend'`,
      [database],
    );
    left = found.rows.map((row) => row.was);
    return left.length === 0;
  };
  await until('every connection is closed', look, 2).catch(() => undefined);
  return left;
}

async function onServer(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
