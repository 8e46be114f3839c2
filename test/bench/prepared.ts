import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { databaseUrl, ensureTemplate, TEMPLATE } from '../support/template.js';
import { testPostgres } from '../support/test-postgres.js';

/** What a prepared database was made by: with another schema or other rows it must be made anew. */
const MADE_BY = [
  new URL('../../server/src/database/migrations/', import.meta.url),
  new URL('./data/', import.meta.url),
];

/**
 * The data directory that keeps what takes minutes to make, between runs and outside the repository: in
 * `SOJOURN_BENCH_DATA`, or in the cache of whoever runs it. It may be removed at any time.
 */
export function preparedFolder(): string {
  const parent = process.env.SOJOURN_BENCH_DATA ?? join(homedir(), '.cache', 'sojourn-bench');
  const hash = createHash('sha256');
  for (const folder of MADE_BY)
    for (const file of readdirSync(folder).sort()) hash.update(readFileSync(new URL(file, folder)));
  const folder = join(parent, hash.digest('hex').slice(0, 12));
  mkdirSync(folder, { recursive: true });
  console.log(`Prepared data are kept in ${folder}.`);
  return folder;
}

/** Removes databases that a run left behind which was killed. */
export async function clearAbandoned(url: string): Promise<void> {
  await onServer(url, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `select datname as name from pg_database where datname like 'test\\_%'`,
    );
    for (const { name } of rows) await client.query(`drop database ${name} with (force)`);
  });
}

/** A copy of a database that `fill` has filled, in this run or an earlier one. */
export async function preparedDatabase(name: string, fill: (pool: pg.Pool) => Promise<void>): Promise<FreshDatabase> {
  const admin = await testPostgres();
  await ensureTemplate(admin);
  const original = `prepared_${name}`;
  await onServer(admin, async (client) => {
    if ((await client.query('select from pg_database where datname = $1', [original])).rowCount === 1) return;
    console.log(`Preparing ${name} …`);
    const draft = `${original}_draft`;
    await client.query(`drop database if exists ${draft} with (force)`);
    await client.query(`create database ${draft} template ${TEMPLATE} strategy file_copy`);
    const pool = new pg.Pool({ connectionString: databaseUrl(admin, draft), max: 4 });
    try {
      await fill(pool);
      // As a database that has been in use: statistics known, rows all visible.
      await pool.query('vacuum analyze');
    } finally {
      await pool.end();
    }
    await client.query(`alter database ${draft} rename to ${original}`);
  });
  return freshDatabase(original);
}

async function onServer(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
