import type { Instant } from './instant.js';
import type { Scalar } from './operators.js';

/** A value an attribute or an event property can have. Absent (`undefined`) and `null` both count as unknown. */
export type Value = string | number | boolean | null | Value[] | { [key: string]: Value };

/** The value of a property in one event, and when that was. */
export type Dated = [at: Instant, value: Scalar];
/** A value of a property, how often it was there, and since when. */
export type Counted = [value: Scalar, count: number, since: Instant];

/** What is kept of the values of one property: the first and the last of them, and how often each was there. */
export interface ValueTally {
  first?: Dated;
  last?: Dated;
  counts?: Counted[];
}

/** What is added up of some events. All but `count` only where a rule asks for it; by property name. */
export interface Tally {
  count: number;
  /** Sums of numeric properties, and of how many values each is the sum. */
  sums?: Record<string, number>;
  numbers?: Record<string, number>;
  values?: Record<string, ValueTally>;
}

/** What is added up of the events of one local day. */
export interface DayTally extends Tally {
  first?: Instant;
}

/** What we remember for good about one fact key of one profile. Instants are by `occurred_at`. */
export interface EventFact extends Tally {
  first: Instant;
  last: Instant;
  /** The last instants, at most `KEPT_INSTANTS`, oldest first. */
  recent?: Instant[];
  /** By the number of the local day in the workspace's zone; those that the longest window still reaches. */
  days?: Record<string, DayTally>;
}

/** What is known of a profile's runs through one journey, over all versions. */
export interface RunFact {
  live: number;
  entries: number;
  goals: number;
  lastEntry?: Instant;
  lastExit?: Instant;
}

/**
 * The facts of one profile as of one moment, read by every condition. Three things implement it: the engine's batch
 * (rows loaded set-wise), the rehearsal (memory), and verification (what a step recorded).
 */
export interface Facts {
  attribute(name: string): Value | undefined;
  /** By fact key: the event's name, for filtered facts with the mark of the filter (`factKey`). */
  event(key: string): EventFact | undefined;
  /** The stage the profile is in, by model; without a model the workspace's primary one. */
  stage(model?: string): { stage: string; since: Instant; previous?: string } | undefined;
  /** A property of the event at hand, in the filter of a trigger or of a wait; `undefined` elsewhere. */
  property(path: string): Value | undefined;
  /** A property of the event that started this enrollment; `undefined` outside of a journey. */
  entry(path: string): Value | undefined;
  /** Whether the profile granted `topic` on `channel`; `undefined` without a record. */
  consent(channel: string, topic: string): boolean | undefined;
  /** When the profile was first and last seen; `undefined` if never. */
  seen(which: 'first' | 'last'): Instant | undefined;
  /** A score stored on the profile (r, f, m, p_alive, value …); `undefined` until it was computed. */
  score(name: string): number | undefined;
  tagged(tag: string): boolean;
  /** `undefined` where the profile never entered. */
  journey(id: string): RunFact | undefined;
  /** How many human tasks are open for the profile. */
  tasks(): number;
}

/** Which event names stand for which meaning, e.g. `{ order: ['pay_success', 'order_completed'] }`. */
export type Meanings = Readonly<Record<string, readonly string[]>>;

/** The value at a dotted path inside properties, own keys only, e.g. `items.sku`; `undefined` where there is none. */
export function valueAt(properties: { [key: string]: Value } | undefined, path: string): Value | undefined {
  let value: Value | undefined = properties;
  for (const key of path.split('.')) {
    if (value === null || typeof value !== 'object' || Array.isArray(value) || !Object.hasOwn(value, key))
      return undefined;
    value = value[key];
  }
  return value;
}

/** What a record holds by a name that came from outside: inherited names do not count. */
export function own<T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
}
