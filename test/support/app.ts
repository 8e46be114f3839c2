import { pino } from 'pino';
import { type Config, readConfig } from '../../server/src/config.js';
import type { Clock } from '../../server/src/store/clock.js';
import { type App, createApp } from '../../server/src/main.js';
import { Secret } from '../../server/src/secret.js';
import { type FreshDatabase, freshDatabase } from './database.js';

export interface TestApp {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  readonly app: App;
  readonly database: FreshDatabase;
  /** Closes the server, then drops the database, which fails when a connection was left open. */
  close(): Promise<void>;
}

/** The real server on a port and a database of its own, without its engine unless the role is given. Nothing is set up in it. */
export async function startApp(
  options: { config?: Partial<Config>; clock?: Clock; database?: FreshDatabase } = {},
): Promise<TestApp> {
  const database = options.database ?? (await freshDatabase());
  const config = { ...readConfig({ LOG_LEVEL: 'silent', SOJOURN_ROLE: 'api' }), ...options.config };
  const log = pino({ level: config.logLevel, base: undefined });
  const app = await createApp({
    databaseUrl: database.url,
    config,
    secret: new Secret(Buffer.from('0123456789abcdef0123456789abcdef')),
    log,
    ...(options.clock && { clock: options.clock }),
  });
  const url = await app.listen('127.0.0.1', 0);
  return {
    url,
    app,
    database,
    close: async () => {
      await app.close();
      await database.drop();
    },
  };
}
