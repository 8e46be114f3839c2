import type { Instant } from '@sojourn/rules';

/** A pause during which time stood still for those inside. `until` is NEVER while it lasts. */
export interface Freeze {
  from: Instant;
  until: Instant;
}

/** How much of a rest stood still so far, in milliseconds, and up to when that was counted. */
export interface Frozen {
  for: number;
  until: Instant;
}

/** What a freeze may put off: where somebody rests, since when and until when. */
export interface Rest {
  arrivedAt: Instant;
  due: Instant;
  frozen?: Frozen;
}

/**
 * The rest with every freeze counted that has not been yet (STATE-1): its due time moves on by exactly as long as it
 * stood still, which is from the later of the pause and the arrival. What was due when the pause began is not put off.
 * `freezes` stand in order and do not overlap. Each is counted once, however often this is asked.
 */
export function thaw(rest: Rest, freezes: readonly Freeze[]): Rest {
  let { due } = rest;
  let frozen = rest.frozen;
  for (const { from, until } of freezes) {
    const since = Math.max(from, rest.arrivedAt);
    if (until <= (frozen?.until ?? rest.arrivedAt) || until <= since) continue;
    if (from >= due) break;
    due += until - since;
    frozen = { for: (frozen?.for ?? 0) + until - since, until };
  }
  return frozen === rest.frozen ? rest : { ...rest, due, frozen };
}
