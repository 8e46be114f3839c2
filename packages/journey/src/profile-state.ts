import type { EventFact, Instant, Value } from '@sojourn/rules';
import { NEVER } from '@sojourn/rules';
import { UNCLASSIFIED } from '@sojourn/lifecycle';
import type { Frozen } from './freeze.js';
import type { Trade } from './refunds.js';

export type Properties = { [key: string]: Value };

/** Why an enrollment that has no due time rests: an open delivery, a paused journey, or a fault that put it aside. */
export type Parked = 'delivery' | 'paused' | 'failed' | 'excluded';

/** What an enrollment carries from step to step besides where it is. Absent while there is nothing. */
export interface Memory {
  /** Goals reached, each counted once. */
  goals?: string[];
  /** Goals about a state that held already at entry: they count when they become true anew. */
  held?: string[];
  /** Visits of nodes that have a budget. */
  visits?: Record<string, number>;
  /** What the node at which it rests kept. */
  kept?: Value;
  /** How long the rest it is in stood still so far, by pauses with frozen timers: it counts as begun later by as long. */
  frozen?: Frozen;
  /** The run that called this one, and the step it rests at. */
  caller?: { enrollment: string; step: number };
  /** The run this one called. */
  called?: string;
  /** The open task for a person. */
  task?: string;
  /** How many things led to each other before this run began. */
  depth?: number;
}

/** Where a profile is in a layering, in the RFM grid (`rfm`), or in a watched segment (`segment:<id>`, stage `in`). */
export interface LayerState {
  stage: string;
  since: Instant;
  previous?: string;
  /** Set by hand; rules do not move it. */
  pinned?: boolean;
}

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
  memory?: Memory;
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
  /** Enrollments that reached a goal which stands. */
  goals: number;
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

/** A goal that was reached at `at`, and not taken back since. `enrollment` is its id. */
export interface StandingGoal {
  enrollment: string;
  journey: string;
  version: number;
  key: string;
  goal: string;
  at: Instant;
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
  /** By channel and topic; never changed in place. */
  consents: Readonly<Record<string, Record<string, boolean>>>;
  events: Map<string, CountedEvent>;
  stage: string;
  stageSince: Instant;
  previousStage?: string;
  modelVersion: number;
  /** By model; never changed in place. */
  layers: Readonly<Record<string, LayerState>>;
  scores: Readonly<Record<string, number>>;
  tags: readonly string[];
  firstSeen?: Instant;
  lastSeen?: Instant;
  /** The logical instant of what was last played; nothing plays before it (ENGINE D1). */
  played: Instant;
  /** How many events were played. */
  ordinal: number;
  /** When time alone may next change a stage, a layer, a watched segment, or what an enrollment watches for. */
  nextFlip: Instant;
  enrollments: Enrollment[];
  /** By `journey|key`. */
  ledger: Map<string, LedgerEntry>;
  /** Events played since an open delivery parked an enrollment; loaded only where a receipt has come. */
  history: PlayedEvent[];
  /** All orders and refunds it ever had, in the order they were played; `undefined` where they are not loaded. */
  trades: Trade[] | undefined;
  /** All goals it ever reached that stand; `undefined` where trades are. */
  reached: StandingGoal[] | undefined;
  /** Whether the store already holds it, and whether this play changed it. */
  stored: boolean;
  touched: boolean;
}

const NO_LAYERS = Object.freeze({});
const NO_SCORES = Object.freeze({});
const NO_TAGS: readonly string[] = Object.freeze([]);

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
    layers: NO_LAYERS,
    scores: NO_SCORES,
    tags: NO_TAGS,
    firstSeen: undefined,
    lastSeen: undefined,
    played: -NEVER,
    ordinal: 0,
    nextFlip: NEVER,
    enrollments: [],
    ledger: new Map(),
    history: [],
    trades: [],
    reached: [],
    stored: false,
    touched: false,
  };
}
