import type { EventFact, Facts, Instant, RunFact, Value } from '@sojourn/rules';

/** Facts as plain data, for rules and models that are judged without a player. */
export interface PlainFacts {
  attributes?: Record<string, Value>;
  events?: Record<string, EventFact>;
  stage?: { stage: string; since: Instant; previous?: string };
  properties?: Record<string, Value>;
  entry?: Record<string, Value>;
  consents?: Record<string, boolean>;
  seen?: { first?: Instant; last?: Instant };
  /** Stages in other models than the primary one. */
  layers?: Record<string, { stage: string; since: Instant; previous?: string }>;
  scores?: Record<string, number>;
  tags?: string[];
  journeys?: Record<string, RunFact>;
  tasks?: number;
}

/** Reads plain data as facts; consents are keyed `channel/topic`. */
export function factsOf(plain: PlainFacts): Facts {
  return {
    attribute: (name) => plain.attributes?.[name],
    event: (name) => plain.events?.[name],
    stage: (model) => (model === undefined ? plain.stage : plain.layers?.[model]),
    property: (path) => plain.properties?.[path],
    entry: (path) => plain.entry?.[path],
    consent: (channel, topic) => plain.consents?.[`${channel}/${topic}`],
    seen: (which) => plain.seen?.[which],
    score: (name) => plain.scores?.[name],
    tagged: (tag) => plain.tags?.includes(tag) ?? false,
    journey: (id) => plain.journeys?.[id],
    tasks: () => plain.tasks ?? 0,
  };
}

/** The fact of an event that happened at these instants. */
export function happened(...at: Instant[]): EventFact {
  return { count: at.length, first: Math.min(...at), last: Math.max(...at) };
}
