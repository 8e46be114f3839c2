import type { AtNode } from '@sojourn/journey';
import { HOUR, type Instant } from '@sojourn/rules';
import { Injectable } from '@nestjs/common';
import { Database, timestamp, type Queryable } from './database.js';

/** One figure of one node: `entered`, `waiting`, `failed` or `left:<port>`; of the journey itself `goal:<goal>` or `reversed:<goal>`. */
export interface NodeCountRow {
  node: string;
  metric: string;
  n: number;
}

/** How many ever entered a journey, and how many are in it. */
export interface JourneyTotals {
  entered: number;
  inside: number;
}

/** The live counters as the console reads them, summed over slots and hours. */
@Injectable()
export class NodeCountsStore {
  /** Sums of the hours before an instant, by workspace. */
  private readonly settled = new Map<number, { before: Instant; totals: Map<string, JourneyTotals> }>();

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

  /**
   * How many entered each journey, over all versions, and how many are inside now. The hours that are over are summed
   * once a process and then added to: a year of a busy shop is millions of rows (4 million took 1.7 s).
   */
  async totals(workspace: number, now: Instant): Promise<Map<string, JourneyTotals>> {
    // An hour back: a batch that began before the full hour may still commit after it.
    const before = Math.floor(now / HOUR) * HOUR - HOUR;
    let settled = this.settled.get(workspace);
    if (!settled || settled.before > before) settled = { before: -Infinity, totals: new Map() };
    if (settled.before < before) {
      const more = await this.sum(workspace, settled.before, before);
      settled = { before, totals: plus(settled.totals, more) };
      this.settled.set(workspace, settled);
    }
    return plus(settled.totals, await this.sum(workspace, before, Infinity));
  }

  private async sum(workspace: number, from: Instant, before: Instant): Promise<Map<string, JourneyTotals>> {
    const { rows } = await this.database.query<{ journey: string } & JourneyTotals>(
      `select c.journey_id as journey,
         coalesce(sum(c.n) filter (where c.metric = 'entered' and c.node = any(v.triggers)), 0)::float8 as entered,
         coalesce(sum(c.n) filter (where c.metric = 'waiting'), 0)::float8 as inside
       from node_counter c join journey_version v on v.journey_id = c.journey_id and v.version = c.version
       where c.workspace_id = $1 and c.metric in ('entered', 'waiting') and c.hour >= $2 and c.hour < $3
       group by c.journey_id`,
      [workspace, timestamp(from), timestamp(before)],
    );
    return new Map(rows.map(({ journey, ...totals }) => [journey, totals]));
  }

  /** How many are at each node of each version of a journey now; nodes with nobody are left out. */
  async waiting(workspace: number, journey: string, client: Queryable = this.database): Promise<AtNode[]> {
    const { rows } = await client.query<AtNode>(
      `select version, node, sum(n)::float8 as count from node_counter
       where workspace_id = $1 and journey_id = $2 and metric = 'waiting'
       group by version, node having sum(n) > 0 order by version desc, node`,
      [workspace, journey],
    );
    return rows;
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

function plus(
  some: ReadonlyMap<string, JourneyTotals>,
  more: ReadonlyMap<string, JourneyTotals>,
): Map<string, JourneyTotals> {
  const sums = new Map(some);
  for (const [journey, { entered, inside }] of more) {
    const known = sums.get(journey);
    sums.set(journey, { entered: (known?.entered ?? 0) + entered, inside: (known?.inside ?? 0) + inside });
  }
  return sums;
}
