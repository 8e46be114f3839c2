import { Injectable } from '@nestjs/common';
import type { Instant } from '@sojourn/rules';
import { Rows, column } from './columns.js';
import type { Queryable } from './database.js';

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
  /** Adds rows in their order, within the caller's transaction. Wake the engine through the queue once that has committed. */
  async enqueue(client: Queryable, rows: readonly Incoming[]): Promise<void> {
    await insert.run(client, rows);
  }
}
