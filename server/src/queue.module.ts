import {
  type DynamicModule,
  Global,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { Config } from './config.js';
import { PostgresQueue } from './queue/postgres.queue.js';
import { WorkQueue, type Worker } from './queue/work-queue.js';

/** Which hints a process of each role takes. */
const LISTENS: Record<Config['role'], readonly Worker[]> = {
  all: ['engine', 'sender'],
  api: [],
  engine: ['engine'],
  sender: ['sender'],
};

/** The queue of this process: Postgres's own, or Bull on Redis where REDIS_URL is set. */
@Global()
@Module({})
export class QueueModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(private readonly queue: WorkQueue) {}

  static async with(config: Config, databaseUrl: string): Promise<DynamicModule> {
    if (config.redisUrl !== undefined) return bull(config.redisUrl, LISTENS[config.role]);
    const provided = { provide: WorkQueue, useValue: new PostgresQueue(databaseUrl) };
    return { module: QueueModule, providers: [provided], exports: [WorkQueue] };
  }

  onApplicationBootstrap(): Promise<void> {
    return this.queue.start();
  }

  /** After the engine, which stops before the shutdown. */
  onApplicationShutdown(): Promise<void> {
    return this.queue.stop();
  }
}

/** Bull's library is loaded only here: without REDIS_URL nothing of it runs. */
async function bull(url: string, listens: readonly Worker[]): Promise<DynamicModule> {
  const { BullModule, getQueueToken } = await import('@nestjs/bull');
  const { BullQueue, bullName } = await import('./queue/bull.queue.js');
  type Bull = ConstructorParameters<typeof BullQueue>[0][Worker];
  // Without these a call to a Redis that is down would wait for ever instead of failing.
  const redis = { maxRetriesPerRequest: 1, enableReadyCheck: false };
  return {
    module: QueueModule,
    imports: [
      BullModule.forRoot({ url, redis }),
      BullModule.registerQueue({ name: bullName('engine') }, { name: bullName('sender') }),
    ],
    providers: [
      {
        provide: WorkQueue,
        useFactory: (engine: Bull, sender: Bull) => new BullQueue({ engine, sender }, listens),
        inject: [getQueueToken(bullName('engine')), getQueueToken(bullName('sender'))],
      },
    ],
    exports: [WorkQueue],
  };
}
