import type { Instant } from '@sojourn/rules';
import type { Receipt } from './node-type.js';
import type { Properties } from './profile-state.js';

/** One event inside an import: history with its own date. */
export interface ImportedEvent {
  occurredAt: Instant;
  name: string;
  properties: Properties;
  messageId?: string;
}

/** What comes to a profile through its inbox, in the order it is played. `at` is when it was accepted. */
export type Arrival =
  | {
      kind: 'event';
      seq: number;
      at: Instant;
      occurredAt: Instant;
      name: string;
      properties: Properties;
      late?: boolean;
    }
  /** `late` as for events: it may move the stage, and starts nothing. Imported traits are late. */
  | { kind: 'identify'; seq: number; at: Instant; occurredAt: Instant; traits: Properties; late?: boolean }
  /** Rows of an import, by `occurredAt`. `more` says that further rows of this profile follow in a later arrival. */
  | { kind: 'import'; seq: number; at: Instant; events: ImportedEvent[]; more: boolean }
  /** The end of a delivery. `handedOverAt` is set where it was deferred or retried: then the journey goes on from there. */
  | {
      kind: 'receipt';
      seq: number;
      at: Instant;
      enrollment: string;
      step: number;
      ordinal: number;
      receipt: Receipt;
      handedOverAt?: Instant;
    }
  | { kind: 'consent'; seq: number; at: Instant; channel: string; topic: string; granted: boolean }
  /** Takes part in an occurrence of a schedule. */
  | { kind: 'enter'; seq: number; at: Instant; journey: string; node: string; entry: Properties }
  /** Nothing came; the profile is played so that a new model reaches it. */
  | { kind: 'recompute'; seq: number; at: Instant }
  /** Taken out by hand, or by stopping the journey. */
  | { kind: 'exit'; seq: number; at: Instant; enrollment: string; reason: string };
