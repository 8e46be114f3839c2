import { describe, expect, it } from '@jest/globals';
import { DateTime, IANAZone } from 'luxon';
import { DAY, type Instant } from './instant.js';
import { localDays } from './local-days.js';

const at = (text: string): Instant => Date.parse(text);
const dayOf = (date: string): number => at(`${date}T00:00Z`) / DAY;

describe('the local days of a zone', () => {
  it('TIME-3 begin where the clock of the wall comes to their date, in every zone from 2024 to 2030', () => {
    for (const zone of Intl.supportedValuesOf('timeZone')) {
      const days = localDays(zone);
      const place = IANAZone.create(zone);
      const moves: number[] = [];
      const offsets = new Map<number, number>();
      const offset = (day: number) => offsets.get(day) ?? offsets.set(day, place.offset(day * DAY)).get(day)!;
      // No zone moves its clock twice in a fortnight.
      for (let from = dayOf('2024-01-01'); from < dayOf('2031-01-01'); from += 14) {
        if (offset(from) === offset(from + 14)) continue;
        for (let day = from; day < from + 14; day += 1) if (offset(day) !== offset(day + 1)) moves.push(day);
      }
      for (const day of moves.flatMap((each) => [each, each + 1, each + 2])) {
        const start = DateTime.fromMillis(day * DAY, { zone: 'UTC' })
          .setZone(zone, { keepLocalTime: true })
          .startOf('day');
        expect([zone, day, days.startOf(day)]).toEqual([zone, day, start.toMillis()]);
        expect([zone, days.of(start.toMillis()), days.of(start.toMillis() - 1)]).toEqual([zone, day, day - 1]);
      }
    }
  }, 60_000);

  it.each([
    ['Asia/Shanghai', '2026-03-01', '2026-02-28T16:00Z'],
    // Midnight does not exist: the clock goes from 23:59 to 01:00.
    ['Asia/Beirut', '2026-03-29', '2026-03-28T22:00Z'],
    ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00Z'],
    // The clock comes to midnight and is set back to 23:00 at once: the day begins an hour later.
    ['Asia/Beirut', '2026-10-25', '2026-10-24T22:00Z'],
    // One minute after midnight it was set back by an hour: the day that had begun goes on.
    ['America/St_Johns', '2010-11-07', '2010-11-07T02:30Z'],
    ['Pacific/Apia', '2011-12-31', '2011-12-30T10:00Z'],
    ['Asia/Shanghai', '1900-01-01', '1899-12-31T15:54:17Z'],
  ])('in %s %s begins at %s', (zone, date, start) => {
    expect(new Date(localDays(zone).startOf(dayOf(date))).toISOString()).toBe(new Date(start).toISOString());
  });

  it('follow each other, also where a clock is set back over midnight', () => {
    const days = localDays('America/St_Johns');
    const begin = at('2010-11-07T02:29Z');
    const found = Array.from({ length: 90 }, (_, minute) => days.of(begin + minute * 60_000));
    expect(found).toEqual([...found].sort((a, b) => a - b));
    expect(new Set(found)).toEqual(new Set([dayOf('2010-11-06'), dayOf('2010-11-07')]));
  });

  it('leave out a date that a zone left out', () => {
    const days = localDays('Pacific/Apia');
    expect(days.startOf(dayOf('2011-12-30'))).toBe(days.startOf(dayOf('2011-12-31')));
    expect(days.of(at('2011-12-30T09:59:59.999Z'))).toBe(dayOf('2011-12-29'));
    expect(days.of(at('2011-12-30T10:00Z'))).toBe(dayOf('2011-12-31'));
  });

  it('are those of a zone that exists', () => {
    expect(() => localDays('Mars/Olympus')).toThrow(RangeError);
  });
});
