import { describe, expect, it } from '@jest/globals';
import { instantOfLocal, localDateTime, type Timetable } from '@sojourn/journey';
import { DAY, HOUR, MINUTE, type Instant } from '@sojourn/rules';
import fc from 'fast-check';
import { lookAround, turnStillOn } from './local-times.js';

const ZONES = [
  'Pacific/Kiritimati',
  'Pacific/Auckland',
  'Asia/Shanghai',
  'Asia/Kathmandu',
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'Pacific/Pago_Pago',
];
const DAILY: Timetable = { cron: '30 2 * * *' };

/** Every turn that the zones have of a daily 02:30 in a span, told without the look. */
function expected(zones: readonly string[], from: Instant, to: Instant): string[] {
  const turns: string[] = [];
  for (let day = Math.floor(from / DAY) - 2; day <= to / DAY + 2; day++) {
    const local = day * DAY + 2.5 * HOUR;
    for (const zone of zones) {
      const at = instantOfLocal(local, zone);
      if (at > from && at <= to) turns.push(`${zone} ${new Date(local).toISOString().slice(0, 16)} ${at}`);
    }
  }
  return turns.sort();
}

describe('a schedule in local time', () => {
  it('SCHED-3 comes to each zone once, at its own instant, however the looks fall, over both changes of the clocks', () => {
    const begin = Date.parse('2026-03-01T00:00Z');
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 270 }),
        fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 10, maxLength: 40 }),
        (offset, gaps) => {
          const from = begin + offset * DAY;
          let looked = from;
          const turns: string[] = [];
          for (const gap of gaps) {
            const now = looked + gap * MINUTE;
            const look = lookAround(DAILY, { own: ZONES.slice(1), fallback: ZONES[0]! }, looked, now, 3);
            for (const { at, zone, local } of look.turns) turns.push(`${zone || ZONES[0]} ${local} ${at}`);
            looked = now;
          }
          expect(turns.sort()).toEqual(expected(ZONES, from, looked));
        },
      ),
      { numRuns: 20 },
    );
  });

  it('SCHED-3 is looked at again no later than the next turn of any zone', () => {
    const begin = Date.parse('2026-10-20T00:00Z');
    for (let hour = 0; hour < 24 * 14; hour += 5) {
      const now = begin + hour * HOUR;
      const { next } = lookAround(DAILY, { own: ZONES, fallback: 'UTC' }, now, now, 1);
      const [first] = expected([...ZONES, 'UTC'], now, now + 2 * DAY)
        .map((turn) => Number(turn.split(' ')[2]))
        .sort((a, b) => a - b);
      expect(next).toBeLessThanOrEqual(first!);
      expect(next).toBeGreaterThan(now);
    }
  });

  it('SCHED-3 sleeps until an occurrence comes near, and for good once the last is over', () => {
    const once: Timetable = { once: '2026-12-24T10:00' };
    const local = localDateTime('2026-12-24T10:00')!;
    const early = lookAround(once, { own: ZONES, fallback: 'UTC' }, 0, local - 30 * DAY, 1);
    expect(early).toEqual({ turns: [], next: local - 15 * HOUR });
    const late = lookAround(once, { own: ZONES, fallback: 'UTC' }, local + 2 * DAY, local + 3 * DAY, 1);
    expect(late).toEqual({ turns: [], next: Infinity });
  });

  it('SCHED-3 tells the turn a zone has had while it goes on elsewhere', () => {
    const at = instantOfLocal(localDateTime('2026-06-01T02:30')!, 'Asia/Shanghai');
    const turn = { at, zone: 'Asia/Shanghai', local: '2026-06-01T02:30' };
    const still = (now: Instant) => turnStillOn(DAILY, 'Asia/Shanghai', 'Asia/Shanghai', now);
    expect(still(at)).toEqual(turn);
    expect(still(at + 22 * HOUR)).toEqual(turn);
    expect(still(at - 1)).not.toEqual(turn);
    expect(still(at + 23 * HOUR)).toBeUndefined();
  });
});
