import { writeDay, weekdayOf, type Day } from './local-time.js';

/**
 * A calendar (日历) of a workspace: which local days are worked on. Monday to Friday are, but for what stands here: public
 * holidays (法定节假日) are off, make-up days (调休上班) are worked on whatever day of the week they are. Days are local
 * dates such as `2026-10-01`.
 */
export interface Calendar {
  id: string;
  name: string;
  holidays: readonly string[];
  makeUpDays: readonly string[];
}

/** Which days are worked on. A day that stands in both lists is worked on. */
export function workdays({ holidays, makeUpDays }: Pick<Calendar, 'holidays' | 'makeUpDays'>): (day: Day) => boolean {
  const [off, on] = [new Set(holidays), new Set(makeUpDays)];
  return (day) => {
    const date = writeDay(day);
    return on.has(date) || (weekdayOf(day) <= 5 && !off.has(date));
  };
}

/** Monday to Friday, where no calendar is chosen. */
export const MONDAY_TO_FRIDAY: Pick<Calendar, 'holidays' | 'makeUpDays'> = { holidays: [], makeUpDays: [] };

/** No calendar keeps people from work for longer than this. */
const LONGEST_HOLIDAY = 366;

/**
 * The `count`-th workday after a day: with 1 the next one, with 0 the day itself if it is worked on, else the next.
 * `undefined` where a calendar leaves a whole year without work.
 */
export function workdayAfter(day: Day, count: number, isWorkday: (day: Day) => boolean): Day | undefined {
  let left = count;
  let idle = 0;
  for (let at = count === 0 ? day : day + 1; idle <= LONGEST_HOLIDAY; at++) {
    idle = isWorkday(at) ? 0 : idle + 1;
    if (idle === 0 && --left <= 0) return at;
  }
  return undefined;
}
