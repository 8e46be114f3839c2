import { Injectable } from '@nestjs/common';
import type { Instant } from '@sojourn/rules';
import { Rows, column } from './columns.js';
import type { Queryable } from './database.js';
import { timestamp } from './database.js';

export interface MessageKey {
  workspaceId: number;
  messageId: string;
}

/** How long a message id is remembered (EVENT-2). */
export const REMEMBERED = 7 * 24 * 3_600_000;

const insert = new Rows<MessageKey & { at: Instant }>(
  'take_messages',
  [
    column('workspace_id', 'int4', (row) => row.workspaceId),
    column('message_id', 'text', (row) => row.messageId),
    column('accepted_at', 'timestamptz', (row) => row.at),
  ],
  (given, names) =>
    `insert into dedupe (${names}) select ${names} from ${given} on conflict do nothing returning workspace_id, message_id`,
);

/** Message ids that came in lately: each counts once, however often and from wherever it is sent. */
@Injectable()
export class DedupeStore {
  /** Takes ids in the caller's transaction. Returns the keys (`messageKey`) of those that nobody had sent before. */
  async take(client: Queryable, messages: ReadonlyMap<string, MessageKey>, at: Instant): Promise<Set<string>> {
    if (messages.size === 0) return new Set();
    // Sorted: two writers with the same ids wait for each other in one direction only.
    const sorted = [...messages.keys()].sort().map((key) => ({ ...messages.get(key)!, at }));
    const { rows } = (await insert.rows(client, sorted)) as unknown as {
      rows: { workspace_id: number; message_id: string }[];
    };
    return new Set(rows.map((row) => messageKey({ workspaceId: row.workspace_id, messageId: row.message_id })));
  }

  /** Gives ids back whose messages were not taken after all. */
  async release(client: Queryable, messages: readonly MessageKey[]): Promise<void> {
    if (messages.length === 0) return;
    await client.query(
      `delete from dedupe d using unnest($1::int4[], $2::text[]) as given(workspace_id, message_id)
       where d.workspace_id = given.workspace_id and d.message_id = given.message_id`,
      [messages.map(({ workspaceId }) => workspaceId), messages.map(({ messageId }) => messageId)],
    );
  }

  /** Forgets ids older than {@link REMEMBERED}, at most `limit` at a time, so that no statement is long. Returns how many. */
  async forget(client: Queryable, now: Instant, limit: number): Promise<number> {
    const { rowCount } = await client.query(
      `delete from dedupe where (workspace_id, message_id) in (select workspace_id, message_id from dedupe where accepted_at < $1 limit $2)`,
      [timestamp(now - REMEMBERED), limit],
    );
    return rowCount ?? 0;
  }
}

export function messageKey({ workspaceId, messageId }: MessageKey): string {
  return `${workspaceId} ${messageId}`;
}
