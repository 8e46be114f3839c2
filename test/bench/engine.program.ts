import { RunningEngine } from '../../server/src/engine/running-engine.js';
import { Clock, DatabaseClock } from '../../server/src/store/clock.js';
import { Database, type Queryable } from '../../server/src/store/database.js';
import { PostgresQueue } from '../../server/src/queue/postgres.queue.js';
import { serve } from './program.js';

/** An engine alone in its process, as `SOJOURN_ROLE=engine` runs it, that can be started and stopped again while it stays warm. */
let running: { engine: RunningEngine; queue: PostgresQueue; clock: ShiftedClock | undefined } | undefined;

/** Goes as the database's does, but from another instant on. */
class ShiftedClock extends Clock {
  private shift = 0;
  private readonly inner: DatabaseClock;

  constructor(private readonly database: Database) {
    super();
    this.inner = new DatabaseClock(database);
  }

  async set(at: number): Promise<this> {
    this.shift = at - (await this.inner.now());
    return this;
  }

  async now(client?: Queryable): Promise<number> {
    return (await this.inner.now(client)) + this.shift;
  }

  close(): Promise<void> {
    return this.database.close();
  }
}

serve({
  async start(databaseUrl: string, at?: number) {
    const queue = new PostgresQueue(databaseUrl);
    await queue.start();
    const clock = at === undefined ? undefined : await new ShiftedClock(Database.open(databaseUrl, { max: 1 })).set(at);
    const engine = new RunningEngine({
      ...(clock && { clock }),
      databaseUrl,
      queue,
      roles: ['engine'],
      channels: new Map(),
      unsubscribeUrl: () => '',
      worker: 'bench',
      onFault: (what, cause) => {
        // Days far from today get no partitions of their own; the default ones take the rows.
        if (!clock || !String(cause).includes('Partitions are made for days near today')) console.error(what, cause);
      },
    });
    running = { engine, queue, clock };
    await engine.start();
  },
  async stop() {
    await running?.engine.stop();
    await running?.queue.stop();
    await running?.clock?.close();
    running = undefined;
  },
  /** CPU seconds since the process began. */
  cpu() {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  },
});
