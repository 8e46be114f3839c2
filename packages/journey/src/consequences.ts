import type { Properties } from './profile-state.js';
import type { StageChange } from './stages.js';

/** One thing may lead to another so deep before it is refused, and to so many in one play (ENGINE D13). */
export const CASCADE = { depth: 10, items: 64 } as const;

/**
 * What follows for the same profile from something that was just played. `depth` is how many things led to each other
 * before it; it travels with events and runs, so that journeys which start each other stop.
 */
export type Consequence = { depth: number } & (
  | { what: 'event'; name: string; properties: Properties }
  | { what: 'enter'; journey: string; entry: Properties; caller?: { enrollment: string; step: number } }
  | { what: 'leave'; journey: string; reason: string }
  | { what: 'stage'; change: StageChange }
  | { what: 'attribute'; name: string; from: Properties[string] | undefined; to: Properties[string] }
  | { what: 'score'; name: string; from: number; to: number }
  | { what: 'returned'; caller: { enrollment: string; step: number }; how: { ended: string } | { refused: string } }
  /** A place in an exclusion group became free. */
  | { what: 'admit'; group: string }
);
