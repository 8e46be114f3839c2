import { describe, expect, it } from '@jest/globals';
import { readRecurrence, recurring, recurringBack } from './rrule.js';

const local = (text: string) => Date.parse(`${text}Z`);

/** The first occurrences, as their dates, where all are at nine. */
function dates(rrule: string, most = 100, start = '1997-09-02T09:00'): string[] {
  const found: string[] = [];
  for (const at of recurring({ rrule, start }, -Infinity)) {
    if (found.length >= most) break;
    found.push(new Date(at).toISOString().slice(0, 16).replace('T09:00', ''));
  }
  return found;
}

const fault = (rrule: string, start = '2026-01-01T09:00') => {
  const read = readRecurrence(rrule, start);
  return 'fault' in read ? read.fault.en : undefined;
};

describe('a recurrence rule comes up as the examples of RFC 5545, 3.8.5.3, say', () => {
  it.each([
    ['FREQ=DAILY;COUNT=3', '1997-09-02 1997-09-03 1997-09-04'],
    ['FREQ=DAILY;INTERVAL=10;COUNT=5', '1997-09-02 1997-09-12 1997-09-22 1997-10-02 1997-10-12'],
    ['FREQ=WEEKLY;COUNT=3', '1997-09-02 1997-09-09 1997-09-16'],
    [
      'FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH',
      '1997-09-02 1997-09-04 1997-09-16 1997-09-18 1997-09-30 1997-10-02 1997-10-14 1997-10-16',
    ],
    ['FREQ=MONTHLY;COUNT=3;BYDAY=1FR', '1997-09-05 1997-10-03 1997-11-07'],
    ['FREQ=MONTHLY;INTERVAL=2;COUNT=4;BYDAY=1SU,-1SU', '1997-09-07 1997-09-28 1997-11-02 1997-11-30'],
    ['FREQ=MONTHLY;COUNT=3;BYDAY=-2MO', '1997-09-22 1997-10-20 1997-11-17'],
    ['FREQ=MONTHLY;BYMONTHDAY=-3;COUNT=3', '1997-09-28 1997-10-29 1997-11-28'],
    ['FREQ=MONTHLY;COUNT=4;BYMONTHDAY=2,15', '1997-09-02 1997-09-15 1997-10-02 1997-10-15'],
    ['FREQ=MONTHLY;COUNT=4;BYMONTHDAY=1,-1', '1997-09-30 1997-10-01 1997-10-31 1997-11-01'],
    [
      'FREQ=MONTHLY;INTERVAL=18;COUNT=5;BYMONTHDAY=10,11,12,13,14,15',
      '1997-09-10 1997-09-11 1997-09-12 1997-09-13 1997-09-14',
    ],
    ['FREQ=MONTHLY;INTERVAL=2;BYDAY=TU;COUNT=6', '1997-09-02 1997-09-09 1997-09-16 1997-09-23 1997-09-30 1997-11-04'],
    ['FREQ=YEARLY;COUNT=4;BYMONTH=9,10', '1997-09-02 1997-10-02 1998-09-02 1998-10-02'],
    ['FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=5', '1998-02-13 1998-03-13 1998-11-13 1999-08-13 2000-10-13'],
    ['FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13;COUNT=3', '1997-09-13 1997-10-11 1997-11-08'],
    ['FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3', '1997-09-04 1997-10-07 1997-11-06'],
    ['FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2;COUNT=3', '1997-09-29 1997-10-30 1997-11-27'],
    ['FREQ=YEARLY;BYDAY=20MO;COUNT=3', '1998-05-18 1999-05-17 2000-05-15'],
    ['FREQ=YEARLY;BYMONTH=3;BYDAY=TH;COUNT=3', '1998-03-05 1998-03-12 1998-03-19'],
    ['FREQ=DAILY;UNTIL=19970904T090000', '1997-09-02 1997-09-03 1997-09-04'],
    ['FREQ=WEEKLY;UNTIL=19970910', '1997-09-02 1997-09-09'],
    ['FREQ=DAILY;BYHOUR=9,10;BYMINUTE=0,30;COUNT=4', '1997-09-02 1997-09-02T09:30 1997-09-02T10:00 1997-09-02T10:30'],
  ])('%s', (rrule, expected) => expect(dates(rrule).join(' ')).toBe(expected));

  it('election day is the Tuesday after a Monday in November, every four years', () => {
    const rule = 'FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8;COUNT=3';
    expect(dates(rule, 9, '1996-11-05T09:00')).toEqual(['1996-11-05', '2000-11-07', '2004-11-02']);
  });

  it('which week an interval counts depends on the day that begins it', () => {
    const rule = (week: string) => `FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=${week}`;
    expect(dates(rule('MO'), 4, '1997-08-05T09:00')).toEqual(['1997-08-05', '1997-08-10', '1997-08-19', '1997-08-24']);
    expect(dates(rule('SU'), 4, '1997-08-05T09:00')).toEqual(['1997-08-05', '1997-08-17', '1997-08-19', '1997-08-31']);
  });

  it('a day that a month or a year does not have is left out', () => {
    expect(dates('FREQ=MONTHLY;COUNT=3', 9, '2026-01-31T09:00')).toEqual(['2026-01-31', '2026-03-31', '2026-05-31']);
    expect(dates('FREQ=YEARLY;COUNT=3', 9, '2024-02-29T09:00')).toEqual(['2024-02-29', '2028-02-29', '2032-02-29']);
  });
});

