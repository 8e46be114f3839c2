import { type TestApp, startApp } from './app.js';
import { accessApi } from '@sojourn/api';
import { type Console, OWNER, setUp } from './console.js';
import { freshDatabase } from './database.js';
import { TestEngine } from './engine.js';
import type { EngineParts } from '../../server/src/engine/engine.js';
import { OperationsStore } from '../../server/src/store/operations.store.js';

type Operations = NonNullable<EngineParts['operations']>;

/** A set-up server and a real engine on one database, under one virtual clock that starts now. */
export class RunningShop {
  private constructor(
    readonly app: TestApp,
    readonly console: Console,
    readonly engine: TestEngine,
    readonly writeKey: string,
  ) {}

  static async open(parts: Partial<EngineParts> = {}): Promise<RunningShop> {
    const database = await freshDatabase();
    // The server brings the store of operations, and it starts after the engine, by whose clock it goes.
    const operations: Partial<Operations> = {};
    const engine = new TestEngine(database, Date.now(), { ...parts, operations: operations as Operations });
    const app = await startApp({ database, clock: engine.clock });
    const store = app.app.get(OperationsStore);
    operations.add = (...how) => store.add(...how);
    operations.progress = (...how) => store.progress(...how);
    operations.end = (...how) => store.end(...how);
    const { console, writeKey } = await setUp(app);
    const { rows } = await database.pool.query<{ id: number }>('select id from workspace');
    engine.workspace = rows[0]!.id;
    // By day and by night the same.
    await database.pool.query(
      `update workspace set settings = settings || '{"quietHours": null}', revision = revision + 1`,
    );
    return new RunningShop(app, console, engine, writeKey);
  }

  /** Sends messages as a Segment client does; fails unless they are all taken. */
  async ingest(...batch: object[]): Promise<void> {
    const reply = await fetch(`${this.app.url}/v1/batch`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Basic ${Buffer.from(`${this.writeKey}:`).toString('base64')}`,
      },
      body: JSON.stringify({ batch }),
    });
    const { accepted } = (await reply.json()) as { accepted?: number };
    if (accepted !== batch.length) throw new Error(`${reply.status}: ${accepted} of ${batch.length} were accepted.`);
  }

  /** Runs every duty until none finds anything to do at the clock's instant. */
  async settle(): Promise<void> {
    let worked = true;
    while (worked) {
      await this.engine.settle();
      const { bulk, erase } = this.engine.engine;
      worked = (await bulk?.runOnce([])) ?? false;
      worked = ((await erase?.runOnce([])) ?? false) || worked;
    }
  }

  /** A session ends after half a day, and the virtual clock moves on by days: signs the owner in again. */
  async signIn(): Promise<void> {
    await this.console.call(accessApi.signIn, { body: { email: OWNER.email, password: OWNER.password } });
  }

  async close(): Promise<void> {
    await this.engine.close();
    await this.app.close();
  }
}
