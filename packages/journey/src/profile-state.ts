import type { EventFact, Instant, Value } from '@sojourn/rules';
import { NEVER } from '@sojourn/rules';
import { UNCLASSIFIED } from '@sojourn/lifecycle';

export type Properties = { [key: string]: Value };

/** Why an enrollment that has no due time rests: an open delivery, a paused journey, or a fault that put it aside. */
export type Parked = 'delivery' | 'paused' | 'failed';

/** One profile's run through one journey, while it lives. `due` is {@link NEVER} while it is parked. */
export interface Enrollment {
  id: string;
  journey: string;
  version: number;
  /** The instance key of its re-entry rule; empty where there is none. */
  key: string;
  node: string;
  /** How many steps are behind it; the node it is at will be step `step + 1`. */
  step: number;
  enteredAt: Instant;
  arrivedAt: Instant;
  due: Instant;
  parked?: Parked;
  /** The due time a pause put aside. */
  heldDue?: Instant;
  /** What started it: the properties of the event, or of the stage change. */
  entry: Properties;
  /** Whether the store already holds it, and at which step: a write compares it before it sets (ENGINE D9). */
  stored: boolean;
  storedStep?: number;
  /** Set while this play stored a new wait: it is woken in a later play, never passed through. */
  fresh?: boolean;
  touched?: boolean;
}

/** What the entry ledger knows of a profile, a journey and an instance key (ENTRY-2), over all versions. */
export interface LedgerEntry {
  journey: string;
  key: string;
  count: number;
  live: number;
  lastEntry: Instant;
  lastExit?: Instant;
  stored?: boolean;
  touched?: boolean;
}

/** What is counted of an event by its name; `stored` and `touched` as for the profile. */
export interface CountedEvent extends EventFact {
  name: string;
  stored?: boolean;
  touched?: boolean;
}

/** An event of the profile that was played before; `ordinal` counts them from 1. */
export interface PlayedEvent {
  ordinal: number;
  at: Instant;
  name: string;
  properties: Properties;
}

/** Everything the player needs to know of one profile, and changes. */
export interface ProfileState {
  id: string;
  attributes: Properties;
  consents: Record<string, Record<string, boolean>>;
  events: Map<string, CountedEvent>;
  stage: string;
  stageSince: Instant;
  previousStage?: string;
  modelVersion: number;
  firstSeen?: Instant;
  lastSeen?: Instant;
  /** The logical instant of what was last played; nothing plays before it (ENGINE D1). */
  played: Instant;
  /** How many events were played. */
  ordinal: number;
  /** When time alone may next change the stage. */
  nextFlip: Instant;
  enrollments: Enrollment[];
  /** By `journey|key`. */
  ledger: Map<string, LedgerEntry>;
  /** Events played since an open delivery parked an enrollment; loaded only where a receipt has come. */
  history: PlayedEvent[];
  /** Whether the store already holds it, and whether this play changed it. */
  stored: boolean;
  touched: boolean;
}

/** A profile nobody has seen yet. */
export function newProfile(id: string): ProfileState {
  return {
    id,
    attributes: {},
    consents: {},
    events: new Map(),
    stage: UNCLASSIFIED,
    stageSince: -NEVER,
    previousStage: undefined,
    modelVersion: 0,
    firstSeen: undefined,
    lastSeen: undefined,
    played: -NEVER,
    ordinal: 0,
    nextFlip: NEVER,
    enrollments: [],
    ledger: new Map(),
    history: [],
    stored: false,
    touched: false,
  };
}