describe('a recurrence rule looked at from elsewhere', () => {
  const rules = [
    'FREQ=DAILY;INTERVAL=3',
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SA',
    'FREQ=MONTHLY;BYDAY=2TU,-1FR;BYHOUR=8,20',
    'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29',
    'FREQ=MONTHLY;BYMONTHDAY=31;COUNT=40',
    'FREQ=WEEKLY;UNTIL=20290101',
  ];

  it.each(rules)('SCHED-1 %s is the same from any moment on, and backwards', (rrule) => {
    const when = { rrule, start: '2026-01-05T09:00' };
    const end = local('2031-01-01T00:00');
    const all: number[] = [];
    for (const at of recurring(when, -Infinity)) {
      if (at >= end) break;
      all.push(at);
    }
    expect(all.length).toBeGreaterThan(0);
    for (let from = local('2025-12-01T00:00'); from < end; from += 97 * 86_400_000) {
      const rest: number[] = [];
      for (const at of recurring(when, from)) {
        if (at >= end) break;
        if (at >= from) rest.push(at);
      }
      expect(rest).toEqual(all.filter((at) => at >= from));
      expect([...recurringBack(when, from)].filter((at) => at <= from)).toEqual(
        all.filter((at) => at <= from).toReversed(),
      );
    }
  });
});

describe('what is no recurrence rule', () => {
  it.each([
    '',
    'FREQ=HOURLY',
    'FREQ=DAILY;FREQ=DAILY',
    'FREQ=DAILY;COUNT=0',
    'FREQ=DAILY;COUNT=1001',
    'INTERVAL=2',
    'FREQ=DAILY;INTERVAL=0',
    'FREQ=WEEKLY;BYDAY=1MO',
    'FREQ=DAILY;COUNT=2;UNTIL=20270101',
    'FREQ=DAILY;UNTIL=20270101T000000Z',
    'FREQ=YEARLY;BYWEEKNO=20',
    'FREQ=MONTHLY;BYMONTHDAY=32',
    'FREQ=MONTHLY;BYDAY=XX',
    'FREQ=DAILY;BYHOUR=24',
    'constructor=1',
    'FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=DAILY;UNTIL=20200101',
  ])('%j is refused in words', (rrule) => expect(fault(rrule)).toEqual(expect.any(String)));

  it('says so of a start that is none', () => {
    for (const start of ['2026-02-30T09:00', '2026-01-01', '2026-01-01T24:00', ''])
      expect(fault('FREQ=DAILY', start)).toContain('local date and time');
    expect(fault('RRULE:FREQ=DAILY')).toBeUndefined();
  });
});
