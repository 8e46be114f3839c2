import type { Send } from '@sojourn/journey';
import { milliseconds, type Instant } from '@sojourn/rules';
import type { Properties } from '@sojourn/journey';
import { column, Rows } from './columns.js';
import type { Queryable } from './database.js';
import { timestamp } from './database.js';
import type { ProfileKey } from './claims.store.js';
import type { StoredState } from './states.store.js';

/** An open delivery. */
export interface DeliveryRow {
  workspace: number;
  shard: number;
  id: string;
  key: string;
  profile: string;
  enrollment: string;
  journey: string;
  version: number;
  node: string;
  step: number;
  ordinal: number;
  channel: string;
  topic: string;
  content: Record<string, unknown>;
  entry: Properties;
  at: Instant;
  notAfter: Instant | null;
  deferred: boolean;
  attempts: number;
  token: number;
}

/** What a decision batch found for one queued delivery. `hold` parks it until its journey is resumed. */
export type Verdict =
  | { delivery: DeliveryRow; do: 'allow' }
  | { delivery: DeliveryRow; do: 'defer'; until: Instant; reason: string }
  | { delivery: DeliveryRow; do: 'finish'; outcome: 'dropped' | 'expired' | 'failed'; reason: string };

/** What came of a try, as the sender tells it. */
export interface Settlement {
  delivery: DeliveryRow;
  outcome: 'sent' | 'failed' | 'unknown';
  reason?: string;
  providerId?: string;
}
export interface Postponement {
  delivery: DeliveryRow;
  due: Instant;
  reason: string;
}

/** What a receipt's inbox row carries; see `Arrival` kind `receipt`. */
export interface ReceiptPayload {
  delivery: string;
  enrollment: string;
  step: number;
  ordinal: number;
  outcome: 'sent' | 'failed' | 'dropped' | 'expired' | 'unknown';
  reason?: string;
  providerId?: string;
  handedOverAt?: Instant;
}

const COLUMNS = `d.workspace_id as workspace, d.shard, d.id, d.key, d.profile_id as profile, d.enrollment_id as enrollment,
  d.journey_id as journey, d.version, d.node, d.step, d.ordinal, d.channel, d.topic, d.content, d.entry, d.at,
  d.not_after as "notAfter", d.deferred, d.attempts, d.token`;

const of = (send: Send) => send.profile as StoredState;
const insertDeliveries = Rows.insert<Send>('delivery', [
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
]);

interface Receipted {
  delivery: DeliveryRow;
  acceptedAt: Instant;
  payload: ReceiptPayload;
}
const receiptColumns = [
  column<Receipted>('workspace_id', 'int4', ({ delivery }) => delivery.workspace),
  column<Receipted>('shard', 'int2', ({ delivery }) => delivery.shard),
  column<Receipted>('id', 'uuid', ({ delivery }) => delivery.id),
  column<Receipted>('token', 'int4', ({ delivery }) => delivery.token),
  column<Receipted>('profile_id', 'uuid', ({ delivery }) => delivery.profile),
  column<Receipted>('accepted_at', 'timestamptz', ({ acceptedAt }) => acceptedAt),
  column<Receipted>('payload', 'jsonb', ({ payload }) => payload),
];
/** Settles each delivery whose token still holds and puts its receipt into the inbox, in one statement. */
const settleWith = (name: string, states: string) =>
  new Rows<Receipted>(
    name,
    receiptColumns,
    (given) => `with settled as (
        update delivery d set state = 'settled' from ${given}
        where d.workspace_id = given.workspace_id and d.shard = given.shard and d.id = given.id and d.token = given.token
          and d.state in (${states})
        returning given.workspace_id, given.shard, given.profile_id, given.accepted_at, given.payload
      )
      insert into inbox (shard, workspace_id, profile_id, kind, accepted_at, payload)
      select shard, workspace_id, profile_id, 'receipt', accepted_at, payload from settled returning id`,
  );
const settleDecided = settleWith('settle_decided', `'queued'`);
const settleSent = settleWith('settle_sent', `'leased'`);

