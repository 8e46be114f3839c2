import { DataSource, type DataSourceOptions } from 'typeorm';
import { migrations } from './migrations/index.js';

export interface DataSourceSettings {
  url: string;
  /** The entity classes; the store passes its own. */
  entities?: NonNullable<DataSourceOptions['entities']>;
  /** At most this many connections for this process. */
  poolSize?: number;
  /** Shown in pg_stat_activity. */
  applicationName?: string;
  /** Settings of each session, such as `{ lock_timeout: '3s' }`. */
  session?: Record<string, string>;
}

/** The one place that knows how TypeORM reaches Postgres. It never changes the schema by itself; `migrate` does. */
export function createDataSource(settings: DataSourceSettings): DataSource {
  const session = Object.entries(settings.session ?? {}).map(([name, value]) => `-c ${name}=${value}`);
  return new DataSource({
    type: 'postgres',
    url: settings.url,
    entities: settings.entities ?? [],
    migrations,
    migrationsTableName: 'schema_migration',
    synchronize: false,
    migrationsRun: false,
    logging: false,
    poolSize: settings.poolSize ?? 10,
    applicationName: settings.applicationName ?? 'sojourn',
    connectTimeoutMS: 5_000,
    extra: session.length > 0 ? { options: session.join(' ') } : {},
  });
}
