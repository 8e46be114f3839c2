import { Injectable } from '@nestjs/common';
import { Database, timestamp } from './database.js';

const DAY = 24 * 3_600_000;
/** A request that is under way for so long was cut off by the end of its process. */
const ABANDONED = 60_000;

export interface KeyedRequest {
  /** Who sent it: `member:…` or `key:…`. Keys of two senders have nothing to do with each other. */
  sender: string;
  key: string;
  route: string;
  /** A hash of parameters and body. */
  content: Buffer;
}

/** What is known of a request under this key. */
export type Known = { state: 'new' } | { state: 'other' } | { state: 'running' } | { state: 'done'; reply: unknown };

/** Requests with an Idempotency-Key, and what they answered, for a day. */
@Injectable()
export class RepeatsStore {
  constructor(private readonly database: Database) {}

  /** Notes that a request begins. Of any number at once one is told `new`. */
  async begin({ sender, key, route, content }: KeyedRequest, now: number): Promise<Known> {
    const { rowCount } = await this.database.query(
      `insert into keyed_request (sender, key, route, content, at) values ($1, $2, $3, $4, $5)
       on conflict (sender, key) do update set route = $3, content = $4, at = $5, done = false, reply = null
         where keyed_request.at < $7 or (not keyed_request.done and keyed_request.at < $6)`,
      [sender, key, route, content, timestamp(now), timestamp(now - ABANDONED), timestamp(now - DAY)],
    );
    if (rowCount === 1) return { state: 'new' };
    const { rows } = await this.database.query<{ same: boolean; done: boolean; reply: unknown }>(
      `select route = $3 and content = $4 as same, done, reply from keyed_request where sender = $1 and key = $2`,
      [sender, key, route, content],
    );
    const row = rows[0];
    // It failed in between: the next try will be taken as new.
    if (!row) return { state: 'running' };
    if (!row.same) return { state: 'other' };
    return row.done ? { state: 'done', reply: row.reply } : { state: 'running' };
  }

  /** Keeps the answer for those who ask again; null for one that must not be kept. */
  async end({ sender, key }: KeyedRequest, reply: unknown): Promise<void> {
    await this.database.query(`update keyed_request set done = true, reply = $3 where sender = $1 and key = $2`, [
      sender,
      key,
      reply === undefined || reply === null ? null : JSON.stringify(reply),
    ]);
  }

  /** It failed, and may be tried again. */
  async forget({ sender, key }: KeyedRequest): Promise<void> {
    await this.database.query(`delete from keyed_request where sender = $1 and key = $2`, [sender, key]);
  }

  async sweep(now: number): Promise<void> {
    await this.database.query(`delete from keyed_request where at < $1`, [timestamp(now - DAY)]);
  }
}
