import type { Arrival, ImportedEvent, Properties, Receipt } from '@sojourn/journey';
import { DAY } from '@sojourn/rules';
import type { InboxRow } from '../store/claims.store.js';
import type { ReceiptPayload } from '../store/receipts.js';

/** Events older than this when accepted change history, stage and scores, but start nothing and meet no wait. */
const LATE = DAY;

/** Reads an inbox row as the player takes it. */
export function toArrival(row: InboxRow): Arrival {
  const { seq, acceptedAt: at, payload } = row;
  switch (row.kind) {
    case 'event': {
      const occurredAt = row.occurredAt ?? at;
      return {
        kind: 'event',
        seq,
        at,
        occurredAt,
        name: row.name!,
        properties: (payload.properties ?? {}) as Properties,
        late: at - occurredAt > LATE,
        depth: row.depth,
      };
    }
    case 'identify': {
      const occurredAt = row.occurredAt ?? at;
      const late = payload.imported === true || at - occurredAt > LATE;
      return { kind: 'identify', seq, at, occurredAt, traits: (payload.traits ?? {}) as Properties, late };
    }
    case 'import':
      return { kind: 'import', seq, at, events: payload.events as ImportedEvent[], more: payload.more === true };
    case 'receipt': {
      const { enrollment, step, ordinal, outcome, reason, handedOverAt, message } =
        payload as unknown as ReceiptPayload;
      const receipt: Receipt = reason === undefined ? { outcome } : { outcome, reason };
      return { kind: 'receipt', seq, at, enrollment, step, ordinal, receipt, handedOverAt, message };
    }
    case 'consent':
      return {
        kind: 'consent',
        seq,
        at,
        channel: String(payload.channel),
        topic: String(payload.topic),
        granted: payload.granted === true,
      };
    case 'enter':
      return {
        kind: 'enter',
        seq,
        at,
        journey: String(payload.journey),
        node: String(payload.node),
        entry: (payload.entry ?? {}) as Properties,
        depth: row.depth,
        cause: payload.cause as Extract<Arrival, { kind: 'enter' }>['cause'],
      };
    case 'recompute':
      return { kind: 'recompute', seq, at };
    // Commands that the server itself writes: the payload is the arrival.
    case 'exit':
    case 'move':
    case 'skip':
    case 'answer':
    case 'scores':
    case 'tags':
    case 'stage':
    case 'consequence':
      return { ...payload, kind: row.kind, seq, at } as Arrival;
    default:
      throw new Error(`The inbox holds a row of the unknown kind "${row.kind}".`);
  }
}
