import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from './clock.js';
import { Database, type Queryable, timestamp } from './database.js';
import { newId } from './ids.js';

/** Who did it; the console's `Caller` and `SignedIn` are such. */
export interface AuditActor {
  kind: 'member' | 'key' | 'system';
  id?: string | undefined;
  name: string;
  from?: string | undefined;
}

/** One change, in words a reader finds again: `journey.publish`, `key.revoke`. Never a secret, never an address. */
export interface AuditEntry {
  /** Absent for what belongs to no workspace, such as signing in. */
  workspaceId?: number;
  action: string;
  target: { kind: string; id?: string; name?: string };
  before?: unknown;
  after?: unknown;
}

export interface AuditRow {
  id: string;
  at: number;
  /** Null once it was erased. */
  content: AuditContent | null;
}

export interface AuditContent extends Omit<AuditEntry, 'workspaceId'> {
  actor: AuditActor;
}

/** The audit log: inserted with the change it tells of, sealed a moment later, never changed. */
@Injectable()
export class AuditStore {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Writes one record in the transaction of the change itself: both are there, or neither. */
  async record(client: Queryable, actor: AuditActor, entry: AuditEntry): Promise<void> {
    const at = await this.clock.now(client);
    const id = newId(at);
    const { workspaceId = null, ...what } = entry;
    const { kind, name } = actor;
    const who = {
      kind,
      name,
      ...(actor.id === undefined ? {} : { id: actor.id }),
      ...(actor.from === undefined ? {} : { from: actor.from }),
    };
    const content = canonical({ ...what, actor: who });
    const salt = randomBytes(16);
    const memberId = kind === 'member' ? (actor.id ?? null) : null;
    const digest = digestOf({ id, workspaceId, memberId, at, salt, content });
    await client.query(
      `with record as (
         insert into audit_record (id, workspace_id, member_id, at, digest) values ($1, $2, $3, $4, $5)
       ), content as (
         insert into audit_content (id, salt, content) values ($1, $6, $7)
       )
       insert into audit_unsealed (id) values ($1)`,
      [id, workspaceId, memberId, timestamp(at), digest, salt, content],
    );
  }

  /**
   * A page of a workspace's records, newest first, below the record `before`. What its members did outside of any
   * workspace (signing in, a new password) belongs to it too.
   */
  async page(workspaceId: number, before: string | undefined, limit: number): Promise<AuditRow[]> {
    const { rows } = await this.database.query<{ id: string; at: number; content: AuditContent | null }>(
      `select r.id, r.at, c.content
         from audit_record r left join audit_content c on c.id = r.id
        where (r.workspace_id = $1
           or (r.workspace_id is null and r.member_id in (select member_id from membership where workspace_id = $1)))
          and ($2::uuid is null or r.id < $2)
        order by r.id desc limit $3`,
      [workspaceId, before ?? null, limit],
    );
    return rows;
  }
}

/** What a record's digest covers. The salt keeps a short content from being guessed after it was erased. */
export function digestOf(record: {
  id: string;
  workspaceId: number | null;
  memberId: string | null;
  at: number;
  salt: Buffer;
  content: string;
}): Buffer {
  const { id, workspaceId, memberId, at, salt, content } = record;
  const inner = createHash('sha256').update(salt).update(content).digest();
  return createHash('sha256').update(`${id}\n${workspaceId}\n${memberId}\n${at}\n`).update(inner).digest();
}

/** JSON with sorted keys: jsonb does not keep their order, and the digest must come out the same from both. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
