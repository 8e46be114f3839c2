import type { Overdue } from '@sojourn/api';
import { thaw, type Freeze, type Frozen } from '@sojourn/journey';
import { milliseconds, MINUTE, type Duration, type Instant } from '@sojourn/rules';

/** What is done about those a pause put aside when their journey is resumed (STATE-2). */
export interface Resumption {
  resumedAt: Instant;
  overdue: Overdue;
  /** When time stood still in the journey, the pause that is over included. */
  freezes: readonly Freeze[];
}

/** Somebody whom a pause put aside: since when at the node, and due when. */
export interface Overdued {
  arrivedAt: Instant;
  due: Instant;
  frozen?: Frozen;
}

/** When somebody goes on, or that they leave the journey instead. */
export type Release = { due: Instant; frozen?: Frozen; leaves?: boolean };

/**
 * What becomes of the `turn`-th to be released, at `at`. Whose time stood still goes on as if there had been no pause.
 * Nobody goes on in the past: time does not go back for a profile. Who leaves is due a moment later than the command
 * that takes them out, since what is due plays before what arrives.
 */
export function release(
  one: Overdued,
  { resumedAt, overdue, freezes }: Resumption,
  at: Instant,
  turn: number,
): Release {
  const { due, frozen } = thaw(one, freezes);
  if (due > resumedAt) return { due: Math.max(due, at), frozen };
  if (overdue.do === 'skip' && due < resumedAt - milliseconds(overdue.olderThan as Duration))
    return { due: at + 1, frozen, leaves: true };
  const wait = overdue.do === 'spread' ? Math.floor((turn * MINUTE) / overdue.perMinute) : 0;
  return { due: Math.max(resumedAt + wait, at), frozen };
}
