import { type TestApp, startApp } from './app.js';
import { type Console, setUp } from './console.js';
import { freshDatabase } from './database.js';
import { TestEngine } from './engine.js';
import type { EngineParts } from '../../server/src/engine/engine.js';
import { OperationsStore } from '../../server/src/store/operations.store.js';

/** A set-up server and a real engine on one database, under one virtual clock that starts now. */
export class RunningShop {
  private constructor(
    readonly app: TestApp,
    readonly console: Console,
    readonly engine: TestEngine,
    readonly writeKey: string,
  ) {}

  static async open(): Promise<RunningShop> {
    const database = await freshDatabase();
    let operations: OperationsStore;
    const later: EngineParts['operations'] = {
      progress: (...how) => operations.progress(...how),
      end: (...how) => operations.end(...how),
    };
    const engine = new TestEngine(database, Date.now(), { operations: later });
    const app = await startApp({ database, clock: engine.clock });
    operations = app.app.get(OperationsStore);
    const { console, writeKey } = await setUp(app);
    const { rows } = await database.pool.query<{ id: number }>('select id from workspace');
    engine.workspace = rows[0]!.id;
    // By day and by night the same.
    await database.pool.query(`update workspace set settings = settings || '{"quietHours": null}', revision = revision + 1`);
    return new RunningShop(app, console, engine, writeKey);
  }

  /** Runs every duty until none finds anything to do at the clock's instant. */
  async settle(): Promise<void> {
    let worked = true;
    while (worked) {
      await this.engine.settle();
      worked = (await this.engine.engine.bulk?.runOnce([])) ?? false;
    }
  }

  async close(): Promise<void> {
    await this.engine.close();
    await this.app.close();
  }
}
