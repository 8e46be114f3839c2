import type { Instant } from '@sojourn/rules';
import { Injectable } from '@nestjs/common';
import { Database, timestamp } from './database.js';
import { SHARDS } from './ids.js';
import { backwards, type Found } from './time-windows.js';

/** A delivery as lists show it. While it is open, `outcome` is its state. */
export interface DeliveryListRow {
  id: string;
  at: Instant;
  channel: string;
  topic: string;
  outcome: string;
  reason: string | null;
  attempts: number;
  due: Instant | null;
  finishedAt: Instant | null;
  profile: string;
  journey: string;
  version: number;
  node: string;
  enrollment: string;
}

export interface DeliveryFilter {
  outcome?: string | undefined;
  channel?: string | undefined;
  journey?: string | undefined;
}

const WHO = `profile_id as profile, journey_id as journey, version, node, enrollment_id as enrollment`;

/** Deliveries as the console lists them: open ones from their own table, finished ones from the history. */
@Injectable()
export class DeliveriesStore {
  constructor(private readonly database: Database) {}

  /** Open deliveries, newest first: each shard's newest by the key, as for profiles. */
  async open(
    workspace: number,
    { outcome, channel, journey }: DeliveryFilter,
    before: string | undefined,
    limit: number,
  ): Promise<DeliveryListRow[]> {
    const { rows } = await this.database.query<DeliveryListRow>(
      `select d.* from generate_series(0, $2::int - 1) as each_shard(n)
       cross join lateral (
         select id, at, channel, topic, state as outcome, reason, attempts, due, null::timestamptz as "finishedAt", ${WHO}
         from delivery where workspace_id = $1 and shard = each_shard.n::int2 and id < $3
           and ($4::text is null or state = $4) and ($5::text is null or channel = $5) and ($6::uuid is null or journey_id = $6)
         order by id desc limit $7
       ) as d order by d.id desc limit $7`,
      [
        workspace,
        SHARDS,
        before ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff',
        outcome ?? null,
        channel ?? null,
        journey ?? null,
        limit,
      ],
    );
    return rows;
  }

  /** Finished deliveries, newest first. */
  async finished(
    workspace: number,
    { outcome, channel, journey }: DeliveryFilter,
    after: { finishedAt: Instant; id: string } | undefined,
    limit: number,
    now: Instant,
  ): Promise<Found<DeliveryListRow>> {
    const range = { from: -Infinity, to: (after?.finishedAt ?? now) + 1 };
    return backwards(range, limit, async (window, rest) => {
      const { rows } = await this.database.query<DeliveryListRow>(
        `select id, at, channel, topic, outcome, reason, attempts, null::timestamptz as due, finished_at as "finishedAt", ${WHO}
         from delivery_history where workspace_id = $1 and finished_at >= $2 and finished_at < $3
           and ($4::timestamptz is null or (finished_at, id) < ($4, $5)) and ($6::text is null or outcome = $6)
           and ($7::text is null or channel = $7) and ($8::uuid is null or journey_id = $8)
         order by finished_at desc, id desc limit $9`,
        [
          workspace,
          timestamp(window.from),
          timestamp(window.to),
          after ? timestamp(after.finishedAt) : null,
          after?.id ?? null,
          outcome ?? null,
          channel ?? null,
          journey ?? null,
          rest,
        ],
      );
      return rows;
    });
  }
}
