import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { KeyReply } from '@sojourn/api';
import { Database, type Queryable, timestamp } from './database.js';

export type Scope = 'ingest' | 'read' | 'write' | 'admin';

export interface FoundKey {
  id: string;
  name: string;
  scopes: Scope[];
  workspaceId: number;
  workspace: string;
}

interface KeyRow {
  id: string;
  name: string;
  prefix: string;
  scopes: Scope[];
  created_at: number;
  last_used_at: number | null;
  revoked_at: number | null;
}

/** A new key. 192 random bits need no slow hash: nobody can guess them. */
export function newKey(): { key: string; prefix: string; hash: Buffer } {
  const key = `sj_${randomBytes(24).toString('base64url')}`;
  return { key, prefix: key.slice(0, 8), hash: hashKey(key) };
}

export function hashKey(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

/** API keys of workspaces, by their hash. */
@Injectable()
export class KeysStore {
  constructor(private readonly database: Database) {}

  /** The key that a request shows, unless it is unknown, revoked or over. */
  async find(key: string, now: number): Promise<FoundKey | undefined> {
    const { rows } = await this.database.query<{
      id: string;
      name: string;
      scopes: Scope[];
      workspace_id: number;
      workspace: string;
    }>(
      `select k.id, k.name, k.scopes, k.workspace_id, w.key as workspace
         from api_key k join workspace w on w.id = k.workspace_id
        where k.hash = $1 and k.revoked_at is null and (k.expires_at is null or k.expires_at > $2)`,
      [hashKey(key), timestamp(now)],
    );
    const row = rows[0];
    return (
      row && { id: row.id, name: row.name, scopes: row.scopes, workspaceId: row.workspace_id, workspace: row.workspace }
    );
  }

  /** Remembers when a key was used last, to the minute. */
  async touch(id: string, now: number): Promise<void> {
    await this.database.query(
      `update api_key set last_used_at = $2 where id = $1 and (last_used_at is null or last_used_at < $3)`,
      [id, timestamp(now), timestamp(now - 60_000)],
    );
  }

  async list(workspaceId: number): Promise<KeyReply[]> {
    const { rows } = await this.database.query<KeyRow>(
      `select id, name, prefix, scopes, created_at, last_used_at, revoked_at from api_key
        where workspace_id = $1 order by created_at, id`,
      [workspaceId],
    );
    return rows.map(replyOf);
  }

  async add(
    client: Queryable,
    key: {
      id: string;
      workspaceId: number;
      name: string;
      prefix: string;
      hash: Buffer;
      scopes: Scope[];
      createdBy: string | null;
      at: number;
    },
  ): Promise<void> {
    await client.query(
      `insert into api_key (id, workspace_id, name, prefix, hash, scopes, created_by, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [key.id, key.workspaceId, key.name, key.prefix, key.hash, key.scopes, key.createdBy, timestamp(key.at)],
    );
  }

  /** The revoked key; undefined where there is none that still worked. */
  async revoke(client: Queryable, workspaceId: number, id: string, at: number): Promise<KeyReply | undefined> {
    const { rows } = await client.query<KeyRow>(
      `update api_key set revoked_at = $3 where workspace_id = $1 and id = $2 and revoked_at is null
       returning id, name, prefix, scopes, created_at, last_used_at, revoked_at`,
      [workspaceId, id, timestamp(at)],
    );
    return rows[0] && replyOf(rows[0]);
  }
}

function replyOf(row: KeyRow): KeyReply {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    scopes: row.scopes,
    createdAt: new Date(row.created_at).toISOString(),
    ...(row.last_used_at === null ? {} : { lastUsedAt: new Date(row.last_used_at).toISOString() }),
    ...(row.revoked_at === null ? {} : { revokedAt: new Date(row.revoked_at).toISOString() }),
  };
}
