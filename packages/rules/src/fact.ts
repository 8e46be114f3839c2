import type { Duration } from './instant.js';
import type { Rule } from './rule.js';

/**
 * What can be told of the events of one name. `first` and `last` are instants, or with a `property` what it was then;
 * `top` is the most frequent value of a property, `days` on how many local days it happened.
 */
export const MEASURES = ['count', 'sum', 'average', 'first', 'last', 'top', 'days'] as const;
export type Measure = (typeof MEASURES)[number];

/** What can be told of a profile's runs through a journey, over all versions. */
export const RUN_MEASURES = ['live', 'entries', 'goals', 'last_entry', 'last_exit'] as const;
export type RunMeasure = (typeof RUN_MEASURES)[number];

/** Days for which day by day is kept: no window that is counted in whole days reaches further back. */
export const LONGEST_DAYS = 1_098;

/** How many of the last instants are kept, so that windows are exact to the millisecond up to this count. */
export const KEPT_INSTANTS = 50;

/** What is asked of the events behind a happening, whatever names it. */
export interface Asked {
  measure: Measure;
  /** Which property is added up, averaged, ranked or read; a dotted path. */
  property?: string;
  /** Only events for which this holds; it looks at the event's own properties alone. */
  where?: Rule;
  /** Only events of so long ago at most; without it all that ever were. */
  within?: Duration;
}
/** `event` names one of the shop's own events, `meaning` one of ours ("order"), see "what your events mean". */
export type Happening = ({ event: string } | { meaning: string }) & Asked;

/** What a comparison looks at, and what it may compare with. */
export type Fact =
  | { attribute: string }
  | Happening
  /** A computed attribute of the workspace: a happening that has a name. */
  | { computed: string }
  | { stage: 'current' | 'previous' | 'since'; model?: string }
  /** Whether the profile is in a stage, or was in it (within the window). */
  | { was: string; model?: string; within?: Duration }
  | { segment: string }
  | { tag: string }
  | { score: string }
  | { journey: string; measure: RunMeasure }
  /** Messages handed over to the profile. */
  | { sent: 'count' | 'last'; channel?: string; template?: string; within?: Duration }
  | { tasks: 'open' }
  | { consent: string; topic: string }
  | { seen: 'first' | 'last' }
  /** A property of the event at hand. */
  | { property: string }
  /** A property of the event that started the enrollment. */
  | { entry: string };

/** A computed attribute (计算属性): a name for what is told of some events. */
export type Computed = Happening;

export function isHappening(fact: Fact): fact is Happening {
  return 'event' in fact || 'meaning' in fact;
}

/** The name under which a model's changes of stage stand among a profile's events: `{model, from, to}`. */
export const STAGE_EVENT = '$stage';
/** The name under which messages handed over stand among a profile's events: `{channel, template, topic, journey}`. */
export const SENT_EVENT = '$sent';

/** Whether an operand is a fact to compare with rather than a literal. */
export function isFact(operand: unknown): operand is Fact {
  return typeof operand === 'object' && operand !== null && !Array.isArray(operand);
}
