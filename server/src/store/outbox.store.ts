import type { Send } from '@sojourn/journey';
import { milliseconds, type Instant } from '@sojourn/rules';
import { column, Rows } from './columns.js';
import { Copy } from './copy.js';
import type { Queryable } from './database.js';
import { timestamp } from './database.js';
import type { ProfileKey } from './claims.store.js';
import type { Departed } from './departed.store.js';
import { DELIVERY_COLUMNS, type DeliveryRow } from './delivery-row.js';
import { receipt, settleWith, type Receipted, type ReceiptPayload } from './receipts.js';
import type { StoredState } from './states.store.js';

/** What a decision batch found for one queued delivery. Deferred to Infinity, it rests until its journey is resumed. */
export type Verdict =
  | { delivery: DeliveryRow; do: 'allow' }
  | { delivery: DeliveryRow; do: 'defer'; until: Instant; reason: string }
  | { delivery: DeliveryRow; do: 'finish'; outcome: 'dropped' | 'expired' | 'failed'; reason: string };

const of = (send: Send) => send.profile as StoredState;
const insertDeliveries = new Copy<Send>('delivery', [
  column('workspace_id', 'int4', (send) => of(send).workspace),
  column('shard', 'int2', (send) => of(send).shard),
  column('id', 'uuid', (send) => send.id),
  column('key', 'text', (send) => send.key),
  column('profile_id', 'uuid', (send) => send.profile.id),
  column('enrollment_id', 'uuid', (send) => send.enrollment.id),
  column('journey_id', 'uuid', (send) => send.enrollment.journey),
  column('version', 'int4', (send) => send.enrollment.version),
  column('node', 'text', (send) => send.node.id),
  column('step', 'int4', (send) => send.enrollment.step),
  column('ordinal', 'int4', (send) => send.ordinal),
  column('channel', 'text', (send) => send.message.channel),
  column('topic', 'text', (send) => send.message.topic),
  column('content', 'jsonb', (send) => send.message.content),
  column('entry', 'jsonb', (send) => send.enrollment.entry),
  column('at', 'timestamptz', (send) => send.at),
  column('due', 'timestamptz', (send) => send.at),
  column('not_after', 'timestamptz', (send) =>
    send.message.notAfter ? send.at + milliseconds(send.message.notAfter) : undefined,
  ),
  column('quiet', 'text', (send) => send.message.quiet),
]);

interface Decided {
  delivery: DeliveryRow;
  state: 'ready' | 'queued';
  due: Instant;
  deferred: boolean;
  decidedAt: Instant;
  reason?: string;
}
/** Carries out what was decided of those that stay. */
const decide = new Rows<Decided>(
  'decide_deliveries',
  [
    column('workspace_id', 'int4', (row) => row.delivery.workspace),
    column('shard', 'int2', (row) => row.delivery.shard),
    column('id', 'uuid', (row) => row.delivery.id),
    column('state', 'text', (row) => row.state),
    column('due', 'timestamptz', (row) => row.due),
    column('deferred', 'bool', (row) => row.deferred),
    column('decided_at', 'timestamptz', (row) => row.decidedAt),
    column('reason', 'text', (row) => row.reason),
  ],
  (
    given,
  ) => `update delivery d set state = given.state, due = given.due, deferred = given.deferred, decided_at = given.decided_at, reason = given.reason
    from ${given} where d.workspace_id = given.workspace_id and d.shard = given.shard and d.id = given.id and d.state = 'queued'`,
);
const settleDecided = settleWith('settle_decided', 'queued');

/** Deliveries between the decision to send and the receipt. */
export class OutboxStore {
  /** Stores the intents of a batch, in its transaction (SEND-2). */
  async store(client: Queryable, sends: readonly Send[]): Promise<void> {
    await insertDeliveries.run(client, sends);
  }

  /** Deliveries to decide now. Callers hold the shards. */
  async queued(client: Queryable, shards: readonly number[], now: Instant, perShard: number): Promise<DeliveryRow[]> {
    const { rows } = await client.query<DeliveryRow>({
      name: 'queued_deliveries',
      text: `select ${DELIVERY_COLUMNS} from unnest($1::int2[]) as held(shard)
             cross join lateral (
               select * from delivery d where d.shard = held.shard and d.state = 'queued' and d.due <= $2 order by d.due limit $3
             ) as d`,
      values: [[...shards], timestamp(now), perShard],
    } as never);
    return rows;
  }

  /** Gives queued deliveries of departed profiles to those that took them in. */
  async follow(client: Queryable, queued: readonly DeliveryRow[], departed: Departed): Promise<void> {
    for (const { workspace, shard, id, profile } of queued) {
      const into = departed.get(profile);
      if (!into) continue;
      await client.query(
        `update delivery set shard = $4, profile_id = $5 where workspace_id = $1 and shard = $2 and id = $3 and state = 'queued'`,
        [workspace, shard, id, into.shard, into.id],
      );
    }
  }

  /** Carries out verdicts. Callers hold the shards. */
  async carryOut(client: Queryable, verdicts: readonly Verdict[], now: Instant): Promise<void> {
    const decided: Decided[] = [];
    const finished: Receipted[] = [];
    for (const verdict of verdicts) {
      const { delivery } = verdict;
      if (verdict.do === 'allow')
        decided.push({ delivery, state: 'ready', due: now, deferred: delivery.deferred, decidedAt: now });
      if (verdict.do === 'defer')
        decided.push({
          delivery,
          state: 'queued',
          due: verdict.until,
          deferred: true,
          decidedAt: now,
          reason: verdict.reason,
        });
      if (verdict.do === 'finish')
        finished.push(receipt(delivery, { outcome: verdict.outcome, reason: verdict.reason }, now));
    }
    await decide.run(client, decided);
    await settleDecided.run(client, finished);
  }

  /** Moves deliveries whose receipt is being played to the history. Callers hold the shards. */
  async close(
    client: Queryable,
    receipts: readonly (ProfileKey & { payload: ReceiptPayload; acceptedAt: Instant })[],
  ): Promise<void> {
    await closeDeliveries.run(client, receipts);
  }
}

type Closing = ProfileKey & { payload: ReceiptPayload; acceptedAt: Instant };
const closeDeliveries = new Rows<Closing>(
  'close_deliveries',
  [
    column('workspace_id', 'int4', (row) => row.workspace),
    column('shard', 'int2', (row) => row.payload.shard ?? row.shard),
    column('id', 'uuid', (row) => row.payload.delivery),
    column('finished_at', 'timestamptz', (row) => row.acceptedAt),
    column('outcome', 'text', (row) => row.payload.outcome),
    column('reason', 'text', (row) => row.payload.reason),
    column('provider_id', 'text', (row) => row.payload.providerId),
    column('template', 'text', (row) => row.payload.message?.template),
    column('handed_over_at', 'timestamptz', (row) => row.payload.handedOverAt ?? row.payload.message?.at),
  ],
  (given) => `with closed as (
      delete from delivery d using ${given}
      where d.workspace_id = given.workspace_id and d.shard = given.shard and d.id = given.id
      returning d.workspace_id, d.shard, d.id, d.key, d.profile_id, d.enrollment_id, d.journey_id, d.version, d.node, d.step, d.channel,
        d.topic, d.at, given.finished_at, given.outcome, given.reason, d.attempts, given.provider_id,
        given.template, given.handed_over_at
    )
    insert into delivery_history (workspace_id, shard, id, key, profile_id, enrollment_id, journey_id, version, node, step, channel,
      topic, at, finished_at, outcome, reason, attempts, provider_id, template, handed_over_at) select * from closed`,
);
