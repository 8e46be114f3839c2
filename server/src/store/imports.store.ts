import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import type { Instant } from '@sojourn/rules';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Database } from './database.js';
import { DedupeStore, messageKey } from './dedupe.store.js';
import { IdentitiesStore } from './identities.store.js';
import type { Profile } from './identity-names.js';
import { asCopyText, type StagedRow } from './import-copy.js';
import { ImportInbox } from './import-inbox.js';

/** Neighbouring profiles that are queued in one transaction. */
export interface Unit {
  first: string;
  last: string;
  rows: number;
}

export interface Queued {
  rows: number;
  duplicates: number;
  /** Rows of people who were erased since what they tell of. */
  erased: number;
  /** Profiles that nobody had heard of. */
  newProfiles: number;
}

/** How many rows are read at a time. */
const PAGE = 4_000;

/**
 * One import on a connection of its own: rows are staged in a temporary table, sorted by the index there, and moved
 * into the inbox profile by profile. Nothing is held open between two transactions, so that an import that waits is no
 * burden to the engine.
 */
export class ImportsStore {
  private readonly dedupe = new DedupeStore();
  private readonly identities = new IdentitiesStore();

  private constructor(
    private readonly client: pg.PoolClient,
    private readonly workspace: number,
  ) {}

  static async open(database: Database, workspace: number): Promise<ImportsStore> {
    const client = await database.session();
    // Staging and sorting a large file takes longer than any statement of the server may.
    await client.query(
      'set statement_timeout = 0; set idle_in_transaction_session_timeout = 0; set client_min_messages = warning',
    );
    await client.query(
      'create temp table import_row (subject text collate "C" not null, at bigint not null, line bigint not null, message_id text not null, email text, body text not null)',
    );
    return new ImportsStore(client, workspace);
  }

  /** Ends the session; the staged rows are gone with it. */
  close(): void {
    this.client.release(true);
  }

  /** Whether this session is the only one that imports `what`. Held until {@link close}. */
  async isAlone(what: string): Promise<boolean> {
    const { rows } = await this.client.query<{ mine: boolean }>(
      'select pg_try_advisory_lock(hashtextextended($1, $2)) as mine',
      [what, this.workspace],
    );
    return rows[0]!.mine;
  }

  /** Takes all rows in and sorts them. */
  async stage(lists: AsyncIterable<readonly StagedRow[]>): Promise<void> {
    await pipeline(
      Readable.from(asCopyText(lists)),
      this.client.query(copyFrom('copy import_row (subject, at, line, message_id, email, body) from stdin')),
    );
    await this.client.query('create index import_row_order on import_row (subject, at, line)');
    await this.client.query('analyze import_row');
  }

  /** What is staged, cut between profiles into units of about `size` rows; one large profile is a unit of its own. */
  async *units(size: number): AsyncGenerator<Unit> {
    let after = '';
    let unit: Unit | undefined;
    for (;;) {
      const { rows } = await this.client.query<{ subject: string; rows: number }>(
        'select subject, count(*) as rows from import_row where subject > $1 group by subject order by subject limit $2',
        [after, PAGE],
      );
      for (const { subject, rows: own } of rows) {
        if (unit && unit.rows + own > size) {
          yield unit;
          unit = undefined;
        }
        unit = { first: unit?.first ?? subject, last: subject, rows: (unit?.rows ?? 0) + own };
      }
      if (rows.length < PAGE) break;
      after = rows.at(-1)!.subject;
    }
    if (unit) yield unit;
  }

  /** Moves a unit into the inbox in one transaction, but for the rows whose message ids were accepted before. */
  async queue(unit: Unit, kind: 'events' | 'profiles', now: Instant): Promise<Queued> {
    const { client } = this;
    try {
      await client.query('begin');
      const erased = await this.erasedIn(unit, kind);
      const { profileOf, added } = await this.resolve(unit, now, erased);
      const inbox = new ImportInbox(client, this.workspace, profileOf, now);
      const done = { rows: 0, duplicates: 0, erased: 0, newProfiles: added };
      for await (const page of this.pages(unit)) {
        const welcome = page.filter(({ subject, at }) => at > (erased.get(subject) ?? -Infinity));
        done.erased += page.length - welcome.length;
        for (const row of await this.accept(welcome, now)) {
          if (kind === 'events') inbox.addEvent(row);
          else inbox.addTraits(row);
          done.rows += 1;
        }
        await inbox.write();
      }
      await inbox.end();
      await client.query('commit');
      return { ...done, duplicates: unit.rows - done.rows - done.erased };
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      throw error;
    }
  }

