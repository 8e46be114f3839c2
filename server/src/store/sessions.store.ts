import { Injectable } from '@nestjs/common';
import type { Role } from '@sojourn/api';
import { Database, type Queryable, timestamp } from './database.js';

const HOUR = 3_600_000;
/** A session ends after so long without a request, and after so long altogether. */
export const IDLE = 12 * HOUR;
export const LONGEST = 7 * 24 * HOUR;

export interface FoundSession {
  memberId: string;
  email: string;
  name: string;
  seenAt: number;
  /** The workspace asked for, where the member belongs to it. */
  workspace?: { id: number; key: string; role: Role };
}

/** Sessions, by the hash of their id: the id itself is only in the member's cookie. */
@Injectable()
export class SessionsStore {
  constructor(private readonly database: Database) {}

  /** A living session, its member, and the member's role in the workspace with this key. */
  async find(hash: Buffer, workspaceKey: string | undefined, now: number): Promise<FoundSession | undefined> {
    const { rows } = await this.database.query<{
      member_id: string;
      email: string;
      name: string;
      seen_at: number;
      workspace_id: number | null;
      role: Role | null;
    }>(
      `select s.member_id, m.email, m.name, s.seen_at, w.id as workspace_id, r.role
         from session s
         join member m on m.id = s.member_id
         left join workspace w on w.key = $2
         left join membership r on r.workspace_id = w.id and r.member_id = m.id
        where s.hash = $1 and s.created_at > $3 and s.seen_at > $4`,
      [hash, workspaceKey ?? null, timestamp(now - LONGEST), timestamp(now - IDLE)],
    );
    const row = rows[0];
    if (!row) return undefined;
    const { workspace_id: id, role } = row;
    const workspace =
      workspaceKey !== undefined && id !== null && role !== null ? { id, key: workspaceKey, role } : undefined;
    return {
      memberId: row.member_id,
      email: row.email,
      name: row.name,
      seenAt: row.seen_at,
      ...(workspace && { workspace }),
    };
  }

  /** Remembers that it was used; the guard asks once a minute. */
  async touch(hash: Buffer, now: number, workspaceId?: number): Promise<void> {
    await this.database.query(
      `with used as (update session set seen_at = $2 where hash = $1 and seen_at < $2 returning member_id)
       update membership set last_seen_at = $2 from used
        where membership.member_id = used.member_id and membership.workspace_id = $3`,
      [hash, timestamp(now), workspaceId ?? null],
    );
  }

  async add(client: Queryable, hash: Buffer, memberId: string, now: number): Promise<void> {
    await client.query(`insert into session (hash, member_id, created_at, seen_at) values ($1, $2, $3, $3)`, [
      hash,
      memberId,
      timestamp(now),
    ]);
  }

  async end(client: Queryable, hash: Buffer): Promise<void> {
    await client.query(`delete from session where hash = $1`, [hash]);
  }

  async endAllOf(client: Queryable, memberId: string): Promise<void> {
    await client.query(`delete from session where member_id = $1`, [memberId]);
  }

  /** Removes those that have ended by themselves. */
  async sweep(now: number): Promise<void> {
    await this.database.query(`delete from session where created_at <= $1 or seen_at <= $2`, [
      timestamp(now - LONGEST),
      timestamp(now - IDLE),
    ]);
  }
}
