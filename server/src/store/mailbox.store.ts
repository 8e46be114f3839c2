import { Injectable } from '@nestjs/common';
import { column, Rows } from './columns.js';
import { Database, timestamp, type Queryable } from './database.js';
import { newId } from './ids.js';

/** A mail that stays here: what would have gone out, where no mail server is set or the workspace is a sample. */
export interface MailboxMessage {
  id: string;
  workspaceId: number;
  deliveryId: string;
  /** The delivery's key: one message for it, however often it was sent. */
  key: string;
  to: string;
  from: string;
  subject: string;
  html: string;
  text: string;
  headers: Record<string, string>;
  /** Instant, ms. */
  at: number;
}

/** What a list shows of it. */
export type MailboxEntry = Pick<MailboxMessage, 'id' | 'to' | 'from' | 'subject' | 'at'>;

const PUT = new Rows<MailboxMessage>(
  'put_mailbox_message',
  [
    column('id', 'uuid', ({ id }) => id),
    column('workspace_id', 'int4', ({ workspaceId }) => workspaceId),
    column('delivery_id', 'uuid', ({ deliveryId }) => deliveryId),
    column('key', 'text', ({ key }) => key),
    column('to_address', 'text', ({ to }) => to),
    column('from_address', 'text', ({ from }) => from),
    column('subject', 'text', ({ subject }) => subject),
    column('html', 'text', ({ html }) => html),
    column('text', 'text', ({ text }) => text),
    column('headers', 'jsonb', ({ headers }) => headers),
    column('created_at', 'timestamptz', ({ at }) => at),
  ],
  (given, names) =>
    `insert into mailbox_message (${names}) select * from ${given} on conflict (key) do nothing returning key`,
);

/** The development mailbox (开发邮箱). */
@Injectable()
export class MailboxStore {
  constructor(private readonly database: Database) {}

  /** Keeps messages, in one statement. A key that is already there is left as it was: that message has arrived. */
  async put(messages: readonly Omit<MailboxMessage, 'id'>[]): Promise<void> {
    await PUT.run(
      this.database,
      messages.map((message) => ({ id: newId(message.at), ...message })),
    );
  }

  /** The newest first. `after` is the id of the last entry of the page before, and its instant. */
  async list(workspaceId: number, limit: number, after?: Pick<MailboxEntry, 'id' | 'at'>): Promise<MailboxEntry[]> {
    const { rows } = await this.database.query<MailboxEntry>(
      `select id, to_address as "to", from_address as "from", subject, created_at as at
       from mailbox_message
       where workspace_id = $1 and ($2::timestamptz is null or (created_at, id) < ($2, $3::uuid))
       order by created_at desc, id desc
       limit $4`,
      [workspaceId, after ? timestamp(after.at) : null, after?.id ?? null, limit],
    );
    return rows;
  }

  async get(workspaceId: number, id: string): Promise<MailboxMessage | undefined> {
    const { rows } = await this.database.query<MailboxMessage>(
      `select id, workspace_id as "workspaceId", delivery_id as "deliveryId", key, to_address as "to",
         from_address as "from", subject, html, text, headers, created_at as at
       from mailbox_message
       where workspace_id = $1 and id = $2`,
      [workspaceId, id],
    );
    return rows[0];
  }

  /** Empties the mailbox of a workspace; returns how many messages there were. */
  async clear(workspaceId: number, client: Queryable = this.database): Promise<number> {
    const { rowCount } = await client.query('delete from mailbox_message where workspace_id = $1', [workspaceId]);
    return rowCount ?? 0;
  }
}
