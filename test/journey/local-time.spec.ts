import { describe, expect, it } from '@jest/globals';
import { instantAt, localDay, nextTime, parseDay, usualHour, weekdayOf, windowOpens, writeDay } from '@sojourn/journey';
import { DAY, HOUR, MINUTE } from '@sojourn/rules';
import fc from 'fast-check';
import { edges, provesInstantAt, provesNextTime, provesUsualHour, provesWindow, ZONES } from './proving-local-time.js';

const at = (iso: string) => Date.parse(iso);
const any = { chosen: () => true };
const next = (now: string, zone: string, time: string, ahead = 0, days: Parameters<typeof nextTime>[4] = any) => {
  const found = nextTime(at(now), zone, time, localDay(at(now), zone) + ahead, days);
  return found === undefined ? undefined : new Date(found).toISOString();
};

const minute = fc.integer({ min: 0, max: 24 * 60 - 1 });
const weekdays = fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { maxLength: 3 });
/** A zone, and a moment within two days of one at which its clocks are set. */
const moment = fc
  .constantFrom(...ZONES)
  .chain((zone) =>
    fc.tuple(fc.constant(zone), fc.constantFrom(...edges(zone)), fc.integer({ min: -2 * DAY, max: 2 * DAY })),
  )
  .map(([zone, edge, away]) => ({ zone, now: edge + away }));

describe('a local time as an instant', () => {
  it('TIME-3 is the first that shows it, and in a gap the first after the gap, in zones of all the world', () => {
    fc.assert(
      fc.property(moment, minute, ({ zone, now }, clock) => provesInstantAt(zone, localDay(now, zone), clock)),
      { numRuns: 150 },
    );
  });

  it('TIME-3 at the edges people know', () => {
    const day = parseDay('2026-03-08')!;
    expect(instantAt(day, 2.5 * HOUR, 'America/New_York')).toBe(at('2026-03-08T07:00:00Z'));
    // Half an hour, and at midnight.
    expect(instantAt(parseDay('2026-10-04')!, 2.25 * HOUR, 'Australia/Lord_Howe')).toBe(at('2026-10-03T15:30:00Z'));
    expect(instantAt(parseDay('2026-04-24')!, 0, 'Africa/Cairo')).toBe(at('2026-04-23T22:00:00Z'));
    expect(instantAt(parseDay('2026-11-01')!, 1.5 * HOUR, 'America/New_York')).toBe(at('2026-11-01T05:30:00Z'));
  });

  it('days are numbered, named by date and by weekday', () => {
    expect(writeDay(0)).toBe('1970-01-01');
    expect(parseDay('2026-02-30')).toBeUndefined();
    expect([weekdayOf(0), weekdayOf(-1), weekdayOf(4)]).toEqual([4, 3, 1]);
    expect(writeDay(localDay(at('2026-01-01T16:00:00Z'), 'Asia/Shanghai'))).toBe('2026-01-02');
  });
});

describe('the next time of day', () => {
  it('WAIT-1 is never early, on a chosen day, and the first such, in zones of all the world', () => {
    const ahead = fc.integer({ min: 0, max: 9 });
    fc.assert(
      fc.property(moment, ahead, minute, weekdays, ({ zone, now }, days, clock, chosen) =>
        provesNextTime(zone, now, days, clock, chosen),
      ),
      { numRuns: 150 },
    );
  });

  it('WAIT-1 TIME-2 is later than now, N local days on at HH:MM whatever is done to the clock', () => {
    expect(next('2026-03-07T15:00:00Z', 'America/New_York', '10:00')).toBe('2026-03-08T14:00:00.000Z');
    expect(next('2026-03-07T14:59:59.999Z', 'America/New_York', '10:00')).toBe('2026-03-07T15:00:00.000Z');
    expect(next('2026-03-06T15:00:00Z', 'America/New_York', '10:00', 3)).toBe('2026-03-09T14:00:00.000Z');
  });

  it('WAIT-1 on a day of the month is that day or the first chosen one after it, a month’s last where it is short', () => {
    const workday = (day: number) => weekdayOf(day) <= 5;
    // 1 August 2026 is a Saturday, so is 31 October.
    expect(next('2026-07-20T00:00:00Z', 'UTC', '10:00', 0, { chosen: workday, monthDay: 1 })).toBe(
      '2026-08-03T10:00:00.000Z',
    );
    expect(next('2026-08-02T00:00:00Z', 'UTC', '10:00', 0, { chosen: workday, monthDay: 1 })).toBe(
      '2026-08-03T10:00:00.000Z',
    );
    expect(next('2026-08-03T10:00:00Z', 'UTC', '10:00', 0, { chosen: workday, monthDay: 1 })).toBe(
      '2026-09-01T10:00:00.000Z',
    );
    expect(next('2026-11-01T00:00:00Z', 'UTC', '10:00', 0, { chosen: workday, monthDay: 31 })).toBe(
      '2026-11-02T10:00:00.000Z',
    );
    expect(next('2026-02-01T00:00:00Z', 'UTC', '10:00', 0, { ...any, monthDay: 31 })).toBe('2026-02-28T10:00:00.000Z');
  });

  it('WAIT-1 is nowhere where no day is ever chosen', () => {
    expect(next('2026-01-01T00:00:00Z', 'UTC', '10:00', 0, { chosen: () => false })).toBeUndefined();
    expect(next('2026-01-01T00:00:00Z', 'UTC', '10:00', 0, { chosen: () => false, monthDay: 1 })).toBeUndefined();
  });
});

