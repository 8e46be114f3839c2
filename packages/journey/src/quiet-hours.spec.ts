import { describe, expect, it } from '@jest/globals';
import { DAY, HOUR, MINUTE, type Instant } from '@sojourn/rules';
import fc from 'fast-check';
import { quietUntil, type QuietHours } from './quiet-hours.js';

/** Gaps and overlaps of an hour, of half an hour, at midnight, at month's end, moved for Ramadan, and none. */
const ZONES = [
  'America/New_York',
  'Europe/Berlin',
  'Australia/Lord_Howe',
  'America/Santiago',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Pacific/Chatham',
  'Asia/Shanghai',
  'America/Nuuk',
];

const at = (iso: string) => Date.parse(iso);
const until = (now: string, zone: string, from: string, to: string) => {
  const end = quietUntil(at(now), zone, { from, to });
  return end === undefined ? undefined : new Date(end).toISOString();
};

describe('quiet hours', () => {
  it('SEND-7 hold from their first minute until before their end, over midnight too', () => {
    expect(until('2026-03-02T12:59:59.999Z', 'Asia/Shanghai', '21:00', '09:00')).toBeUndefined();
    expect(until('2026-03-02T13:00:00Z', 'Asia/Shanghai', '21:00', '09:00')).toBe('2026-03-03T01:00:00.000Z');
    expect(until('2026-03-03T00:59:59.999Z', 'Asia/Shanghai', '21:00', '09:00')).toBe('2026-03-03T01:00:00.000Z');
    expect(until('2026-03-03T01:00:00Z', 'Asia/Shanghai', '21:00', '09:00')).toBeUndefined();
  });

  it('TIME-3 that end inside a daylight-saving gap end at the first instant after it', () => {
    expect(until('2026-03-08T05:00:00Z', 'America/New_York', '22:00', '02:30')).toBe('2026-03-08T07:00:00.000Z');
    expect(until('2026-03-29T00:30:00Z', 'Europe/Berlin', '01:00', '02:00')).toBe('2026-03-29T01:00:00.000Z');
  });

  it('TIME-3 that end inside an overlap end at the first of the two, and hold again from the second', () => {
    expect(until('2026-11-01T04:00:00Z', 'America/New_York', '22:00', '01:30')).toBe('2026-11-01T05:30:00.000Z');
    // 01:10 for the second time: quiet until 01:30 for the second time.
    expect(until('2026-11-01T06:10:00Z', 'America/New_York', '22:00', '01:30')).toBe('2026-11-01T06:30:00.000Z');
  });

  it('TIME-3 end at the first minute whose local clock is outside of them, in every zone and year', () => {
    const minute = fc.integer({ min: 0, max: 24 * 60 - 1 });
    const quietHours = fc.uniqueArray(minute, { minLength: 2, maxLength: 2 }).map(([from, to]) => ({
      from: clock(from!),
      to: clock(to!),
    }));
    const instant = (zone: string) =>
      fc.oneof(
        fc.integer({ min: at('2024-01-01T00:00Z'), max: at('2031-01-01T00:00Z') }),
        fc.tuple(fc.constantFrom(...changesOf(zone)), fc.integer({ min: -DAY, max: 6 * HOUR })).map(([a, b]) => a + b),
      );
    const cases = fc.constantFrom(...ZONES).chain((zone) => fc.tuple(fc.constant(zone), instant(zone), quietHours));
    fc.assert(
      fc.property(cases, ([zone, now, hours]) => {
        expect(quietUntil(now, zone, hours)).toBe(scanned(now, zone, hours));
      }),
      { numRuns: 200 },
    );
  });
});

/** The reference: looks at the clock on the wall minute by minute. Offsets of these zones are whole minutes. */
function scanned(now: Instant, zone: string, { from, to }: QuietHours): Instant | undefined {
  const quiet = (instant: Instant) => {
    const local = wall(zone, instant);
    return from < to ? local >= from && local < to : local >= from || local < to;
  };
  if (!quiet(now)) return undefined;
  let instant = (Math.floor(now / MINUTE) + 1) * MINUTE;
  while (quiet(instant)) instant += MINUTE;
  return instant;
}

const formats = new Map<string, Intl.DateTimeFormat>();
function wall(zone: string, instant: Instant): string {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
    formats.set(zone, format);
  }
  return format.format(instant);
}

/** The instants of 2024 to 2030 at which a zone's offset changes, to the hour. */
function changesOf(zone: string): Instant[] {
  const changes: Instant[] = [];
  const offset = (instant: Instant) => {
    const [hour, minute] = wall(zone, instant).split(':').map(Number);
    return ((((hour! * 60 + minute!) * MINUTE - (instant % DAY)) % DAY) + DAY) % DAY;
  };
  for (let day = at('2024-01-01T00:00Z'); day < at('2031-01-01T00:00Z'); day += DAY) {
    if (offset(day) !== offset(day + DAY))
      for (let hour = day; hour < day + DAY; hour += HOUR)
        if (offset(hour) !== offset(hour + HOUR)) changes.push(hour + HOUR);
  }
  return changes.length > 0 ? changes : [at('2026-06-01T00:00Z')];
}

function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}
