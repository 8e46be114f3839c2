import { DAY, HOUR, type Instant } from '@sojourn/rules';
import type { Clock } from '../store/clock.js';
import type { Database } from '../store/database.js';
import { HOURLY_COUNTERS, type CounterKey, type FoldingStore } from '../store/folding.store.js';
import type { Duty } from './duty.js';

/** Rows looked at in one round, and how old an hour is that is folded. */
export const FOLDING = { rows: 2_000, age: 2 * DAY } as const;

/**
 * Folds the slots of old hours of the live counters into one row each: once a day it goes through them, a little in each
 * round. Where it is, it forgets with its process, and begins anew.
 */
export class Fold implements Duty {
  readonly name = 'fold';
  private readonly through = new Map<string, { after?: CounterKey; restsUntil?: Instant }>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly folding: FoldingStore,
  ) {}

  runOnce(): Promise<boolean> {
    return this.database.transaction(async (client) => {
      const now = await this.clock.now(client);
      const before = Math.floor((now - FOLDING.age) / HOUR) * HOUR;
      for (const table of HOURLY_COUNTERS) {
        const { after, restsUntil = now } = this.through.get(table) ?? {};
        if (restsUntil > now) continue;
        const last = await this.folding.fold(client, table, { after, before, limit: FOLDING.rows });
        this.through.set(table, last ? { after: last } : { restsUntil: now + DAY });
        if (last) return true;
      }
      return false;
    });
  }
}
