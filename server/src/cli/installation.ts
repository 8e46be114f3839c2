import { readConfig, type Config } from '../config.js';
import { migrate } from '../database/migrate.js';
import { openDatabase } from '../database/open-database.js';
import { runningDatabase } from '../database/running-postgres.js';
import { createApp, type App } from '../main.js';
import { readSecret } from '../secret.js';
import { Clock } from '../store/clock.js';
import { WorkspacesStore } from '../store/workspaces.store.js';
import type { WorkspaceEntity } from '../store/workspace.entity.js';
import { InputFault } from './command.js';
import { playInbox } from './play-inbox.js';

/** The installation a command works on: the one that runs, or one that is opened for the command alone. */
export interface Installation {
  /** The server's services and stores, without its engine; it does not listen. */
  app: App;
  clock: Clock;
  config: Config;
  /** Plays what waits in the inbox, where no server is known to do it; undefined where one runs. */
  play?: () => Promise<void>;
  close(): Promise<void>;
}

/**
 * DATABASE_URL, or the embedded Postgres: that of the running server, else started for as long as the command lasts.
 */
export async function openInstallation(log: (text: string) => void): Promise<Installation> {
  const config: Config = { ...readConfig(process.env), role: 'api', logLevel: 'silent' };
  const running = config.databaseUrl === undefined ? runningDatabase(config.dataDir) : undefined;
  const opened =
    running === undefined
      ? await openDatabase({ url: config.databaseUrl, migrationUrl: config.migrationUrl, dataDir: config.dataDir, log })
      : undefined;
  const url = opened?.url ?? running!;
  try {
    if (opened) await migrate(opened.migrationUrl, log, opened.url);
    const app = await createApp({ databaseUrl: url, config, secret: readSecret(config) });
    return {
      app,
      clock: app.nest.get<Clock>(Clock, { strict: false }),
      config,
      ...(opened?.embedded ? { play: () => playInbox(url) } : {}),
      close: async () => {
        await app.close();
        await opened?.close();
      },
    };
  } catch (error) {
    await opened?.close();
    throw error;
  }
}

/** The workspace of a key; without one the only workspace there is that is no sample. */
export async function workspaceOf({ app }: Installation, key: string | undefined): Promise<WorkspaceEntity> {
  const all = await app.get(WorkspacesStore).all();
  const keys = all.map((workspace) => workspace.key).join(', ');
  if (key !== undefined) {
    const found = all.find((workspace) => workspace.key === key);
    if (!found) throw new InputFault(`There is no workspace "${key}". There are: ${keys || 'none'}.`);
    return found;
  }
  const own = all.filter(({ sample }) => !sample);
  if (own.length === 1) return own[0]!;
  if (own.length === 0)
    throw new InputFault('There is no workspace yet. Start the server and open the set-up link that it prints.');
  throw new InputFault(`Say which workspace with --workspace KEY. There are: ${keys}.`);
}
