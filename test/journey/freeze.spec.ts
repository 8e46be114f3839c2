import { describe, expect, it } from '@jest/globals';
import { thaw, type Freeze } from '@sojourn/journey';
import { DAY, HOUR, NEVER } from '@sojourn/rules';
import fc from 'fast-check';

/** Ordered, disjoint freezes out of any instants. */
const freezes: fc.Arbitrary<Freeze[]> = fc
  .uniqueArray(fc.integer({ min: 0, max: 1_000 }), { minLength: 0, maxLength: 12 })
  .map((instants) => {
    const sorted = instants.toSorted((a, b) => a - b);
    return Array.from({ length: Math.floor(sorted.length / 2) }, (_, n) => ({
      from: sorted[2 * n]!,
      until: sorted[2 * n + 1]!,
    }));
  });

/** The slow way: one millisecond after the other passes, unless time stands still. */
function walked(arrivedAt: number, length: number, all: readonly Freeze[]): number {
  let at = arrivedAt;
  for (let left = length; left > 0; at++) if (!all.some(({ from, until }) => from <= at && at < until)) left -= 1;
  return at;
}

describe('timers that stand still', () => {
  it('STATE-1 a wait goes on for as long as it had left, to the millisecond', () => {
    const rest = { arrivedAt: 0, due: DAY };
    const pause = { from: 5 * HOUR + 1, until: 9 * HOUR + 8 };
    expect(thaw(rest, [pause]).due).toBe(DAY + 4 * HOUR + 7);
    expect(thaw(rest, [{ from: 0, until: NEVER }]).due).toBe(NEVER);
  });

  it('STATE-1 what was due when the pause began is not put off, and what began in it only from then on', () => {
    expect(thaw({ arrivedAt: 0, due: 10 }, [{ from: 10, until: 50 }]).due).toBe(10);
    expect(thaw({ arrivedAt: 30, due: 40 }, [{ from: 10, until: 50 }]).due).toBe(60);
    expect(thaw({ arrivedAt: 50, due: 60 }, [{ from: 10, until: 50 }]).due).toBe(60);
  });

  it('STATE-1 counts each pause once, as a clock that stands still would, whenever it is asked', () => {
    fc.assert(
      fc.property(
        freezes,
        fc.integer({ min: 0, max: 900 }),
        fc.integer({ min: 1, max: 400 }),
        (all, arrivedAt, length) => {
          const rest = { arrivedAt, due: arrivedAt + length };
          const once = thaw(rest, all);
          expect(once.due).toBe(walked(arrivedAt, length, all));
          let bit = thaw(rest, []);
          for (let known = 1; known <= all.length; known++) bit = thaw(bit, all.slice(0, known));
          expect(bit.due).toBe(once.due);
          expect(thaw(once, all)).toBe(once);
          expect(once.due - rest.due).toBe(once.frozen?.for ?? 0);
        },
      ),
    );
  });
});
