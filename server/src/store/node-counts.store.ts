import type { Instant } from '@sojourn/rules';
import { Injectable } from '@nestjs/common';
import { Database, timestamp, type Queryable } from './database.js';

/** One figure of one node: `entered`, `waiting`, `failed` or `left:<port>`. */
export interface NodeCountRow {
  node: string;
  metric: string;
  n: number;
}

/** The live counters as the console reads them, summed over slots and hours. */
@Injectable()
export class NodeCountsStore {
  constructor(private readonly database: Database) {}

  /** Every figure of one version, of the hours from `from` on and before `before`. */
  async perNode(
    workspace: number,
    journey: string,
    version: number,
    { from = -Infinity, before = Infinity }: { from?: Instant; before?: Instant } = {},
  ): Promise<NodeCountRow[]> {
    const { rows } = await this.database.query<NodeCountRow>(
      `select node, metric, sum(n)::float8 as n from node_counter
       where workspace_id = $1 and journey_id = $2 and version = $3 and hour >= $4 and hour < $5
       group by node, metric`,
      [workspace, journey, version, timestamp(from), timestamp(before)],
    );
    return rows;
  }

  /** How many entered each journey (or one), over all versions, and how many are inside now. */
  async totals(workspace: number, only?: string): Promise<Map<string, { entered: number; inside: number }>> {
    const { rows } = await this.database.query<{ journey: string; entered: number; inside: number }>(
      `select c.journey_id as journey,
         coalesce(sum(c.n) filter (where c.metric = 'entered' and c.node = any(v.triggers)), 0)::float8 as entered,
         coalesce(sum(c.n) filter (where c.metric = 'waiting'), 0)::float8 as inside
       from node_counter c join journey_version v on v.journey_id = c.journey_id and v.version = c.version
       where c.workspace_id = $1 and c.metric in ('entered', 'waiting') and ($2::uuid is null or c.journey_id = $2)
       group by c.journey_id`,
      [workspace, only ?? null],
    );
    return new Map(rows.map(({ journey, ...totals }) => [journey, totals]));
  }

  /** How many are inside one journey now: every live enrollment rests at a node and is counted as waiting there. */
  async inside(workspace: number, journey: string, client: Queryable = this.database): Promise<number> {
    const { rows } = await client.query<{ n: number }>(
      `select coalesce(sum(n), 0)::float8 as n from node_counter where workspace_id = $1 and journey_id = $2 and metric = 'waiting'`,
      [workspace, journey],
    );
    return rows[0]!.n;
  }
}