interface Decided {
  delivery: DeliveryRow;
  state: 'ready' | 'queued';
  due: Instant;
  deferred: boolean;
  decidedAt: Instant;
  reason?: string;
}
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
const postpone = new Rows<Postponement>(
  'postpone_deliveries',
  [
    column('workspace_id', 'int4', (row) => row.delivery.workspace),
    column('shard', 'int2', (row) => row.delivery.shard),
    column('id', 'uuid', (row) => row.delivery.id),
    column('token', 'int4', (row) => row.delivery.token),
    column('due', 'timestamptz', (row) => row.due),
    column('reason', 'text', (row) => row.reason),
  ],
  (
    given,
  ) => `update delivery d set state = 'queued', due = given.due, deferred = true, lease_until = null, reason = given.reason
    from ${given} where d.workspace_id = given.workspace_id and d.shard = given.shard and d.id = given.id
      and d.token = given.token and d.state = 'leased'`,
);

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
      text: `select ${COLUMNS} from unnest($1::int2[]) as held(shard)
             cross join lateral (
               select * from delivery d where d.shard = held.shard and d.state = 'queued' and d.due <= $2 order by d.due limit $3
             ) as d`,
      values: [[...shards], timestamp(now), perShard],
    } as never);
    return rows;
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

  /** Leases ready deliveries to a sender. Decisions older than `maxAge` are not taken: they are made again. */
  async lease(
    client: Queryable,
    now: Instant,
    limits: { count: number; lease: number; maxAge: number },
  ): Promise<DeliveryRow[]> {
    const { rows } = await client.query<DeliveryRow>({
      name: 'lease_deliveries',
      text: `update delivery d set state = 'leased', lease_until = $1, token = d.token + 1, attempts = d.attempts + 1
             from (
               select workspace_id, shard, id from delivery where state = 'ready' and decided_at > $2
               order by decided_at limit $3 for update skip locked
             ) as ready
             where d.workspace_id = ready.workspace_id and d.shard = ready.shard and d.id = ready.id
             returning ${COLUMNS}`,
      values: [timestamp(now + limits.lease), timestamp(now - limits.maxAge), limits.count],
    } as never);
    return rows;
  }

  /** Settles tries that ended. Returns how many leases still held; the result of a lost lease is dropped (F2). */
  settle(client: Queryable, settlements: readonly Settlement[], now: Instant): Promise<number> {
    return settleSent.run(
      client,
      settlements.map(({ delivery, ...how }) => receipt(delivery, how, now)),
    );
  }

  /** Puts deliveries back to be tried later. Returns how many leases still held. */
  postpone(client: Queryable, postponements: readonly Postponement[]): Promise<number> {
    return postpone.run(client, postponements);
  }

  /** Leases whose sender was not heard of again. */
  async abandoned(client: Queryable, now: Instant, limit: number): Promise<DeliveryRow[]> {
    const { rows } = await client.query<DeliveryRow>(
      `select ${COLUMNS} from delivery d where d.state = 'leased' and d.lease_until <= $1 order by d.lease_until limit $2 for update skip locked`,
      [timestamp(now), limit],
    );
    return rows;
  }

  /** Decisions nobody took in time are to be made again. */
  async renewDecisions(client: Queryable, now: Instant, maxAge: number): Promise<number> {
    const { rowCount } = await client.query(
      `update delivery set state = 'queued' where state = 'ready' and decided_at <= $1`,
      [timestamp(now - maxAge)],
    );
    return rowCount ?? 0;
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
    column('shard', 'int2', (row) => row.shard),
    column('id', 'uuid', (row) => row.payload.delivery),
    column('finished_at', 'timestamptz', (row) => row.acceptedAt),
    column('outcome', 'text', (row) => row.payload.outcome),
    column('reason', 'text', (row) => row.payload.reason),
    column('provider_id', 'text', (row) => row.payload.providerId),
  ],
  (given) => `with closed as (
      delete from delivery d using ${given}
      where d.workspace_id = given.workspace_id and d.shard = given.shard and d.id = given.id
      returning d.workspace_id, d.shard, d.id, d.key, d.profile_id, d.enrollment_id, d.journey_id, d.version, d.node, d.step, d.channel,
        d.topic, d.at, given.finished_at, given.outcome, given.reason, d.attempts, given.provider_id
    )
    insert into delivery_history (workspace_id, shard, id, key, profile_id, enrollment_id, journey_id, version, node, step, channel,
      topic, at, finished_at, outcome, reason, attempts, provider_id) select * from closed`,
);

/** A message that nothing deferred or retried takes no logical time, so its receipt carries no hand-over instant. */
function receipt(
  delivery: DeliveryRow,
  how: Pick<ReceiptPayload, 'outcome' | 'reason' | 'providerId'>,
  now: Instant,
): Receipted {
  const { id, enrollment, step, ordinal, deferred } = delivery;
  return {
    delivery,
    acceptedAt: now,
    payload: { delivery: id, enrollment, step, ordinal, ...how, ...(deferred ? { handedOverAt: now } : {}) },
  };
}
