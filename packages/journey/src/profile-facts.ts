import { valueAt, type EventFact, type Instant, type Value } from '@sojourn/rules';
import type { ProfileState, Properties } from './profile-state.js';

/** Counts an event by when it happened, and adds up the properties in `sums` where they are numbers. */
export function countEvent(
  profile: ProfileState,
  name: string,
  occurredAt: Instant,
  properties: Properties,
  sums: readonly string[],
): void {
  const fact: EventFact = profile.events.get(name) ?? { count: 0, first: occurredAt, last: occurredAt };
  fact.count += 1;
  fact.first = Math.min(fact.first, occurredAt);
  fact.last = Math.max(fact.last, occurredAt);
  for (const property of sums) {
    const value = valueAt(properties, property);
    if (typeof value === 'number') (fact.sums ??= {})[property] = (fact.sums[property] ?? 0) + value;
  }
  profile.events.set(name, fact);
  profile.touchedEvents.add(name);
  see(profile, occurredAt);
}

/** A late event never moves "last seen" backwards (EVENT-4). */
export function see(profile: ProfileState, at: Instant): void {
  profile.firstSeen = Math.min(profile.firstSeen ?? at, at);
  profile.lastSeen = Math.max(profile.lastSeen ?? at, at);
  profile.touched = true;
}

/** Sets attributes; the trait `consents` grants and withdraws instead (SEND-9). */
export function setTraits(profile: ProfileState, traits: Properties): void {
  for (const [name, value] of Object.entries(traits)) {
    if (name === 'consents') setConsents(profile, value);
    else if (name !== '__proto__') profile.attributes[name] = value;
  }
  profile.touched = true;
}

/** `{email: {marketing: true}}`; anything that is not true or false is left alone. */
function setConsents(profile: ProfileState, value: Value): void {
  for (const [channel, topics] of entriesOf(value)) {
    for (const [topic, granted] of entriesOf(topics)) {
      if (typeof granted === 'boolean') setConsent(profile, channel, topic, granted);
    }
  }
}

const entriesOf = (value: Value): [string, Value][] =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? Object.entries(value) : [];

export function setConsent(profile: ProfileState, channel: string, topic: string, granted: boolean): void {
  if (channel === '__proto__' || topic === '__proto__') return;
  const topics = Object.hasOwn(profile.consents, channel) ? profile.consents[channel] : {};
  profile.consents[channel] = { ...topics, [topic]: granted };
  profile.touched = true;
}

/** The consent on record, `undefined` without one. Names come from outside, so inherited ones do not count. */
export function consentOf({ consents }: ProfileState, channel: string, topic: string): boolean | undefined {
  const topics = Object.hasOwn(consents, channel) ? consents[channel]! : {};
  return Object.hasOwn(topics, topic) ? topics[topic] : undefined;
}
