import { describe, expect, it, jest } from '@jest/globals';
import { DAY } from '@sojourn/rules';
import { Cron } from 'croner';
import type { Timetable } from './node-type.js';
import {
  cronFault,
  latestOccurrences,
  nextOccurrence,
  occurrencesBetween,
  timetableFault,
  zoneFault,
} from './schedule.js';

const at = (iso: string) => Date.parse(iso);
const next = (cron: string, zone: string, after: string) =>
  new Date(nextOccurrence({ cron }, zone, at(after))!).toISOString();
const all = (cron: string, zone: string, from: string, to: string) =>
  [...occurrencesBetween({ cron }, zone, at(from), at(to))].map((each) => new Date(each).toISOString());

describe('a schedule', () => {
  it('SCHED-1 comes up strictly after the moment asked from, in its zone', () => {
    expect(next('0 9 * * *', 'Asia/Shanghai', '2026-03-01T00:59:59.999Z')).toBe('2026-03-01T01:00:00.000Z');
    expect(next('0 9 * * *', 'Asia/Shanghai', '2026-03-01T01:00:00.000Z')).toBe('2026-03-02T01:00:00.000Z');
    expect(next('0 10 29 2 *', 'UTC', '2026-01-01T00:00:00Z')).toBe('2028-02-29T10:00:00.000Z');
  });

  it('TIME-3 a time in a daylight-saving gap fires at the first instant after it', () => {
    expect(next('30 2 * * *', 'America/New_York', '2026-03-08T06:00:00Z')).toBe('2026-03-08T07:00:00.000Z');
  });

  it('TIME-3 a time in an overlap fires once, at the first of the two', () => {
    expect(all('30 1 * * *', 'America/New_York', '2026-11-01T00:00:00Z', '2026-11-02T12:00:00Z')).toEqual([
      '2026-11-01T05:30:00.000Z',
      '2026-11-02T06:30:00.000Z',
    ]);
  });

  it('TIME-2 keeps its local time over a change of daylight saving', () => {
    expect(all('0 9 * * *', 'Europe/Berlin', '2026-03-28T00:00:00Z', '2026-03-30T00:00:00Z')).toEqual([
      '2026-03-28T08:00:00.000Z',
      '2026-03-29T07:00:00.000Z',
    ]);
  });

  it('lists occurrences from the first moment on and before the last', () => {
    expect(all('0 0 * * *', 'UTC', '2026-01-01T00:00:00Z', '2026-01-03T00:00:00Z')).toEqual([
      '2026-01-01T00:00:00.000Z',
      '2026-01-02T00:00:00.000Z',
    ]);
    expect(all('0 0 30 2 *', 'UTC', '2026-01-01T00:00:00Z', '2030-01-03T00:00:00Z')).toEqual([]);
  });
});

describe('what a schedule missed', () => {
  const latest = (cron: string, zone: string, from: string, to: string, most: number) =>
    latestOccurrences({ cron }, zone, at(from), at(to), most).map((each) => new Date(each).toISOString());

  it('SCHED-2 is the same looked at from its end as from its start, over changes of daylight saving', () => {
    for (const zone of ['America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Shanghai']) {
      for (const cron of ['0 * * * *', '30 2 * * *', '30 1 * * *', '15 0-3 * * *', '0 9 * * 1-5', '0 0 L * *']) {
        for (const change of ['2026-03-08', '2026-03-29', '2026-04-05', '2026-10-04', '2026-10-25', '2026-11-01']) {
          const from = at(`${change}T12:00:00Z`) - 1.5 * DAY;
          const span = [{ cron }, zone, from, from + 2 * DAY] as const;
          const forward = [...occurrencesBetween(...span)];
          expect(latestOccurrences(...span, 100).filter((each) => each < from + 2 * DAY)).toEqual(forward);
          expect(latestOccurrences({ cron }, zone, from, from + 2 * DAY - 1, 3)).toEqual(forward.slice(-3));
        }
      }
    }
  });

  it('SCHED-2 includes both ends, and nothing before the first', () => {
    expect(latest('0 9 * * *', 'UTC', '2026-01-01T09:00:00Z', '2026-01-02T09:00:00Z', 100)).toEqual([
      '2026-01-01T09:00:00.000Z',
      '2026-01-02T09:00:00.000Z',
    ]);
    expect(latest('0 9 * * *', 'UTC', '2026-01-01T09:00:01Z', '2026-01-02T08:59:59Z', 100)).toEqual([]);
  });

  it('SCHED-2 is found without walking through a year of minutes', () => {
    const next = jest.spyOn(Cron.prototype, 'nextRun');
    const previous = jest.spyOn(Cron.prototype, 'previousRuns');
    expect(latest('* * * * *', 'Asia/Shanghai', '2025-01-01T00:00:00Z', '2026-01-01T00:00:00Z', 1)).toEqual([
      '2026-01-01T00:00:00.000Z',
    ]);
    expect(previous.mock.calls.map(([count]) => count)).toEqual([1]);
    expect(next).not.toHaveBeenCalled();
    jest.restoreAllMocks();
  });
});

describe('a date that comes up once', () => {
  const once = (text: string, zone: string) => nextOccurrence({ once: text }, zone, -Infinity);

  it('SCHED-1 comes up at its local time, and never again', () => {
    const at9 = at('2026-12-24T01:00:00Z');
    expect(once('2026-12-24T09:00', 'Asia/Shanghai')).toBe(at9);
    expect(nextOccurrence({ once: '2026-12-24T09:00' }, 'Asia/Shanghai', at9)).toBeUndefined();
    expect(latestOccurrences({ once: '2026-12-24T09:00' }, 'Asia/Shanghai', at9, at9, 100)).toEqual([at9]);
    expect(latestOccurrences({ once: '2026-12-24T09:00' }, 'Asia/Shanghai', 0, at9 - 1, 100)).toEqual([]);
  });

  it('TIME-3 in a gap at the first instant after it, in an overlap at the first of the two', () => {
    expect(once('2026-03-08T02:30', 'America/New_York')).toBe(at('2026-03-08T07:00:00Z'));
    expect(once('2026-11-01T01:30', 'America/New_York')).toBe(at('2026-11-01T05:30:00Z'));
  });
});

