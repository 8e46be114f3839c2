import type { Branch } from '../branches.js';

/** An arm of an experiment, with its share in percent. */
export interface Arm extends Branch {
  share: number;
}

/** The slots of each arm, as ranges [from, to) of {@link SLOTS}. */
export type Slots = Readonly<Record<string, readonly (readonly [from: number, to: number])[]>>;

/** Everybody falls into one of these; a share is exact to a hundredth of a percent. */
export const SLOTS = 10_000;

export const slotCount = (share: number): number => Math.round((share * SLOTS) / 100);

/**
 * Gives every arm as many slots as its share asks for. Of slots given out `before`, only those change hands that have to:
 * an arm that shrinks gives up its last ones, an arm that is gone all, and these go to the arms that grow, in their order.
 * Deterministic; shares must add up to 100.
 */
export function allot(arms: readonly Arm[], before: Slots = {}): Slots {
  const kept = new Map<string, number[]>();
  const taken = new Set<number>();
  for (const { id, share } of arms) {
    const slots = (before[id] ?? []).flatMap(([from, to]) => span(from, to)).slice(0, slotCount(share));
    kept.set(id, slots);
    for (const slot of slots) taken.add(slot);
  }
  const free = span(0, SLOTS).filter((slot) => !taken.has(slot));
  let next = 0;
  return Object.fromEntries(
    arms.map(({ id, share }) => {
      const own = kept.get(id)!;
      const missing = slotCount(share) - own.length;
      const slots = [...own, ...free.slice(next, (next += missing))];
      return [id, ranges(slots)];
    }),
  );
}

const span = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index);

function ranges(slots: number[]): [number, number][] {
  const found: [number, number][] = [];
  for (const slot of slots.sort((a, b) => a - b)) {
    const last = found.at(-1);
    if (last?.[1] === slot) last[1] += 1;
    else found.push([slot, slot + 1]);
  }
  return found;
}