describe('a time window', () => {
  const opens = (now: string, zone: string, from: string, to: string, days?: number[]) =>
    new Date(
      windowOpens(at(now), zone, { from, to, ...(days && { opensOn: (day) => days.includes(weekdayOf(day)) }) })!,
    ).toISOString();

  it('WAIT-4 opens at the first minute whose clock stands in it, over midnight too, in zones of all the world', () => {
    const bounds = fc.uniqueArray(minute, { minLength: 2, maxLength: 2 });
    fc.assert(
      fc.property(moment, bounds, weekdays, ({ zone, now }, [from, to], days) =>
        provesWindow(zone, now, from!, to!, days),
      ),
      { numRuns: 100 },
    );
  });

  it('WAIT-4 includes its start and excludes its end', () => {
    expect(opens('2026-05-01T09:00:00Z', 'UTC', '09:00', '18:00')).toBe('2026-05-01T09:00:00.000Z');
    expect(opens('2026-05-01T17:59:59.999Z', 'UTC', '09:00', '18:00')).toBe('2026-05-01T17:59:59.999Z');
    expect(opens('2026-05-01T18:00:00Z', 'UTC', '09:00', '18:00')).toBe('2026-05-02T09:00:00.000Z');
  });

  it('WAIT-4 over midnight belongs to the day it began on', () => {
    // A Friday's night ends on Saturday morning.
    expect(opens('2026-05-02T01:00:00Z', 'UTC', '22:00', '02:00', [5])).toBe('2026-05-02T01:00:00.000Z');
    expect(opens('2026-05-01T01:00:00Z', 'UTC', '22:00', '02:00', [5])).toBe('2026-05-01T22:00:00.000Z');
    expect(windowOpens(0, 'UTC', { from: '09:00', to: '10:00', opensOn: () => false })).toBeUndefined();
  });
});

describe('the active hour', () => {
  it('WAIT-1 is the local hour met most often, in zones of all the world', () => {
    const instants = moment.chain(({ zone, now }) =>
      fc.tuple(
        fc.constant(zone),
        fc.array(
          fc.integer({ min: 0, max: 90 * 24 * 60 }).map((back) => now - back * MINUTE),
          { maxLength: 50 },
        ),
      ),
    );
    fc.assert(
      fc.property(instants, ([zone, all]) => provesUsualHour(zone, all)),
      { numRuns: 60 },
    );
  });

  it('WAIT-1 is, of hours met equally often, the one met last', () => {
    const seen = ['2026-01-01T09:10Z', '2026-01-02T20:00Z', '2026-01-03T20:30Z', '2026-01-04T09:50Z'].map(at);
    expect(usualHour(seen, 'UTC')).toBe(9);
    expect(usualHour(seen.slice(0, 3), 'UTC')).toBe(20);
    expect(usualHour(seen.slice(0, 3), 'Asia/Shanghai')).toBe(4);
    expect(usualHour([], 'UTC')).toBeUndefined();
  });
});
