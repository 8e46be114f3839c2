import type { Instant } from '@sojourn/rules';
import type { Consequence } from './consequences.js';
import type { Receipt } from './node-type.js';
import type { Properties } from './profile-state.js';

/** One event inside an import: history with its own date. */
export interface ImportedEvent {
  occurredAt: Instant;
  name: string;
  properties: Properties;
  messageId?: string;
}

/** A message that was handed over, as facts of what was sent know it. `at` is when its node was entered. */
export interface SentMessage {
  channel: string;
  topic: string;
  template?: string;
  journey: string;
  node: string;
  at: Instant;
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
      depth?: number;
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
      /** What was sent, where it was. */
      message?: SentMessage;
    }
  | { kind: 'consent'; seq: number; at: Instant; channel: string; topic: string; granted: boolean }
  /**
   * Comes to a trigger: an occurrence of a schedule, a call of the API, a backfill, another journey. `audience` takes
   * the place of the trigger's own filter.
   */
  | {
      kind: 'enter';
      seq: number;
      at: Instant;
      journey: string;
      node: string;
      entry: Properties;
      depth?: number;
      cause?: 'schedule' | 'api' | 'backfill' | 'journey';
    }
  /** Another profile of the same person was taken in just now ({@link mergeProfile}). */
  | { kind: 'merged'; seq: number; at: Instant }
  /** Nothing came; the profile is played so that a new model reaches it. */
  | { kind: 'recompute'; seq: number; at: Instant }
  /**
   * Taken out by hand, or by stopping the journey. With a `step`, here and below, only while it still rests there: that
   * many steps are behind it.
   */
  | { kind: 'exit'; seq: number; at: Instant; enrollment: string; step?: number; reason: string }
  /** Moved to a node of a version that is loaded, by hand or by a migration (VERSION-2, 3). */
  | {
      kind: 'move';
      seq: number;
      at: Instant;
      enrollment: string;
      step?: number;
      version: number;
      node: string;
      /** What becomes of a wait where the node stays the same: its due time, or anew from when it was reached. */
      wait: 'keep' | 'recompute';
      reason: string;
    }
  /** Brought forward by hand: leaves where it rests now, by this port or by the one its time would take. */
  | { kind: 'skip'; seq: number; at: Instant; enrollment: string; step?: number; port?: string; reason: string }
  /** A person closed the task that the step at `step` had opened. */
  | { kind: 'answer'; seq: number; at: Instant; enrollment: string; step: number; answer: string; values?: Properties }
  /** Scores worked out elsewhere; a class of the RFM grid among them. Only the first two causes start journeys. */
  | {
      kind: 'scores';
      seq: number;
      at: Instant;
      scores: Record<string, number | null>;
      classes?: Record<string, string>;
      cause: 'behaviour' | 'time' | 'bounds';
    }
  | { kind: 'tags'; seq: number; at: Instant; add: string[]; remove: string[] }
  /** A stage set by hand; it stays until `stage` is given as undefined. */
  | { kind: 'stage'; seq: number; at: Instant; model?: string; stage?: string }
  /** What was too much for an earlier play. */
  | { kind: 'consequence'; seq: number; at: Instant; consequence: Consequence };
