import type { Instant } from '@sojourn/rules';
import { column, Rows } from './columns.js';
import type { Queryable } from './database.js';
import { timestamp } from './database.js';
import { DELIVERY_COLUMNS, type DeliveryRow } from './delivery-row.js';
import { receipt, settleWith } from './receipts.js';

/** What came of a try, as the sender tells it. */
export interface Settlement {
  delivery: DeliveryRow;
  outcome: 'sent' | 'failed' | 'unknown';
  reason?: string;
  providerId?: string;
}
/** A try that is to be made again. */
export interface Postponement {
  delivery: DeliveryRow;
  due: Instant;
  reason: string;
  /** The other side asked to wait: that uses no attempt up (F19). */
  free?: boolean;
}

const postpone = new Rows<Postponement>(
  'postpone_deliveries',
  [
    column('workspace_id', 'int4', (row) => row.delivery.workspace),
    column('shard', 'int2', (row) => row.delivery.shard),
    column('id', 'uuid', (row) => row.delivery.id),
    column('token', 'int4', (row) => row.delivery.token),
    column('due', 'timestamptz', (row) => row.due),
    column('reason', 'text', (row) => row.reason),
    column('refund', 'int4', (row) => (row.free ? 1 : 0)),
  ],
  (
    given,
  ) => `update delivery d set state = 'queued', due = given.due, deferred = true, lease_until = null, reason = given.reason,
      attempts = d.attempts - given.refund
    from ${given} where d.workspace_id = given.workspace_id and d.shard = given.shard and d.id = given.id
      and d.token = given.token and d.state = 'leased'`,
);

const settleSent = settleWith('settle_sent', 'leased');

/** Deliveries in the hands of senders: a lease with a token each, and what came of it. */
export class LeasesStore {
  /**
   * Leases ready deliveries to a sender, each until the instant given for its channel (`others` for unknown ones).
   * Decisions older than `decidedAfter` are not taken: they are made again.
   */
  async lease(
    client: Queryable,
    until: ReadonlyMap<string, Instant>,
    others: Instant,
    decidedAfter: Instant,
    count: number,
  ): Promise<DeliveryRow[]> {
    const { rows } = await client.query<DeliveryRow>({
      name: 'lease_deliveries',
      text: `update delivery d set state = 'leased', lease_until = coalesce(given.until, $3), token = d.token + 1, attempts = d.attempts + 1
             from (
               select workspace_id, shard, id, channel from delivery where state = 'ready' and decided_at > $4
               order by decided_at limit $5 for update skip locked
             ) as ready left join unnest($1::text[], $2::timestamptz[]) as given(channel, until) on given.channel = ready.channel
             where d.workspace_id = ready.workspace_id and d.shard = ready.shard and d.id = ready.id
             returning ${DELIVERY_COLUMNS}`,
      values: [
        [...until.keys()],
        [...until.values()].map(timestamp),
        timestamp(others),
        timestamp(decidedAfter),
        count,
      ],
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
      `select ${DELIVERY_COLUMNS} from delivery d where d.state = 'leased' and d.lease_until <= $1 order by d.lease_until limit $2 for update skip locked`,
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
}
