import {
  countInto,
  neverBefore,
  type DeclaredFacts,
  type Instant,
  type Need,
  type RunFact,
  type Value,
} from '@sojourn/rules';
import type { ProfileState, Properties } from './profile-state.js';

/** Counts an event by when it happened, into everything that is declared of it. */
export function countEvent(
  profile: ProfileState,
  name: string,
  occurredAt: Instant,
  properties: Properties,
  declared: DeclaredFacts,
): void {
  countOnly(profile, name, occurredAt, properties, declared);
  see(profile, occurredAt);
}

/** Counts an event, and says nothing of when the profile was seen. */
export function countOnly(
  profile: ProfileState,
  name: string,
  occurredAt: Instant,
  properties: Properties,
  declared: DeclaredFacts,
): void {
  const needs = declared.of(name);
  if (!needs?.some(({ key }) => key === name)) count(profile, name, undefined, occurredAt, properties, declared);
  countDeclared(profile, name, occurredAt, properties, declared);
}

/**
 * Counts something of our own (`$stage`, `$sent`) where a rule asks for it, and only there: it is nothing the customer
 * did.
 */
export function countDeclared(
  profile: Pick<ProfileState, 'events'>,
  name: string,
  at: Instant,
  properties: Properties,
  declared: DeclaredFacts,
): void {
  for (const need of declared.of(name) ?? []) {
    if (need.accepts?.(properties, at) !== false) count(profile, need.key, need, at, properties, declared);
  }
}

function count(
  profile: Pick<ProfileState, 'events'>,
  key: string,
  need: Need | undefined,
  at: Instant,
  properties: Properties,
  declared: DeclaredFacts,
): void {
  let fact = profile.events.get(key);
  if (!fact) profile.events.set(key, (fact = { name: key, ...neverBefore(at) }));
  countInto(fact, need, at, properties, declared.calendar);
  fact.touched = true;
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
  profile.consents = { ...profile.consents, [channel]: { ...topics, [topic]: granted } };
  profile.touched = true;
}

/** The consent on record, `undefined` without one. Names come from outside, so inherited ones do not count. */
export function consentOf({ consents }: ProfileState, channel: string, topic: string): boolean | undefined {
  const topics = Object.hasOwn(consents, channel) ? consents[channel]! : {};
  return Object.hasOwn(topics, topic) ? topics[topic] : undefined;
}

/** What the entry ledger says of a profile's runs through a journey, all instance keys taken together. */
export function runOf({ ledger }: ProfileState, journey: string): RunFact | undefined {
  let run: RunFact | undefined;
  for (const entry of ledger.values()) {
    if (entry.journey !== journey) continue;
    run ??= { live: 0, entries: 0, goals: 0 };
    run.live += entry.live;
    run.entries += entry.count;
    run.goals += entry.goals;
    run.lastEntry = Math.max(run.lastEntry ?? entry.lastEntry, entry.lastEntry);
    if (entry.lastExit !== undefined) run.lastExit = Math.max(run.lastExit ?? entry.lastExit, entry.lastExit);
  }
  return run;
}