  /** How many rows wait in the inbox; counting ends at `most`. */
  async backlog(most: number): Promise<number> {
    const { rows } = await this.client.query<{ n: number }>(
      'select count(*) as n from (select from inbox limit $1) as waiting',
      [most],
    );
    return rows[0]!.n;
  }

  /** The profiles of a unit; those that are new are born, and addresses become theirs where nobody has them. */
  private async resolve(
    { first, last }: Unit,
    now: Instant,
    erased: ReadonlyMap<string, Instant>,
  ): Promise<{ profileOf: (subject: string) => Profile; added: number }> {
    const { workspace: workspaceId } = this;
    const { rows } = await this.client.query<{ userId: string; email: string | null; newest: Instant }>(
      'select subject as "userId", email, max(at) as newest from import_row where subject between $1 and $2 group by 1, 2 order by 1, 2',
      [first, last],
    );
    const subjects = rows
      .filter(({ userId, newest }) => newest > (erased.get(userId) ?? -Infinity))
      .map(({ userId, email, newest }) => ({ workspaceId, userId, email: email ?? undefined, occurredAt: newest }));
    const values = [...new Set(subjects.map(({ userId }) => userId))];
    const { rows: known } = await this.client.query<{ n: number }>(
      `select count(*) as n from identity where workspace_id = $1 and kind = 'userId' and value = any($2::text[])`,
      [workspaceId, values],
    );
    const resolution = await this.identities.resolve(this.client, subjects, now);
    const profiles = new Map(subjects.map((subject) => [subject.userId, resolution.of(subject)]));
    return { profileOf: (userId) => profiles.get(userId)!, added: values.length - known[0]!.n };
  }

  /**
   * Who of a unit was erased, and until when nothing of theirs is taken in: what a list of profiles says has no date that
   * could be trusted, so none of it is.
   */
  private async erasedIn({ first, last }: Unit, kind: 'events' | 'profiles'): Promise<Map<string, Instant>> {
    const { rows } = await this.client.query<{ subject: string }>(
      'select distinct subject from import_row where subject between $1 and $2',
      [first, last],
    );
    const erased = await this.identities.erased(
      this.client,
      this.workspace,
      rows.map(({ subject }) => subject),
    );
    return kind === 'events' ? erased : new Map([...erased.keys()].map((subject) => [subject, Infinity]));
  }

  private async *pages({ first, last }: Unit): AsyncGenerator<StagedRow[]> {
    let after: [string, Instant, number] = [first, Number.MIN_SAFE_INTEGER, 0];
    for (;;) {
      const { rows } = await this.client.query<StagedRow>(
        `select subject, at, line, message_id as "messageId", body from import_row
         where (subject, at, line) > ($1, $2, $3) and subject <= $4 order by subject, at, line limit $5`,
        [...after, last, PAGE],
      );
      if (rows.length > 0) yield rows;
      if (rows.length < PAGE) return;
      const end = rows.at(-1)!;
      after = [end.subject, end.at, end.line];
    }
  }

  /** The rows whose message ids nobody sent before, which are now taken (EVENT-2). Of two with one id the first counts. */
  private async accept(rows: readonly StagedRow[], now: Instant): Promise<StagedRow[]> {
    const firsts = new Map<string, StagedRow>();
    for (const row of rows) {
      const key = messageKey({ workspaceId: this.workspace, messageId: row.messageId });
      if (!firsts.has(key)) firsts.set(key, row);
    }
    const messages = new Map(
      [...firsts].map(([key, { messageId }]) => [key, { workspaceId: this.workspace, messageId }]),
    );
    const taken = await this.dedupe.take(this.client, messages, now);
    return [...firsts].filter(([key]) => taken.has(key)).map(([, row]) => row);
  }
}
