import type { NodeRegistry } from '@sojourn/journey';
import type { Channel } from '../channels/channel.js';
import type { WorkQueue } from '../queue/work-queue.js';
import { Database } from '../store/database.js';
import type { OperationsStore } from '../store/operations.store.js';
import type { DeliveryRow } from '../store/delivery-row.js';
import { DatabaseClock, type Clock } from '../store/clock.js';
import { MarkersStore } from '../store/markers.store.js';
import { PresenceStore } from '../store/presence.store.js';
import { Careful } from './careful.js';
import { DeathWatch } from './death-watch.js';
import { Engine, ENGINE_SESSION } from './engine.js';
import { Loops, type EngineRole } from './loops.js';
import { holdTrial } from './trial.js';

export interface RunningEngineOptions {
  databaseUrl: string;
  roles: readonly EngineRole[];
  channels: ReadonlyMap<string, Channel>;
  unsubscribeUrl: (delivery: DeliveryRow) => string;
  /** Names this process in the log, such as `host:pid`. */
  worker: string;
  operations?: Pick<OperationsStore, 'add' | 'progress' | 'end'>;
  /** All node types, unless given. */
  registry?: NodeRegistry;
  /** Started and stopped by whoever made it. */
  queue: WorkQueue;
  /** The database's own, unless given. */
  clock?: Clock;
  onFault?: (what: string, cause: unknown) => void;
  /** The program that plays suspects in a child process after a death; ours unless given. */
  trial?: URL;
}

const TRIAL = new URL(`./trial.program${import.meta.url.slice(-3)}`, import.meta.url);

/** Connections of the engine's own pool: three players, the senders, and the slow duties. */
const POOL = 7;

/** An engine with a pool of its own, from start to stop. */
export class RunningEngine {
  private readonly database: Database;
  private readonly engine: Engine;
  private readonly careful: Careful;
  private readonly loops: Loops;

  constructor(options: RunningEngineOptions) {
    const { databaseUrl, roles, clock, queue, trial = TRIAL, ...parts } = options;
    this.database = Database.open(databaseUrl, {
      options: ENGINE_SESSION,
      max: POOL,
      // Whoever looks at what holds a lock finds the process by it.
      application_name: `sojourn engine ${process.pid}`,
    });
    const watch = new DeathWatch(new PresenceStore(databaseUrl), this.database, new MarkersStore());
    this.engine = new Engine({
      ...parts,
      watch,
      database: this.database,
      clock: clock ?? new DatabaseClock(this.database),
    });
    const onFault = (what: string, cause: unknown) => parts.onFault?.(what, cause);
    this.careful = new Careful(
      this.engine.advance,
      watch,
      (suspects, aside, signal) =>
        holdTrial({ program: trial, databaseUrl, worker: parts.worker, suspects, aside, signal, onFault }),
      onFault,
    );
    this.loops = new Loops(this.engine, queue, roles, this.careful, watch);
  }

  async start(): Promise<void> {
    // Before anything is written: a day that has rows in the default partition cannot get one of its own.
    await this.engine.partition
      .runOnce([])
      .catch((error: unknown) => this.engine.parts.onFault?.('no partitions were made', error));
    this.loops.start();
  }

  /** Ends after the rounds that are under way, and gives back every connection. */
  async stop(): Promise<void> {
    await this.loops.stop();
    await this.careful.stop();
    await this.database.close();
  }
}
