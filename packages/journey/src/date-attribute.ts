import { FIRST_INSTANT, LAST_INSTANT, parseInstant, type Value } from '@sojourn/rules';
import { dateOf, dayOf, daysInMonth, localClock, localDay, parseDay, type Day } from './local-time.js';
import { lunarDayIn, lunarOf } from './lunar.js';

/** How a date comes again: not, each year on its day, or each year on its day of the lunar calendar (农历). */
export type Recurs = 'never' | 'yearly' | 'lunar';

/** A date as an attribute tells it. */
export interface DateTold {
  day: Day;
  /** Milliseconds since midnight, where the value told a moment. */
  clock?: number;
}

/**
 * Reads a date attribute: a date `1990-05-17`, or a moment (ISO 8601 with its offset, or milliseconds since 1970), whose
 * day is that of the zone. `undefined` for anything else.
 */
export function readDate(value: Value | undefined, zone: string): DateTold | undefined {
  const day = typeof value === 'string' ? parseDay(value) : undefined;
  if (day !== undefined) return { day };
  const at = typeof value === 'string' ? parseInstant(value) : value;
  if (typeof at !== 'number' || !Number.isInteger(at) || at < FIRST_INSTANT || at > LAST_INSTANT) return undefined;
  return { day: localDay(at, zone), clock: localClock(at, zone) };
}

/**
 * The first day from `from` on at which a date comes up; `undefined` if there is none. What recurs comes up first in the
 * year after the date itself. Who was born on 29 February has their birthday on the 28th in other years; for the lunar
 * calendar see `lunarDayIn`.
 */
export function nextDay(date: Day, recurs: Recurs, from: Day): Day | undefined {
  if (recurs === 'never') return date >= from ? date : undefined;
  const earliest = Math.max(from, date + 1);
  const { year } = dateOf(earliest);
  // A lunar year reaches into the next year's first weeks.
  for (let each = year - 1; each <= year + 1; each++) {
    const day = recurs === 'yearly' ? solarDayIn(each, date) : lunarBirthday(each, date);
    if (day !== undefined && day >= earliest) return day;
  }
  return undefined;
}

function solarDayIn(year: number, born: Day): Day {
  const { month, date } = dateOf(born);
  return dayOf(year, month, Math.min(date, daysInMonth(year, month)));
}

function lunarBirthday(year: number, born: Day): Day | undefined {
  const lunar = lunarOf(born);
  return lunar && lunarDayIn(year, lunar);
}
