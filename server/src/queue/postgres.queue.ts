import pg from 'pg';
import { Bell } from './bell.js';
import { Hints } from './hints.js';
import { WorkQueue, type Ear, type Worker } from './work-queue.js';

const CHANNEL = 'sojourn_work';

/** Reconnects after a lost connection in this many milliseconds. */
const RECONNECT = 500;

/**
 * The default queue: bells within this process, LISTEN/NOTIFY between processes, over a connection of its own and never
 * inside a data transaction, since NOTIFY takes a lock that all committing transactions would queue for (ENGINE D14).
 * A lost connection costs promptness for a moment: workers look by themselves now and then.
 */
export class PostgresQueue extends WorkQueue {
  private readonly bells: Record<Worker, Bell> = { engine: new Bell(), sender: new Bell() };
  private readonly hints = new Hints(
    (worker) => this.client?.query('select pg_notify($1, $2)', [CHANNEL, worker]) ?? Promise.resolve(),
  );
  private client: pg.Client | undefined;
  private stopped = false;
  private retry: NodeJS.Timeout | undefined;

  constructor(private readonly url: string) {
    super();
  }

  async start(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.url,
      keepAlive: true,
      application_name: 'sojourn queue',
      connectionTimeoutMillis: 5_000,
    });
    client.on('error', () => this.reconnect(client));
    client.on('end', () => this.reconnect(client));
    client.on('notification', ({ payload }) => this.bells[payload === 'sender' ? 'sender' : 'engine'].ring());
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
      this.client = client;
      // Hints may have come while nobody listened.
      for (const bell of Object.values(this.bells)) bell.ring();
    } catch {
      this.reconnect(client);
    }
  }

  wake(worker: Worker): void {
    this.bells[worker].ring();
    this.hints.give(worker);
  }

  ear(worker: Worker): Ear {
    return this.bells[worker].ear();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.retry);
    await this.client?.end().catch(() => undefined);
  }

  private reconnect(lost: pg.Client): void {
    if (this.client === lost) this.client = undefined;
    if (this.stopped || this.client || this.retry) return;
    lost.end().catch(() => undefined);
    this.retry = setTimeout(() => {
      this.retry = undefined;
      void this.start();
    }, RECONNECT);
  }
}
