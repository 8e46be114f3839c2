import pg from 'pg';
import { Bell } from './bell.js';
import { WorkQueue, type Ear, type Worker } from './work-queue.js';

/** The channel that ingestion notifies after its transaction; see ENGINE D14. */
export const INBOX_CHANNEL = 'sojourn_inbox';

/** Reconnects after a lost connection in this many milliseconds. */
const RECONNECT = 500;

/**
 * The default queue: bells within this process, and LISTEN/NOTIFY so that a process that only takes events in wakes
 * one that plays them. A lost connection costs promptness for a moment, since workers look by themselves now and then.
 */
export class PostgresQueue extends WorkQueue {
  private readonly bells: Record<Worker, Bell> = { engine: new Bell(), sender: new Bell() };
  private client: pg.Client | undefined;
  private stopped = false;
  private retry: NodeJS.Timeout | undefined;

  constructor(private readonly url: string) {
    super();
  }

  async start(): Promise<void> {
    const client = new pg.Client({ connectionString: this.url, keepAlive: true, application_name: 'sojourn queue' });
    client.on('error', () => this.reconnect(client));
    client.on('end', () => this.reconnect(client));
    client.on('notification', ({ payload }) => this.bells[payload === 'sender' ? 'sender' : 'engine'].ring());
    this.client = client;
    try {
      await client.connect();
      await client.query(`listen ${INBOX_CHANNEL}`);
    } catch {
      this.reconnect(client);
    }
  }

  wake(worker: Worker): void {
    this.bells[worker].ring();
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
    if (this.stopped || lost !== this.client) return;
    this.client = undefined;
    lost.end().catch(() => undefined);
    this.retry = setTimeout(() => void this.start(), RECONNECT);
  }
}
