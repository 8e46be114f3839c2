import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { timestamp } from './database.js';
import { Records } from './records.js';

const WINDOW = 15 * 60_000;

/** How often somebody tried to sign in lately. In the database, so that the limit holds across processes and restarts. */
@Injectable()
export class SignInAttemptsStore {
  constructor(private readonly records: Records) {}

  /** Counts one more try of a subject. Returns 0, or how long to wait in milliseconds when there were `limit` already. */
  take(subject: string, limit: number, now: number): Promise<number> {
    const hash = hashOf(subject);
    return this.records.transaction(async (transaction) => {
      // A hundred tries at once are counted one after the other.
      await transaction.query(`select pg_advisory_xact_lock(7305, $1)`, [hash.readInt32BE(0)]);
      const { rows } = await transaction.query<{ at: number }>(
        `select at from sign_in_attempt where subject = $1 and at > $2 order by at desc limit $3`,
        [hash, timestamp(now - WINDOW), limit],
      );
      if (rows.length >= limit) return rows[limit - 1]!.at + WINDOW - now;
      await transaction.query(`insert into sign_in_attempt (subject, at) values ($1, $2)`, [hash, timestamp(now)]);
      return 0;
    });
  }

  /** A right password wipes the slate. */
  async forget(subject: string): Promise<void> {
    await this.records.query(`delete from sign_in_attempt where subject = $1`, [hashOf(subject)]);
  }

  async sweep(now: number): Promise<void> {
    await this.records.query(`delete from sign_in_attempt where at <= $1`, [timestamp(now - WINDOW)]);
  }
}

function hashOf(subject: string): Buffer {
  return createHash('sha256').update(`sign in\n${subject}`).digest();
}
