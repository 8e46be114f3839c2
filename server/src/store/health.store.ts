import { Injectable } from '@nestjs/common';
import { Database, timestamp } from './database.js';

/** What tells whether the engine keeps up. Each question is answered from an index, however much sleeps. */
@Injectable()
export class HealthStore {
  constructor(private readonly database: Database) {}

  async answers(): Promise<void> {
    await this.database.query('select 1');
  }

  /** Arrivals waiting to be played, counted up to 100,000. */
  async backlog(): Promise<number> {
    const { rows } = await this.database.query<{ n: number }>(
      `select count(*) as n from (select from inbox limit 100000) waiting`,
    );
    return rows[0]!.n;
  }

  /** How late the oldest due wake-up is, in milliseconds; 0 when nothing is due. */
  async lateness(now: number): Promise<number> {
    const { rows } = await this.database.query<{ due: number | null }>(
      `select min(first.due) as due
         from generate_series(0, 63) as shard
         cross join lateral (
           select due from enrollment where enrollment.shard = shard::smallint and due <= $1 order by due limit 1
         ) as first`,
      [timestamp(now)],
    );
    const due = rows[0]!.due;
    return due === null ? 0 : Math.max(0, now - due);
  }
}
