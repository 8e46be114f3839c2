import { Injectable } from '@nestjs/common';
import { Database, timestamp } from './database.js';
import { SHARDS } from './ids.js';

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
         from generate_series(0, $2::int - 1) as slot(shard)
         cross join lateral (
           select e.due from enrollment e where e.shard = slot.shard::smallint and e.due <= $1 order by e.due limit 1
         ) as first`,
      [timestamp(now), SHARDS],
    );
    const due = rows[0]!.due;
    return due === null ? 0 : Math.max(0, now - due);
  }

  /**
   * How many stand still although their time came before this instant (WAIT-6): enrollments, profiles whose stage turns,
   * messages that wait for a decision, a sender or its result. Counted up to 1,000 of each kind in each shard.
   */
  async stuck(before: number): Promise<number> {
    const { rows } = await this.database.query<{ n: number }>(
      `select sum(waiting.n)::float8 as n
         from generate_series(0, $2::int - 1) as slot(shard)
         cross join lateral (
           select count(*) as n from (
             select from enrollment e where e.shard = slot.shard::smallint and e.due < $1 limit 1000) as late
           union all select count(*) from (
             select from profile p where p.shard = slot.shard::smallint and p.next_flip < $1 and p.next_flip < 'infinity' limit 1000) as late
           union all select count(*) from (
             select from delivery d where d.shard = slot.shard::smallint and d.state = 'queued' and d.due < $1 limit 1000) as late
         ) as waiting`,
      [timestamp(before), SHARDS],
    );
    const { rows: sending } = await this.database.query<{ n: number }>(
      `select (select count(*) from (select from delivery where state = 'ready' and decided_at < $1 limit 1000) as late)
            + (select count(*) from (select from delivery where state = 'leased' and lease_until < $1 limit 1000) as late) as n`,
      [timestamp(before)],
    );
    return rows[0]!.n + sending[0]!.n;
  }
}
