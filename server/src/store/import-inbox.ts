import type { Instant } from '@sojourn/rules';
import { timestamp, type Queryable } from './database.js';
import type { Profile } from './identity-names.js';
import type { StagedRow } from './import-copy.js';

/** What one inbox row holds of an import: enough to save rows, little enough for a batch of the engine. */
const CHUNK = { events: 500, characters: 400_000 };

interface InboxRow {
  profile: Profile;
  kind: 'import' | 'identify';
  messageId: string | null;
  occurredAt: Instant | null;
  payload: string;
}

/** Gathers inbox rows in their order; events of one profile share rows, and all but its last say that more follow. */
export class ImportInbox {
  private rows: InboxRow[] = [];
  private subject: string | undefined;
  private events: string[] = [];
  private characters = 0;

  constructor(
    private readonly client: Queryable,
    private readonly workspace: number,
    private readonly profileOf: (subject: string) => Profile,
    private readonly now: Instant,
  ) {}

  addEvent({ subject, body }: StagedRow): void {
    if (subject !== this.subject) this.closeChunk(false);
    else if (this.events.length >= CHUNK.events || this.characters + body.length > CHUNK.characters)
      this.closeChunk(true);
    this.subject = subject;
    this.events.push(body);
    this.characters += body.length;
  }

  addTraits({ subject, at, messageId, body }: StagedRow): void {
    this.rows.push({
      profile: this.profileOf(subject),
      kind: 'identify',
      messageId,
      occurredAt: at,
      payload: `{"imported":true,"traits":${body}}`,
    });
  }

  async end(): Promise<void> {
    this.closeChunk(false);
    await this.write();
  }

  async write(): Promise<void> {
    const { rows } = this;
    if (rows.length === 0) return;
    this.rows = [];
    await this.client.query(
      `insert into inbox (workspace_id, shard, profile_id, kind, message_id, occurred_at, accepted_at, payload)
       select $1, shard, profile_id, kind, message_id, occurred_at, $8, payload
       from unnest($2::int2[], $3::uuid[], $4::text[], $5::text[], $6::timestamptz[], $7::jsonb[]) with ordinality
         as given(shard, profile_id, kind, message_id, occurred_at, payload, n) order by n`,
      [
        this.workspace,
        rows.map(({ profile }) => profile.shard),
        rows.map(({ profile }) => profile.id),
        rows.map(({ kind }) => kind),
        rows.map(({ messageId }) => messageId),
        rows.map(({ occurredAt }) => (occurredAt === null ? null : timestamp(occurredAt))),
        rows.map(({ payload }) => payload),
        timestamp(this.now),
      ],
    );
  }

  private closeChunk(more: boolean): void {
    if (this.events.length === 0) return;
    const payload = `{"events":[${this.events.join(',')}],"more":${more}}`;
    this.rows.push({
      profile: this.profileOf(this.subject!),
      kind: 'import',
      messageId: null,
      occurredAt: null,
      payload,
    });
    this.events = [];
    this.characters = 0;
  }
}
