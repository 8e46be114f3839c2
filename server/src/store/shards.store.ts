import type { Queryable } from './database.js';

/** First key of all shard locks; the second is the shard. "SOJ" in ASCII. */
const LOCK_CLASS = 0x534f4a;

/**
 * Ownership of shards (ENGINE D2): a transaction-level advisory lock each, taken anew in each batch and gone with it.
 * Whoever writes profiles, enrollments or ledgers of a shard holds its lock.
 */
export class ShardsStore {
  /** Tries the shards in ascending order and returns those it got. Never waits. */
  async tryHold(client: Queryable, shards: readonly number[]): Promise<number[]> {
    const { rows } = await client.query<{ shard: number }>({
      name: 'try_hold_shards',
      text: `select shard from (
               select shard, pg_try_advisory_xact_lock(${LOCK_CLASS}, shard) as held
               from (select unnest($1::int[]) as shard order by 1) as wanted
             ) as tried where held`,
      values: [[...shards]],
    } as never);
    return rows.map((row) => row.shard);
  }

  /**
   * Waits for one shard, for bulk work: a queue of one ahead of the next batch, which leaves this shard out meanwhile.
   * Throws Postgres's 55P03 when it takes longer than two seconds. Whatever the caller writes counts the version up.
   */
  async hold(client: Queryable, shard: number): Promise<void> {
    await client.query(`set local lock_timeout = '2s'`);
    await client.query(`select pg_advisory_xact_lock(${LOCK_CLASS}, $1)`, [shard]);
    await this.countUp(client, [shard]);
  }

  /**
   * Says that profiles, enrollments or ledgers of these shards are about to be written. Returns how often they were by
   * now, this time included. Callers hold the shards.
   */
  async countUp(client: Queryable, shards: Iterable<number>): Promise<Map<number, number>> {
    const { rows } = await client.query<{ shard: number; version: number }>({
      name: 'count_up_shards',
      text: 'update shard_version set version = version + 1 where shard = any($1::int2[]) returning shard, version',
      values: [[...shards]],
    } as never);
    return new Map(rows.map(({ shard, version }) => [shard, version]));
  }
}
