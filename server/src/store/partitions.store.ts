import { DAY, type Instant } from '@sojourn/rules';
import type { Database } from './database.js';
import { timestamp } from './database.js';

/** Tables that grow with time and are dropped by the day. Each has a default partition for dates far from today. */
const TABLES = ['event', 'stage_transition', 'enrollment_history', 'step', 'entry_refusal', 'delivery_history'];

/** Serialises partition making across processes. */
const LOCK = 0x504152;

const CHECK_VIOLATION = '23514';

/** Daily partitions. */
export class PartitionsStore {
  private readonly made = new Set<string>();

  /** Makes the partitions of today and the following `days`; returns how many were new. */
  async ensure(database: Database, now: Instant, days: number): Promise<number> {
    const today = Math.floor(now / DAY) * DAY;
    let created = 0;
    for (let day = 0; day <= days; day++) {
      for (const table of TABLES) created += (await this.ensureOne(database, table, today + day * DAY)) ? 1 : 0;
    }
    return created;
  }

  private async ensureOne(database: Database, table: string, day: Instant): Promise<boolean> {
    const name = `${table}_${new Date(day).toISOString().slice(0, 10).replaceAll('-', '')}`;
    if (this.made.has(name)) return false;
    const created = await this.create(database, name, table, day).catch((error: { code?: string }) => {
      // The day already has rows in the default partition; they stay there.
      if (error.code === CHECK_VIOLATION) return false;
      throw error;
    });
    this.made.add(name);
    return created;
  }

  private create(database: Database, name: string, table: string, day: Instant): Promise<boolean> {
    return database.transaction(async (client) => {
      await client.query('select pg_advisory_xact_lock($1)', [LOCK]);
      const { rows } = await client.query<{ found: string | null }>('select to_regclass($1)::text as found', [name]);
      if (rows[0]!.found !== null) return false;
      await client.query(`set local lock_timeout = '3s'`);
      await client.query(
        `create table ${name} partition of ${table} for values from ('${timestamp(day)}') to ('${timestamp(day + DAY)}')`,
      );
      return true;
    });
  }
}
