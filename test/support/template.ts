import pg from 'pg';

/** An empty database with today's schema, which each spec copies: a copy takes 15 ms, the migrations far longer. */
export const TEMPLATE = 'sojourn_template';

const DRAFT = `${TEMPLATE}_draft`;

/** Makes the template where it is missing. Several processes may call it at once. */
export async function ensureTemplate(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    if (await exists(client)) return;
    await client.query('select pg_advisory_lock(1)');
    if (await exists(client)) return;
    await client.query(`drop database if exists ${DRAFT} with (force)`);
    await client.query(`create database ${DRAFT} template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C'`);
    const { migrate } = await import('../../server/src/database/migrate.js');
    await migrate(databaseUrl(url, DRAFT));
    // A copy needs an original that nobody is connected to.
    await client.query(`alter database ${DRAFT} with allow_connections false`);
    await client.query(`alter database ${DRAFT} rename to ${TEMPLATE}`);
  } finally {
    await client.end();
  }
}

async function exists(client: pg.Client): Promise<boolean> {
  return (await client.query('select from pg_database where datname = $1', [TEMPLATE])).rowCount === 1;
}

export function databaseUrl(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.href;
}
