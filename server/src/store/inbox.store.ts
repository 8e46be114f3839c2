import { Injectable } from '@nestjs/common';
import type { Instant } from '@sojourn/rules';
import { Rows, column } from './columns.js';
import { Database, type Queryable } from './database.js';

/** What the engine listens to; see queue/postgres.queue.ts. */
const CHANNEL = 'sojourn_inbox';

/** Something that reaches a profile: an event, or a command such as `consent`, `exit`, `recompute` (ENGINE D5). */
export interface Incoming {
  workspaceId: number;
  profileId: string;
  shard: number;
  kind: string;
  /** Of an event: its name, its id, and when it happened. */
  name?: string | undefined;
  messageId?: string | undefined;
  occurredAt?: Instant | undefined;
  acceptedAt: Instant;
  /** What the kind says. A text is JSON already. */
  payload: Record<string, unknown> | string;
}

const insert = new Rows<Incoming>(
  'enqueue',
  [
    column('shard', 'int2', (row) => row.shard),
    column('workspace_id', 'int4', (row) => row.workspaceId),
    column('profile_id', 'uuid', (row) => row.profileId),
    column('kind', 'text', (row) => row.kind),
    column('name', 'text', (row) => row.name),
    column('message_id', 'text', (row) => row.messageId),
    column('occurred_at', 'timestamptz', (row) => row.occurredAt),
    column('accepted_at', 'timestamptz', (row) => row.acceptedAt),
    column('payload', 'text', (row) => (typeof row.payload === 'string' ? row.payload : JSON.stringify(row.payload))),
  ],
  (given, names) => `insert into inbox (${names}) select ${names.replace(/payload$/, 'payload::jsonb')} from ${given}`,
);

/** The one way into the engine: whatever changes a profile or an enrollment waits here for its shard's worker. */
@Injectable()
export class InboxStore {
  private notifying = false;
  private again = false;

  constructor(private readonly database: Database) {}

  /** Adds rows in their order, within the caller's transaction. Call {@link wake} once that has committed. */
  async enqueue(client: Queryable, rows: readonly Incoming[]): Promise<void> {
    await insert.run(client, rows);
  }

  /**
   * Tells the engine, wherever it runs, that something came in. Outside of the data's transaction: NOTIFY takes a lock
   * that all committing transactions would queue for (ENGINE D14). It is a hint: losing one costs promptness only.
   */
  wake(): void {
    if (this.notifying) {
      this.again = true;
      return;
    }
    this.notifying = true;
    this.again = false;
    this.database
      .query('select pg_notify($1, $2)', [CHANNEL, 'engine'])
      .catch(() => undefined)
      .finally(() => {
        this.notifying = false;
        if (this.again) this.wake();
      });
  }
}
