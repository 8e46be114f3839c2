import { Injectable } from '@nestjs/common';
import type { Instant } from '@sojourn/rules';
import type { InboxRow, ProfileKey } from './claims.store.js';
import { column, Rows } from './columns.js';
import { timestamp, type Queryable } from './database.js';

/** Something that could not be played: which profile, what came for it, and the error. */
export interface AsideRow {
  profile: string;
  /** The arrival's kind; `wake` where the profile's own time had come and nothing else. */
  kind: string;
  name: string | null;
  error: string;
  failedAt: Instant;
}

type Held = { state: ProfileKey; enrollment: { id: string } };

/** What the engine could not play and put aside, so that its neighbours go on; and the way back. */
@Injectable()
export class AsideStore {
  /**
   * Puts a profile's arrivals aside that made the player throw, and stops its clocks. Without arrivals the error is kept
   * all the same, as that of a `wake`. Callers hold the shard.
   */
  async setAside(
    client: Queryable,
    key: ProfileKey,
    rows: readonly InboxRow[],
    error: string,
    at: Instant,
  ): Promise<void> {
    const arrivals = rows.length > 0 ? rows : [wakeOf(key, at)];
    for (const row of arrivals) {
      await client.query(
        `insert into inbox_failed (shard, id, workspace_id, profile_id, kind, name, message_id, occurred_at, accepted_at, payload,
           depth, error, failed_at)
         values ($1, coalesce($2, nextval(pg_get_serial_sequence('inbox', 'id'))), $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
        [
          row.shard,
          row.seq,
          row.workspace,
          row.id,
          row.kind,
          row.name,
          row.messageId,
          row.occurredAt === null ? null : timestamp(row.occurredAt),
          timestamp(row.acceptedAt),
          row.payload,
          row.depth,
          error,
          timestamp(at),
        ],
      );
    }
    const values = [key.workspace, key.shard, key.id, timestamp(at)];
    await client.query(
      `update enrollment set held_due = due, due = 'infinity', parked = 'failed'
       where workspace_id = $1 and shard = $2 and profile_id = $3 and due <= $4`,
      values,
    );
    await client.query(
      `update profile set next_flip = 'infinity' where workspace_id = $1 and shard = $2 and id = $3 and next_flip <= $4`,
      values,
    );
  }

  /** Stops the clocks of enrollments that cannot go on; what they waited for is kept beside. Callers hold the shards. */
  async park(client: Queryable, held: readonly Held[]): Promise<void> {
    await parkEnrollments.run(client, held);
  }

  /**
   * Lets a shard's share go on of what was put aside up to `before`: arrivals return to the inbox in the order in which
   * they were accepted, ahead of whatever came since; enrollments are due now, and stopped clocks are set again. Returns
   * how many of both there were; with `limit` arrivals there may be more. Callers hold the shard.
   */
  async putBack(
    client: Queryable,
    work: { workspace: number; shard: number; before: Instant; at: Instant },
    limit: number,
  ): Promise<{ count: number; more: boolean }> {
    const place = [work.workspace, work.shard];
    const { rows } = await client.query<{ n: number }>(
      `with moved as (
         delete from inbox_failed where (shard, id) in (
           select shard, id from inbox_failed where workspace_id = $1 and shard = $2 and failed_at <= $3 order by id limit $5
         ) returning *
       ), back as (
         insert into inbox (shard, id, workspace_id, profile_id, kind, name, message_id, occurred_at, accepted_at, payload, depth)
         overriding system value
         select shard, id, workspace_id, profile_id, kind, name, message_id, occurred_at, accepted_at, payload, depth
         from moved where kind <> 'wake'
       ), asked as (
         insert into inbox (shard, workspace_id, profile_id, kind, accepted_at)
         select distinct shard, workspace_id, profile_id, 'recompute', $4::timestamptz from moved
       )
       select count(*) as n from moved`,
      [...place, timestamp(work.before), timestamp(work.at), limit],
    );
    const arrivals = rows[0]!.n;
    if (arrivals === limit) return { count: arrivals, more: true };
    const { rowCount } = await client.query(
      `update enrollment set due = greatest(held_due, $3), held_due = null, parked = null
       where workspace_id = $1 and shard = $2 and parked = 'failed'`,
      [...place, timestamp(work.at)],
    );
    return { count: arrivals + (rowCount ?? 0), more: false };
  }

  /** How much of a workspace is put aside, and the newest of it with their errors. */
  async list(
    client: Queryable,
    workspace: number,
    limit: number,
  ): Promise<{ arrivals: number; enrollments: number; newest: AsideRow[] }> {
    const { rows: counts } = await client.query<{ arrivals: number; enrollments: number }>(
      `select (select count(*) from inbox_failed where workspace_id = $1) as arrivals,
              (select count(*) from enrollment where workspace_id = $1 and parked = 'failed') as enrollments`,
      [workspace],
    );
    const { rows: newest } = await client.query<AsideRow>(
      `select profile_id as profile, kind, name, error, failed_at as "failedAt" from inbox_failed
       where workspace_id = $1 order by failed_at desc, id desc limit $2`,
      [workspace, limit],
    );
    return { ...counts[0]!, newest };
  }
}

/** Nothing came for the profile; its own time had. */
function wakeOf(key: ProfileKey, at: Instant): Omit<InboxRow, 'seq'> & { seq: null } {
  return {
    ...key,
    seq: null,
    kind: 'wake',
    name: null,
    messageId: null,
    occurredAt: null,
    acceptedAt: at,
    payload: {},
    depth: 0,
  };
}

const parkEnrollments = new Rows<Held>(
  'park_enrollments',
  [
    column('workspace_id', 'int4', ({ state }) => state.workspace),
    column('shard', 'int2', ({ state }) => state.shard),
    column('profile_id', 'uuid', ({ state }) => state.id),
    column('id', 'uuid', ({ enrollment }) => enrollment.id),
  ],
  (given) => `update enrollment e set held_due = e.due, due = 'infinity', parked = 'failed' from ${given}
    where e.workspace_id = given.workspace_id and e.shard = given.shard and e.profile_id = given.profile_id
      and e.id = given.id and e.due < 'infinity'`,
);
