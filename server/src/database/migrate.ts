import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { createDataSource } from './data-source.js';
import { grantDailyWork } from './grants.js';
import { checkServer } from './server-version.js';
import { StartRefusal } from './start-refusal.js';

/** Any number, the same in every version of Sojourn. */
const LOCK = 7_305_419_001;

/**
 * Brings the schema up to this program, each migration in its own transaction. Any number of servers may call it at
 * once: one migrates, the others wait and find nothing to do. Returns the names of what it ran. Where the server works
 * under another role, that of `applicationUrl` is let at the tables.
 */
export async function migrate(
  url: string,
  log: (text: string) => void = () => undefined,
  applicationUrl: string = url,
): Promise<string[]> {
  const guard = new pg.Client({ connectionString: url, application_name: 'sojourn migrate' });
  guard.on('error', () => undefined);
  await guard.connect().catch((error: Error) => {
    throw new StartRefusal(`The database does not answer: ${error.message || String(error)}. Check DATABASE_URL.`);
  });
  try {
    const warning = await checkServer(guard);
    if (warning) log(warning);
    await takeLock(guard);
    // A statement that waits for a lock holds up everyone behind it: give way after three seconds and try again.
    const source = createDataSource({ url, poolSize: 1, session: { lock_timeout: '3s' } });
    await source.initialize();
    try {
      await refuseNewerSchema(guard, source);
      const ran = await run(source);
      if (applicationUrl !== url) await grantDailyWork(guard, applicationUrl);
      return ran;
    } finally {
      await source.destroy();
    }
  } finally {
    // Ending the session gives the lock back.
    await guard.end();
  }
}

/**
 * Asks again and again rather than waiting inside one statement: a waiting statement holds a snapshot, and a
 * migration that builds an index concurrently would wait for that snapshot for ever.
 */
async function takeLock(guard: pg.Client): Promise<void> {
  for (;;) {
    const answer = await guard.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [LOCK]);
    if (answer.rows[0]?.mine) return;
    await pause(100);
  }
}

async function run(source: DataSource): Promise<string[]> {
  const ran: string[] = [];
  for (let attempt = 1; ; attempt += 1) {
    try {
      for (const migration of await source.runMigrations({ transaction: 'each' })) ran.push(migration.name);
      return ran;
    } catch (error) {
      const lockTimeout = (error as { code?: string }).code === '55P03';
      if (!lockTimeout) throw error;
      if (attempt === 20) {
        throw new StartRefusal(
          'The schema could not be changed: other programs hold its tables. Stop them, then start again.',
        );
      }
      await pause(250);
    }
  }
}

async function refuseNewerSchema(guard: pg.Client, source: DataSource): Promise<void> {
  const exists = await guard.query<{ name: string | null }>(`select to_regclass('schema_migration') as name`);
  if (!exists.rows[0]?.name) return;
  const known = new Set(source.migrations.map((migration) => migration.name ?? migration.constructor.name));
  const done = await guard.query<{ name: string }>('select name from schema_migration order by timestamp');
  const unknown = done.rows.map((row) => row.name).filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  throw new StartRefusal(
    `This database belongs to a newer Sojourn (its schema has ${unknown.join(', ')}, which this program does not know). ` +
      'Start that version, or restore a backup from before the upgrade. Nothing was changed.',
  );
}
