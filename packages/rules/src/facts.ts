import type { Instant } from './instant.js';

/** A value an attribute or an event property can have. Absent (`undefined`) and `null` both count as unknown. */
export type Value = string | number | boolean | null | Value[] | { [key: string]: Value };

/** What we remember for good about one event name of one profile. Instants are by `occurred_at`. */
export interface EventFact {
  count: number;
  first: Instant;
  last: Instant;
  /** Sums of the numeric properties that are declared for this event, by property name. */
  sums?: Record<string, number>;
}

/**
 * The facts of one profile as of one moment, read by every condition. Three things implement it: the engine's batch
 * (rows loaded set-wise), the rehearsal (memory), and verification (what a step recorded).
 */
export interface Facts {
  attribute(name: string): Value | undefined;
  event(name: string): EventFact | undefined;
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
}

/** Which event names stand for which meaning, e.g. `{ order: ['pay_success', 'order_completed'] }`. */
export type Meanings = Readonly<Record<string, readonly string[]>>;

/** The fact of several event names taken as one: counts and sums add up, first and last are the outermost. */
export function mergeFacts(facts: Facts, names: readonly string[]): EventFact | undefined {
  let merged: EventFact | undefined;
  for (const name of names) {
    const fact = facts.event(name);
    if (!fact) continue;
    if (!merged) {
      merged = fact;
      continue;
    }
    const sums: Record<string, number> = { ...merged.sums };
    for (const [property, sum] of Object.entries(fact.sums ?? {})) sums[property] = (sums[property] ?? 0) + sum;
    merged = {
      count: merged.count + fact.count,
      first: Math.min(merged.first, fact.first),
      last: Math.max(merged.last, fact.last),
      sums,
    };
  }
  return merged;
}

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
