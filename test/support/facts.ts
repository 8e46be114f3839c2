import type { EventFact, Facts, Instant, Value } from '@sojourn/rules';

/** Facts as plain data, for rules and models that are judged without a player. */
export interface PlainFacts {
  attributes?: Record<string, Value>;
  events?: Record<string, EventFact>;
  stage?: { stage: string; since: Instant; previous?: string };
  properties?: Record<string, Value>;
  entry?: Record<string, Value>;
  consents?: Record<string, boolean>;
  seen?: { first?: Instant; last?: Instant };
}

/** Reads plain data as facts; consents are keyed `channel/topic`. */
export function factsOf(plain: PlainFacts): Facts {
  return {
    attribute: (name) => plain.attributes?.[name],
    event: (name) => plain.events?.[name],
    stage: () => plain.stage,
    property: (path) => plain.properties?.[path],
    entry: (path) => plain.entry?.[path],
    consent: (channel, topic) => plain.consents?.[`${channel}/${topic}`],
    seen: (which) => plain.seen?.[which],
  };
}

/** The fact of an event that happened at these instants. */
export function happened(...at: Instant[]): EventFact {
  return { count: at.length, first: Math.min(...at), last: Math.max(...at) };
}
