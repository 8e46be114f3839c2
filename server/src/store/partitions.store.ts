import { DAY, type Instant } from '@sojourn/rules';
import type { Database } from './database.js';

/** Tables that grow with time and are dropped by the day. Each has a default partition for dates far from today. */
export const DAILY = [
  'event',
  'stage_transition',
  'enrollment_history',
  'step',
  'entry_refusal',
  'delivery_history',
  'goal_reached',
];

const CHECK_VIOLATION = '23514';

/** Daily partitions. The database makes them by a function of its own, so that the role of the server need not own tables. */
export class PartitionsStore {
  private readonly made = new Set<string>();

  /** Makes the partitions of today and the following `days`; returns how many were new. */
  async ensure(database: Database, now: Instant, days: number): Promise<number> {
    const today = Math.floor(now / DAY) * DAY;
    let created = 0;
    for (let day = 0; day <= days; day++) {
      for (const table of DAILY) created += (await this.ensureOne(database, table, today + day * DAY)) ? 1 : 0;
    }
    return created;
  }

  private async ensureOne(database: Database, table: string, day: Instant): Promise<boolean> {
    const date = new Date(day).toISOString().slice(0, 10);
    const name = `${table} ${date}`;
    if (this.made.has(name)) return false;
    const created = await this.create(database, table, date).catch((error: { code?: string }) => {
      // The day already has rows in the default partition; they stay there.
      if (error.code === CHECK_VIOLATION) return false;
      throw error;
    });
    this.made.add(name);
    return created;
  }

  private async create(database: Database, table: string, date: string): Promise<boolean> {
    const { rows } = await database.query<{ made: boolean }>('select make_daily_partition($1, $2::date) as made', [
      table,
      date,
    ]);
    return rows[0]!.made;
  }
}
