import type { Instant } from '@sojourn/rules';
import { timestamp, type Queryable } from './database.js';
import { InsideStore } from './inside.store.js';

/** Long work that goes through the shards chunk by chunk. */
export interface BulkOperation {
  id: string;
  workspace: number;
  kind: string;
  done: number;
  cancelRequested: boolean;
  detail: Record<string, unknown>;
}

/** How many rows a chunk took and where it ended; without `last` the shard has no more. */
export interface Chunk<Last> {
  count: number;
  last?: Last;
}

const NIL = '00000000-0000-0000-0000-000000000000';

/** What bulk work does in one shard. Callers hold the shard. */
export class BulkStore {
  readonly inside = new InsideStore();

  /** The open operation of these kinds that was served longest ago, held until the transaction ends. */
  async claim(client: Queryable, kinds: readonly string[]): Promise<BulkOperation | undefined> {
    const { rows } = await client.query<BulkOperation>(
      `select id, workspace_id as workspace, kind, done, cancel_requested as "cancelRequested", detail from operation
       where kind = any($1::text[]) and state in ('waiting', 'running') order by updated_at, id limit 1 for update skip locked`,
      [kinds],
    );
    return rows[0];
  }

  /** How many arrivals wait in a shard, counted up to `most`. */
  async waiting(client: Queryable, shard: number, most: number): Promise<number> {
    const { rows } = await client.query<{ n: number }>(
      'select count(*) as n from (select from inbox where shard = $1 limit $2) as first',
      [shard, most],
    );
    return rows[0]!.n;
  }

  /** Asks for the next profiles of a shard to be played, so that a new model reaches them. */
  async recompute(
    client: Queryable,
    work: { workspace: number; shard: number; at: Instant },
    after: string | undefined,
    limit: number,
  ): Promise<Chunk<string>> {
    const { rows } = await client.query<{ id: string }>(
      `with chunk as (
         select id from profile where workspace_id = $1 and shard = $2 and id > $3 order by id limit $4
       ), asked as (
         insert into inbox (shard, workspace_id, profile_id, kind, accepted_at) select $2, $1, id, 'recompute', $5 from chunk order by id
       )
       select id from chunk order by id`,
      [work.workspace, work.shard, after ?? NIL, limit, timestamp(work.at)],
    );
    return { count: rows.length, ...(rows.length === limit && { last: rows.at(-1)!.id }) };
  }

  async isAlive(
    client: Queryable,
    run: { workspace: number; shard: number; profile: string; enrollment: string },
  ): Promise<boolean> {
    const { rowCount } = await client.query(
      'select from enrollment where workspace_id = $1 and shard = $2 and profile_id = $3 and id = $4',
      [run.workspace, run.shard, run.profile, run.enrollment],
    );
    return rowCount === 1;
  }

  /** The state of a journey as it is now. */
  async stateOf(client: Queryable, journey: string): Promise<string | undefined> {
    const { rows } = await client.query<{ state: string }>('select state from journey where id = $1', [journey]);
    return rows[0]?.state;
  }

  /** Whether work of a kind is still to be done. */
  async isOpen(client: Queryable, workspace: number, kind: string): Promise<boolean> {
    const { rowCount } = await client.query(
      `select from operation where workspace_id = $1 and kind = $2 and state in ('waiting', 'running') limit 1`,
      [workspace, kind],
    );
    return rowCount === 1;
  }

  /** The version of the newest model. */
  async modelVersion(client: Queryable, workspace: number): Promise<number> {
    const { rows } = await client.query<{ version: number }>(
      'select max(version) as version from lifecycle_model where workspace_id = $1',
      [workspace],
    );
    return rows[0]!.version;
  }
}
