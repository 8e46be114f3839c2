import { describe, expect, it } from '@jest/globals';
import {
  CHINA_CALENDAR,
  lunarDayIn,
  lunarOf,
  MONDAY_TO_FRIDAY,
  nextDay,
  parseDay,
  readDate,
  weekdayOf,
  workdayAfter,
  workdays,
  writeDay,
} from '@sojourn/journey';

const day = (date: string) => parseDay(date)!;
const written = (found: number | undefined) => (found === undefined ? undefined : writeDay(found));

describe('a calendar', () => {
  const isWorkday = workdays(CHINA_CALENDAR);

  it('WAIT-1 has Monday to Friday for workdays, but for its holidays and make-up days', () => {
    expect(isWorkday(day('2026-02-13'))).toBe(true);
    expect(isWorkday(day('2026-02-14'))).toBe(true); // a Saturday that is made up
    expect(isWorkday(day('2026-02-16'))).toBe(false); // a Monday in the Spring Festival
    expect(isWorkday(day('2026-02-28'))).toBe(true);
    expect(isWorkday(day('2026-03-01'))).toBe(false);
    expect(workdays({ holidays: ['2026-02-28'], makeUpDays: ['2026-02-28'] })(day('2026-02-28'))).toBe(true);
  });

  it('WAIT-1 counts workdays on: the next, the third, and today where today is one', () => {
    const after = (date: string, count: number) => written(workdayAfter(day(date), count, isWorkday));
    expect(after('2026-02-14', 1)).toBe('2026-02-24');
    expect(after('2026-02-13', 3)).toBe('2026-02-25');
    expect(after('2026-02-15', 0)).toBe('2026-02-24');
    expect(after('2026-02-24', 0)).toBe('2026-02-24');
    expect(written(workdayAfter(day('2026-05-01'), 1, workdays(MONDAY_TO_FRIDAY)))).toBe('2026-05-04');
    expect(workdayAfter(0, 1, () => false)).toBeUndefined();
  });

  it('of China has the days off and made up that the State Council announced', () => {
    const { holidays, makeUpDays } = CHINA_CALENDAR;
    const count = (list: readonly string[], year: number) =>
      list.filter((date) => date.startsWith(String(year))).length;
    // As announced: days of each festival, added up, and days that are worked on instead.
    expect([2024, 2025, 2026].map((year) => count(holidays, year))).toEqual([
      1 + 8 + 3 + 5 + 1 + 3 + 7,
      1 + 8 + 3 + 5 + 3 + 8,
      3 + 9 + 3 + 5 + 3 + 3 + 7,
    ]);
    expect([2024, 2025, 2026].map((year) => count(makeUpDays, year))).toEqual([8, 5, 6]);
    for (const date of makeUpDays) expect(weekdayOf(day(date))).toBeGreaterThan(5);
    expect(new Set([...holidays, ...makeUpDays]).size).toBe(holidays.length + makeUpDays.length);
  });
});

describe('the lunar calendar', () => {
  // As published by the Hong Kong Observatory and the Purple Mountain Observatory.
  it.each([
    [2020, '2020-01-25'],
    [2021, '2021-02-12'],
    [2022, '2022-02-01'],
    [2023, '2023-01-22'],
    [2024, '2024-02-10'],
    [2025, '2025-01-29'],
    [2026, '2026-02-17'],
    [2027, '2027-02-06'],
    [2028, '2028-01-26'],
    [2029, '2029-02-13'],
    [2030, '2030-02-03'],
    [1900, '1900-01-31'],
    [2100, '2100-02-09'],
  ])('the Spring Festival of %i is %s', (year, date) => {
    expect(written(lunarDayIn(year, { month: 1, leap: false, date: 1 }))).toBe(date);
    expect(lunarOf(day(date))).toEqual({ year, month: 1, leap: false, date: 1 });
  });

  it.each([
    ['2026-09-25', 8, 15], // Mid-Autumn
    ['2026-06-19', 5, 5], // Dragon Boat
    ['2025-10-06', 8, 15],
    ['2024-06-10', 5, 5],
  ])('%s is the festival of day %i/%i', (date, month, of) =>
    expect(lunarOf(day(date))).toMatchObject({ month, leap: false, date: of }),
  );

  it.each([
    [2001, 4],
    [2004, 2],
    [2006, 7],
    [2009, 5],
    [2012, 4],
    [2014, 9],
    [2017, 6],
    [2020, 4],
    [2023, 2],
    [2025, 6],
    [2028, 5],
    [2031, 3],
    [2033, 11],
  ])('the leap month of %i follows month %i', (year, month) => {
    const leap = lunarDayIn(year, { month, leap: true, date: 1 })!;
    expect(lunarOf(leap)).toEqual({ year, month, leap: true, date: 1 });
    for (const other of [month - 1, month + 1]) {
      const plain = lunarDayIn(year, { month: other, leap: false, date: 1 });
      expect(lunarDayIn(year, { month: other, leap: true, date: 1 })).toBe(plain);
    }
  });

  it('every day from 1901 to 2100 has a lunar date that leads back to it, in months of 29 or 30 days', () => {
    let before = lunarOf(day('1900-12-31'))!;
    for (let each = day('1901-01-01'); each <= day('2100-12-31'); each++) {
      const lunar = lunarOf(each)!;
      if (lunarDayIn(lunar.year, lunar) !== each) throw new Error(`${writeDay(each)} does not lead back to itself`);
      const follows = lunar.date === 1 ? before.date >= 29 : lunar.date === before.date + 1;
      if (!follows || lunar.date > 30) throw new Error(`${writeDay(each)} does not follow the day before it`);
      before = lunar;
    }
  });

  it('a leap month’s birthday is kept in the plain month, and the 30th on the 29th of a short month', () => {
    // 2023-04-05 was the 15th of the leap second month.
    expect(lunarOf(day('2023-04-05'))).toEqual({ year: 2023, month: 2, leap: true, date: 15 });
    expect(written(lunarDayIn(2026, { month: 2, leap: true, date: 15 }))).toBe(
      written(lunarDayIn(2026, { month: 2, leap: false, date: 15 })),
    );
    // The twelfth month of 2024 had 29 days, so the year's last day was the 29th.
    expect(written(lunarDayIn(2024, { month: 12, leap: false, date: 30 }))).toBe('2025-01-28');
    expect(written(lunarDayIn(2026, { month: 12, leap: false, date: 30 }))).toBe('2027-02-05');
  });

  it('is not told outside of 1900 to 2100', () => {
    expect(lunarOf(day('1899-12-01'))).toBeUndefined();
    expect(lunarDayIn(2101, { month: 1, leap: false, date: 1 })).toBeUndefined();
  });
});

