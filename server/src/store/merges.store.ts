import type { Instant } from '@sojourn/rules';
import type { ProfileKey } from './claims.store.js';
import type { Queryable } from './database.js';
import { kindsOf, mayMerge } from './identity-names.js';
import { PEOPLE_TABLES } from './people-tables.js';

/** Two profiles that are one person's, the first to become part of the second. */
export interface Merge {
  job: number;
  from: ProfileKey;
  into: ProfileKey;
  requestedAt: Instant;
}

interface Row {
  job: number;
  workspace: number;
  fromId: string;
  fromShard: number;
  intoId: string;
  intoShard: number;
  requestedAt: Instant;
}

/** Merges that were asked for, and what they do to the tables. */
export class MergesStore {
  /** The oldest merge that nobody is at, held until the transaction ends; its sides as they are by now. */
  async claim(client: Queryable): Promise<Merge | undefined> {
    const { rows } = await client.query<{ job: number }>(
      'select id as job from profile_merge order by id limit 1 for update skip locked',
    );
    return rows[0] && this.read(client, rows[0].job);
  }

  /** A merge, its sides followed to where they went since it was asked for. */
  async read(client: Queryable, job: number): Promise<Merge> {
    const { rows } = await client.query<Row>(
      `select m.id as job, m.workspace_id as workspace, m.requested_at as "requestedAt",
         coalesce(f.into_id, m.from_id) as "fromId", coalesce(f.into_shard, m.from_shard) as "fromShard",
         coalesce(i.into_id, m.into_id) as "intoId", coalesce(i.into_shard, m.into_shard) as "intoShard"
       from profile_merge m
       left join departed_profile f on f.workspace_id = m.workspace_id and f.profile_id = m.from_id
       left join departed_profile i on i.workspace_id = m.workspace_id and i.profile_id = m.into_id
       where m.id = $1`,
      [job],
    );
    const { workspace, fromId, fromShard, intoId, intoShard, requestedAt } = rows[0]!;
    return {
      job,
      requestedAt,
      from: { workspace, id: fromId, shard: fromShard },
      into: { workspace, id: intoId, shard: intoShard },
    };
  }

  /** Whether one may still become part of the other, with the names of both held until the transaction ends. */
  async allowed(client: Queryable, { from, into }: Merge): Promise<boolean> {
    await client.query(
      `select from identity where workspace_id = $1 and profile_id in ($2, $3) order by kind, value for no key update`,
      [from.workspace, from.id, into.id],
    );
    const { rows } = await client.query<{ erased: boolean }>(
      `select exists (select from departed_profile where workspace_id = $1 and profile_id in ($2, $3)) as erased`,
      [from.workspace, from.id, into.id],
    );
    if (rows[0]!.erased) return false;
    const kinds = await kindsOf(
      client,
      [from, into].map(({ workspace, id }) => ({ workspaceId: workspace, id })),
    );
    return mayMerge(kinds(from.id), kinds(into.id));
  }

  /**
   * Gives one profile's rows to the other. Deliveries that were handed over stay, and their receipts follow; the others
   * look back no further than to here, by `ordinal`, the other's number of events. Callers hold both shards.
   */
  async move(
    client: Queryable,
    { from, into, ordinal }: Pick<Merge, 'from' | 'into'> & { ordinal: number },
  ): Promise<void> {
    const values = [from.workspace, from.shard, from.id, into.shard, into.id];
    for (const { table, merge } of PEOPLE_TABLES) {
      const whose = 'workspace_id = $1 and shard = $2 and profile_id = $3';
      if (table === 'delivery')
        await client.query(
          `update delivery set shard = $4, profile_id = $5, ordinal = $6 where ${whose} and state in ('queued', 'ready')`,
          [...values, ordinal],
        );
      else if (merge === 'move')
        await client.query(`update ${table} set shard = $4, profile_id = $5 where ${whose}`, values);
      if (merge === 'fold') await client.query(`delete from ${table} where ${whose}`, values.slice(0, 3));
    }
    await client.query('delete from profile where workspace_id = $1 and shard = $2 and id = $3', values.slice(0, 3));
  }

  async done(client: Queryable, job: number): Promise<void> {
    await client.query('delete from profile_merge where id = $1', [job]);
  }
}
