import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Logger, pino } from 'pino';
import { AppModule } from './app.module.js';
import type { Config } from './config.js';
import { EngineService, PublicUrl } from './engine.module.js';
import { Clock, DatabaseClock } from './store/clock.js';
import { createAdapter } from './http/adapter.js';
import { EventStreams } from './http/event-streams.js';
import { NestLog } from './http/nest-log.js';
import { logRequests } from './http/request-log.js';
import { refuseUndeclared } from './http/routes.js';
import type { Secret } from './secret.js';
import { Database } from './store/database.js';

export interface AppOptions {
  databaseUrl: string;
  config: Config;
  secret: Secret;
  /** The database's, unless a test brings its own. */
  clock?: Clock;
  log?: Logger;
}

/** A server within this process: what `start` runs, and what tests run on a port of their own. */
export interface App {
  /** Listens; returns the address to open in a browser. */
  listen(host?: string, port?: number): Promise<string>;
  /** A provider by its class, for tests and for `start`. */
  get<Provided>(what: Type<Provided>): Provided;
  readonly nest: NestFastifyApplication;
  /** Stops taking requests, lets the running ones finish, and closes every connection. */
  close(): Promise<void>;
}

/** Puts the server together over a migrated database. */
export async function createApp(options: AppOptions): Promise<App> {
  const { config, databaseUrl, secret } = options;
  const log = options.log ?? pino({ level: config.logLevel, base: undefined });
  const database = Database.open(databaseUrl, {
    max: Math.max(2, config.databasePool - Math.ceil(config.databasePool / 3)),
    application_name: 'sojourn',
  });
  const clock = options.clock ?? new DatabaseClock(database);
  const adapter = createAdapter(config);
  logRequests(adapter.getInstance(), log);
  const streams = new EventStreams(adapter.getInstance());
  let nest: NestFastifyApplication | undefined;
  try {
    const parts = AppModule.with({ config, secret, database, databaseUrl, clock, log });
    const settings = { bodyParser: false, logger: new NestLog(log), abortOnError: false };
    nest = await NestFactory.create<NestFastifyApplication>(parts, adapter, settings);
    await nest.init();
    refuseUndeclared(nest);
    await adapter.getInstance().ready();
    return new RunningApp(nest, database, streams);
  } catch (error) {
    await nest?.close().catch(() => undefined);
    await database.close();
    throw error;
  }
}

class RunningApp implements App {
  constructor(
    readonly nest: NestFastifyApplication,
    private readonly database: Database,
    private readonly streams: EventStreams,
  ) {}

  async listen(host = '127.0.0.1', port = 0): Promise<string> {
    await this.nest.listen({ host, port });
    const { port: taken } = this.nest.getHttpServer().address() as AddressInfo;
    const shown = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
    const address = `http://${shown}:${taken}`;
    const publicUrl = this.get(PublicUrl);
    publicUrl.value ||= address;
    await this.get(EngineService).start();
    return address;
  }

  get<Provided>(what: Type<Provided>): Provided {
    return this.nest.get(what, { strict: false });
  }

  async close(): Promise<void> {
    this.streams.endAll();
    await this.nest.close();
    await this.database.close();
  }
}
