import { joinFacts } from '@sojourn/rules';
import type { LedgerEntry, ProfileState } from './profile-state.js';

/**
 * Takes everything of a profile into another one of the same person (EVENT-5): facts as if one had had all events, the
 * union of what both are, the stricter of two consents; where both know an attribute, the one that takes in knows
 * better. Live enrollments move; which of two under one key goes on is for the player to say. `from` is used up.
 *
 * History stays with `from` and is found through it.
 */
export function mergeProfile(into: ProfileState, from: ProfileState): void {
  into.attributes = { ...from.attributes, ...into.attributes };
  into.consents = stricter(into.consents, from.consents);
  for (const [key, fact] of from.events) {
    const own = into.events.get(key);
    const joined = own ? joinFacts(own, fact) : fact;
    into.events.set(key, { ...joined, name: key, stored: own?.stored, touched: true });
  }
  if (!into.stored && from.stored) takeOver(into, from);
  into.layers = { ...from.layers, ...into.layers };
  into.scores = { ...from.scores, ...into.scores };
  into.tags = [...new Set([...into.tags, ...from.tags])];
  into.firstSeen = earlier(into.firstSeen, from.firstSeen);
  into.lastSeen = later(into.lastSeen, from.lastSeen);
  into.played = Math.max(into.played, from.played);
  into.nextFlip = Math.min(into.nextFlip, from.nextFlip);
  into.enrollments.push(...from.enrollments);
  into.enrollments.sort((a, b) => a.enteredAt - b.enteredAt || (a.id < b.id ? -1 : 1));
  for (const [key, entry] of from.ledger) {
    const own = into.ledger.get(key);
    into.ledger.set(key, { ...(own ? joinEntries(own, entry) : entry), stored: own?.stored, touched: true });
  }
  into.trades = undefined;
  into.reached = undefined;
  into.touched = true;
}

/** A profile that nobody has played yet has no place in its lifecycle: it goes on from the other's. */
function takeOver(into: ProfileState, from: ProfileState): void {
  into.stage = from.stage;
  into.stageSince = from.stageSince;
  into.previousStage = from.previousStage;
  into.modelVersion = from.modelVersion;
}

function stricter(one: ProfileState['consents'], other: ProfileState['consents']): ProfileState['consents'] {
  const joined = new Map(Object.entries(one));
  for (const [channel, topics] of Object.entries(other)) {
    const own = new Map(Object.entries(joined.get(channel) ?? {}));
    for (const [topic, granted] of Object.entries(topics)) own.set(topic, granted && own.get(topic) !== false);
    joined.set(channel, Object.fromEntries(own));
  }
  return Object.fromEntries(joined);
}

function joinEntries(one: LedgerEntry, other: LedgerEntry): LedgerEntry {
  return {
    ...one,
    count: one.count + other.count,
    live: one.live + other.live,
    goals: one.goals + other.goals,
    lastEntry: Math.max(one.lastEntry, other.lastEntry),
    lastExit: later(one.lastExit, other.lastExit),
  };
}

function earlier(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);
}

function later(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.max(one, other);
}
