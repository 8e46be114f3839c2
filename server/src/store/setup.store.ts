import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { timestamp } from './database.js';
import { MemberEntity } from './member.entity.js';
import { Records, type Transaction } from './records.js';

const MINUTE = 60_000;
/** Any number, the same in every version: first claims come one at a time. */
const LOCK = 7_305_419_002;

/** The one-time link to set up an installation that nobody owns yet. */
@Injectable()
export class SetupStore {
  constructor(private readonly records: Records) {}

  /** A new token, and the only one; undefined once somebody can sign in. */
  issue(at: number): Promise<string | undefined> {
    return this.records.transaction(async (transaction) => {
      await lock(transaction);
      if (await transaction.records.exists(MemberEntity)) return undefined;
      const token = randomBytes(16).toString('base64url');
      await transaction.query(`delete from setup_token`);
      await transaction.query(`insert into setup_token (hash, created_at) values ($1, $2)`, [
        hashOf(token),
        timestamp(at),
      ]);
      return token;
    });
  }

  /** Whether a token would do, without using it up: the costly part of a claim comes after this. */
  async isValid(token: string, now: number): Promise<boolean> {
    const { rowCount } = await this.records.query(`select from setup_token where hash = $1 and created_at > $2`, [
      hashOf(token),
      timestamp(now - 60 * MINUTE),
    ]);
    return rowCount === 1;
  }

  /** Uses the token up. Of any number of claims one returns true, and only while there is no member. */
  async claim(transaction: Transaction, token: string, now: number): Promise<boolean> {
    await lock(transaction);
    if (await transaction.records.exists(MemberEntity)) return false;
    const { rowCount } = await transaction.query(`delete from setup_token where hash = $1 and created_at > $2`, [
      hashOf(token),
      timestamp(now - 60 * MINUTE),
    ]);
    return rowCount === 1;
  }

  /** The same right without a token, for ADMIN_EMAIL. */
  async claimByOperator(transaction: Transaction): Promise<boolean> {
    await lock(transaction);
    return !(await transaction.records.exists(MemberEntity));
  }
}

async function lock(transaction: Transaction): Promise<void> {
  await transaction.query(`select pg_advisory_xact_lock($1)`, [LOCK]);
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