describe('a recurrence rule in a zone', () => {
  const rule = (rrule: string, start: string): Timetable => ({ rrule, start });
  const written = (instants: Iterable<number>) => [...instants].map((each) => new Date(each).toISOString());

  it('TIME-2 TIME-3 keeps its local time, in a gap comes after it, in an overlap once', () => {
    const daily = rule('FREQ=DAILY;BYHOUR=1,2;BYMINUTE=30', '2026-01-01T01:30');
    const spring = [at('2026-03-08T00:00-05:00'), at('2026-03-09T00:00-04:00')] as const;
    expect(written(occurrencesBetween(daily, 'America/New_York', ...spring))).toEqual([
      '2026-03-08T06:30:00.000Z',
      '2026-03-08T07:00:00.000Z',
    ]);
    const autumn = [at('2026-11-01T00:00-04:00'), at('2026-11-02T00:00-05:00')] as const;
    expect(written(occurrencesBetween(daily, 'America/New_York', ...autumn))).toEqual([
      '2026-11-01T05:30:00.000Z',
      '2026-11-01T07:30:00.000Z',
    ]);
  });

  it('SCHED-1 two local times inside one gap are one occurrence', () => {
    const twice = rule('FREQ=DAILY;BYHOUR=2;BYMINUTE=15,45', '2026-01-01T02:15');
    const day = [at('2026-03-08T00:00-05:00'), at('2026-03-08T12:00-04:00')] as const;
    expect(written(occurrencesBetween(twice, 'America/New_York', ...day))).toEqual(['2026-03-08T07:00:00.000Z']);
    expect(written(latestOccurrences(twice, 'America/New_York', ...day, 9))).toEqual(['2026-03-08T07:00:00.000Z']);
  });

  it('SCHED-2 what it missed is the same looked at from its end as from its start', () => {
    for (const zone of ['America/New_York', 'Australia/Lord_Howe', 'Asia/Shanghai']) {
      for (const rrule of ['FREQ=DAILY;BYHOUR=2;BYMINUTE=15,45', 'FREQ=MONTHLY;BYDAY=1SU', 'FREQ=DAILY;COUNT=300']) {
        const when = rule(rrule, '2026-01-04T02:15');
        for (let from = at('2025-12-30T00:00Z'); from < at('2027-01-01T00:00Z'); from += 13 * DAY) {
          const forward = [...occurrencesBetween(when, zone, from, from + 40 * DAY + 1)];
          expect(latestOccurrences(when, zone, from, from + 40 * DAY, 1_000)).toEqual(forward);
          expect(latestOccurrences(when, zone, from, from + 40 * DAY, 2)).toEqual(forward.slice(-2));
          const [next] = occurrencesBetween(when, zone, from, Infinity);
          expect(nextOccurrence(when, zone, from - 1)).toBe(next);
        }
      }
    }
  });

  it('comes to an end', () => {
    const ended = rule('FREQ=DAILY;COUNT=2', '2026-01-01T09:00');
    expect(nextOccurrence(ended, 'UTC', at('2026-01-02T09:00:00Z'))).toBeUndefined();
    expect(
      nextOccurrence(rule('FREQ=DAILY;UNTIL=20260101', '2026-01-01T09:00'), 'UTC', at('2026-01-01T09:00Z')),
    ).toBeUndefined();
  });
});

describe('what is no schedule and no zone', () => {
  it('says what is wrong and in which part of a timetable', () => {
    expect(timetableFault({ cron: '0 9 * * *' })).toBeUndefined();
    expect(timetableFault({ once: '2026-12-24T10:00' })).toBeUndefined();
    expect(timetableFault({ rrule: 'FREQ=DAILY', start: '2026-12-24T10:00' })).toBeUndefined();
    expect(timetableFault({ cron: '* *' })).toMatchObject({ part: 'cron' });
    expect(timetableFault({ once: '2026-02-30T10:00' })).toMatchObject({ part: 'once' });
    expect(timetableFault({ rrule: 'FREQ=DAILY', start: '24.12.2026' })).toMatchObject({ part: 'start' });
    expect(timetableFault({ rrule: 'FREQ=SECONDLY', start: '2026-12-24T10:00' })).toMatchObject({ part: 'rrule' });
  });

  it.each(['* * * * *', '*/15 9-17 * * 1-5', '0 0 1 1 *', '0 10 * * MON', '0 0 L * *'])('%s is a schedule', (cron) => {
    expect(cronFault(cron)).toBeUndefined();
  });

  it.each([
    '',
    '* * * *',
    '* * * * * *',
    '60 * * * *',
    '0 24 * * *',
    '0 0 30 2 *',
    '@daily',
    '2026-01-01T00:00:00 * * * *',
    'x * * * *',
  ])('%j is none', (cron) => expect(cronFault(cron)).toMatchObject({ en: expect.any(String), zh: expect.any(String) }));

  it('TIME-1 zones go by their IANA names, not by bare offsets', () => {
    for (const zone of ['Asia/Shanghai', 'UTC', 'America/Argentina/Buenos_Aires'])
      expect(zoneFault(zone)).toBeUndefined();
    for (const zone of ['+08:00', 'Asia/Atlantis', '', 'local', '北京']) expect(zoneFault(zone)).toBeDefined();
  });
});
