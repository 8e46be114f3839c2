import { sentMessage, type SentMessage } from '@sojourn/journey';
import type { Instant } from '@sojourn/rules';
import { column, Rows } from './columns.js';
import type { DeliveryRow } from './delivery-row.js';

/** What a receipt's inbox row carries; see `Arrival` kind `receipt`. */
export interface ReceiptPayload {
  delivery: string;
  /** Where the delivery's row is: its profile may have become part of one in another shard since. */
  shard?: number;
  enrollment: string;
  step: number;
  ordinal: number;
  outcome: 'sent' | 'failed' | 'dropped' | 'expired' | 'unknown';
  reason?: string;
  providerId?: string;
  handedOverAt?: Instant;
  /** What was sent, where it was. */
  message?: SentMessage;
}

/** A receipt on its way into the inbox. */
export interface Receipted {
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
export const settleWith = (name: string, state: 'queued' | 'leased') =>
  new Rows<Receipted>(
    name,
    receiptColumns,
    (given) => `with settled as (
        update delivery d set state = 'settled' from ${given}
        where d.workspace_id = given.workspace_id and d.shard = given.shard and d.id = given.id and d.token = given.token
          and d.state = '${state}'
        returning given.workspace_id, given.shard, given.profile_id, given.accepted_at, given.payload
      )
      insert into inbox (shard, workspace_id, profile_id, kind, accepted_at, payload)
      select shard, workspace_id, profile_id, 'receipt', accepted_at, payload from settled returning id`,
  );

/** A message that nothing deferred or retried takes no logical time, so its receipt carries no hand-over instant. */
export function receipt(
  delivery: DeliveryRow,
  how: Pick<ReceiptPayload, 'outcome' | 'reason' | 'providerId'>,
  now: Instant,
): Receipted {
  const { id, enrollment, step, ordinal, deferred } = delivery;
  return {
    delivery,
    acceptedAt: now,
    payload: {
      delivery: id,
      shard: delivery.shard,
      enrollment,
      step,
      ordinal,
      ...how,
      ...(deferred ? { handedOverAt: now } : {}),
      ...(how.outcome === 'sent' ? { message: sentMessage(delivery) } : {}),
    },
  };
}