describe('a date attribute', () => {
  const shanghai = 'Asia/Shanghai';
  const next = (date: string, recurs: 'never' | 'yearly' | 'lunar', from: string) =>
    written(nextDay(day(date), recurs, day(from)));

  it('WAIT-1 is a date, or a moment whose day is that of the zone', () => {
    expect(readDate('1990-05-17', shanghai)).toEqual({ day: day('1990-05-17') });
    expect(readDate('2026-05-16T20:00:00Z', shanghai)).toEqual({ day: day('2026-05-17'), clock: 4 * 3_600_000 });
    expect(readDate(Date.parse('2026-05-16T20:00:00Z'), shanghai)).toMatchObject({ day: day('2026-05-17') });
    for (const value of ['', '2026-02-30', '05-17', 'soon', true, null, undefined, 1.5, ['2026-01-01'], Infinity])
      expect(readDate(value, shanghai)).toBeUndefined();
  });

  it('WAIT-1 comes up on its day, each year on it, or each year on its lunar day', () => {
    expect(next('2026-05-17', 'never', '2026-05-17')).toBe('2026-05-17');
    expect(next('2026-05-17', 'never', '2026-05-18')).toBeUndefined();
    expect(next('1990-05-17', 'yearly', '2026-05-17')).toBe('2026-05-17');
    expect(next('1990-05-17', 'yearly', '2026-05-18')).toBe('2027-05-17');
    expect(next('2026-05-17', 'yearly', '2026-05-17')).toBe('2027-05-17');
    expect(next('2024-02-29', 'yearly', '2026-01-01')).toBe('2026-02-28');
    expect(next('2024-02-29', 'yearly', '2028-01-01')).toBe('2028-02-29');
    // 1990-10-03 was the 15th of the eighth lunar month, 1990-01-26 the last day of a year.
    expect(next('1990-10-03', 'lunar', '2026-01-01')).toBe('2026-09-25');
    expect(next('1990-10-03', 'lunar', '2026-09-26')).toBe('2027-09-15');
    expect(next('1990-01-26', 'lunar', '2026-02-01')).toBe('2026-02-16');
    expect(next('1890-01-01', 'lunar', '2026-02-01')).toBeUndefined();
  });

  it('WAIT-1 comes up once in every year, and lunar birthdays keep to their month and date', () => {
    for (const born of ['1988-02-29', '1990-05-17', '2000-12-31', '1984-12-02']) {
      for (let year = 2024; year <= 2030; year++) {
        const first = nextDay(day(born), 'yearly', day(`${year}-01-01`))!;
        expect(written(first)).toMatch(new RegExp(`^${year}`));
        expect(written(nextDay(day(born), 'yearly', first + 1))).toMatch(new RegExp(`^${year + 1}`));
        const lunar = lunarOf(nextDay(day(born), 'lunar', day(`${year}-01-01`))!)!;
        const { month, date } = lunarOf(day(born))!;
        expect([lunar.month, [date, 29]]).toEqual([month, expect.arrayContaining([lunar.date])]);
      }
    }
  });
});
