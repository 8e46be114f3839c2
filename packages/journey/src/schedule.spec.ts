import { describe, expect, it, jest } from '@jest/globals';
import { DAY } from '@sojourn/rules';
import { Cron } from 'croner';
import { cronFault, latestOccurrences, nextOccurrence, occurrencesBetween, zoneFault } from './schedule.js';

const at = (iso: string) => Date.parse(iso);
const next = (cron: string, zone: string, after: string) =>
  new Date(nextOccurrence(cron, zone, at(after))!).toISOString();
const all = (cron: string, zone: string, from: string, to: string) =>
  [...occurrencesBetween(cron, zone, at(from), at(to))].map((each) => new Date(each).toISOString());

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
    latestOccurrences(cron, zone, at(from), at(to), most).map((each) => new Date(each).toISOString());

  it('SCHED-2 is the same looked at from its end as from its start, over changes of daylight saving', () => {
    for (const zone of ['America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Shanghai']) {
      for (const cron of ['0 * * * *', '30 2 * * *', '30 1 * * *', '15 0-3 * * *', '0 9 * * 1-5', '0 0 L * *']) {
        for (const change of ['2026-03-08', '2026-03-29', '2026-04-05', '2026-10-04', '2026-10-25', '2026-11-01']) {
          const from = at(`${change}T12:00:00Z`) - 1.5 * DAY;
          const span = [cron, zone, from, from + 2 * DAY] as const;
          const forward = [...occurrencesBetween(...span)];
          expect(latestOccurrences(...span, 100).filter((each) => each < from + 2 * DAY)).toEqual(forward);
          expect(latestOccurrences(cron, zone, from, from + 2 * DAY - 1, 3)).toEqual(forward.slice(-3));
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

describe('what is no schedule and no zone', () => {
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
