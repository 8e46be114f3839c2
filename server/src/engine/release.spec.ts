import { describe, expect, it } from '@jest/globals';
import { DAY, HOUR, MINUTE } from '@sojourn/rules';
import fc from 'fast-check';
import { release, type Resumption } from './release.js';

const RESUMED = Date.parse('2026-03-02T04:00:00Z');
const resumption = (overdue: Resumption['overdue']): Resumption => ({ resumedAt: RESUMED, overdue, freezes: [] });
const overdue = { arrivedAt: RESUMED - 3 * DAY, due: RESUMED - DAY };

describe('resuming', () => {
  it('STATE-2 lets no more go on in any minute than were asked for', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), (perMinute) => {
        const spread = resumption({ do: 'spread', perMinute });
        const dues = Array.from({ length: 1_000 }, (_, turn) => release(overdue, spread, RESUMED, turn).due);
        expect(dues[0]).toBe(RESUMED);
        // Whoever is so many places behind goes on a minute later at least.
        for (const [turn, due] of dues.slice(perMinute).entries())
          expect(due - dues[turn]!).toBeGreaterThanOrEqual(MINUTE);
      }),
    );
  });

  it('STATE-2 takes out who is overdue for longer than was said, just after the command that does it', () => {
    const at = RESUMED + MINUTE;
    const skip = (due: number) => release({ ...overdue, due }, resumption({ do: 'skip', olderThan: '1d' }), at, 0);
    expect(skip(RESUMED - DAY - 1)).toEqual({ due: at + 1, frozen: undefined, leaves: true });
    expect(skip(RESUMED - DAY)).toEqual({ due: at, frozen: undefined });
  });

  it('STATE-2 leaves what is not due yet as it is, and lets nobody go on in the past', () => {
    const now = resumption({ do: 'now' });
    expect(release({ ...overdue, due: RESUMED + HOUR }, now, RESUMED, 7).due).toBe(RESUMED + HOUR);
    expect(release(overdue, now, RESUMED + MINUTE, 7).due).toBe(RESUMED + MINUTE);
  });
});
