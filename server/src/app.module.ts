import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { Logger } from 'pino';
import { DataSource } from 'typeorm';
import { AccessModule } from './access/access.module.js';
import { AuditModule } from './audit/audit.module.js';
import { CalendarsModule } from './calendars/calendars.module.js';
import type { Config } from './config.js';
import { createDataSource } from './database/data-source.js';
import { EditorModule } from './editor/editor.module.js';
import type { Clock } from './store/clock.js';
import { EngineModule } from './engine.module.js';
import { EventsModule } from './events/events.module.js';
import { HealthModule } from './health/health.module.js';
import { HttpModule } from './http/http.module.js';
import { JourneysModule } from './journeys/journeys.module.js';
import { DeliveriesModule } from './deliveries/deliveries.module.js';
import { EnrollmentsModule } from './enrollments/enrollments.module.js';
import { LifecycleModule } from './lifecycle/lifecycle.module.js';
import { LogModule } from './log/log.module.js';
import { ProfilesModule } from './profiles/profiles.module.js';
import { TasksModule } from './tasks/tasks.module.js';
import { TemplatesModule } from './templates/templates.module.js';
import { RepairsModule } from './repairs/repairs.module.js';
import { QueueModule } from './queue.module.js';
import { OperationsModule } from './operations/operations.module.js';
import type { Secret } from './secret.js';
import { SampleModule } from './sample.module.js';
import { SegmentsModule } from './segments/segments.module.js';
import { SettingsModule } from './settings.module.js';
import type { Database } from './store/database.js';
import { ENTITIES, StoreModule } from './store/store.module.js';
import { UnsubscribeModule } from './unsubscribe/unsubscribe.module.js';
import { WorkspacesModule } from './workspaces/workspaces.module.js';

/** What the server is made of. Each feature is one line here; features never import each other. */
const FEATURES: Type[] = [
  AccessModule,
  AuditModule,
  CalendarsModule,
  DeliveriesModule,
  EnrollmentsModule,
  EventsModule,
  JourneysModule,
  LifecycleModule,
  LogModule,
  OperationsModule,
  ProfilesModule,
  RepairsModule,
  SampleModule,
  SegmentsModule,
  TasksModule,
  TemplatesModule,
  UnsubscribeModule,
  WorkspacesModule,
];

export interface Parts {
  config: Config;
  secret: Secret;
  database: Database;
  databaseUrl: string;
  clock: Clock;
  log: Logger;
}

/** The one place that names concrete technology. */
@Module({})
export class AppModule {
  static with(parts: Parts): DynamicModule {
    const { config, secret, database, clock, log } = parts;
    const always = [
      SettingsModule.with(config, secret, log),
      StoreModule.with(database, clock),
      HttpModule.with(config, log),
      HealthModule,
      QueueModule.with(config, parts.databaseUrl),
      EngineModule.with(parts.databaseUrl, config.publicUrl ?? ''),
    ];
    // Engines and senders answer probes only.
    const serves = config.role === 'all' || config.role === 'api';
    return { module: AppModule, imports: [...always, typeOrm(parts), ...(serves ? [...FEATURES, EditorModule] : [])] };
  }
}

/** TypeORM for the console's tables. It reads instants and counters as `Database` does, whichever a store uses. */
function typeOrm({ databaseUrl, database, config }: Parts): DynamicModule {
  const settings = {
    url: databaseUrl,
    entities: ENTITIES,
    poolSize: Math.ceil(config.databasePool / 3),
    applicationName: 'sojourn console',
  };
  const { options } = createDataSource(settings);
  const { types, options: session } = database.pool.options;
  const ours = {
    ...options,
    migrations: [],
    installExtensions: false,
    extra: { types, options: session },
    poolErrorHandler: () => undefined,
  };
  return TypeOrmModule.forRootAsync({
    useFactory: () => ours,
    dataSourceFactory: () => new DataSource(ours).initialize(),
  });
}
