import type { Instant } from '@sojourn/rules';
import { clockOf, dateOf, dayOf, daysInMonth, instantAt, localClock, localDay, type Day } from './local-time.js';
import { quietUntil, type QuietHours } from './quiet-hours.js';

/** Which local days something may happen on: those that are chosen, on or after a day of the month where one is named. */
export interface DayChoice {
  chosen(day: Day): boolean;
  /** From 1 to 31; in a month that is shorter, its last day. */
  monthDay?: number;
}

/** So many days are looked through for one that is chosen. */
const LOOKED_THROUGH = 800;

/**
 * The first instant strictly after `after` at which the clocks of a zone show a time `HH:MM` on a chosen day that is not
 * before `first`; `undefined` where no day of the next two years is chosen. With a day of the month it is the first chosen
 * day on or after that of some month: the 1st, or the first workday after it.
 */
export function nextTime(after: Instant, zone: string, time: string, first: Day, days: DayChoice): Instant | undefined {
  const clock = clockOf(time);
  for (const day of candidates(first, days)) {
    const at = instantAt(day, clock, zone);
    if (at > after) return at;
  }
  return undefined;
}

function* candidates(first: Day, { chosen, monthDay }: DayChoice): Generator<Day> {
  const last = first + LOOKED_THROUGH;
  if (monthDay === undefined) {
    for (let day = first; day <= last; day++) if (chosen(day)) yield day;
    return;
  }
  const { year, month } = dateOf(first);
  // The month before may reach over into this one.
  for (let ahead = -1; ; ahead++) {
    const begin = dayOf(year, month + ahead, 1);
    const there = dateOf(begin);
    let day = begin + Math.min(monthDay, daysInMonth(there.year, there.month)) - 1;
    while (day <= last && !chosen(day)) day++;
    if (day > last) return;
    if (day >= first) yield day;
  }
}

/** A time window (时间窗) of the day, on the days on which it may begin; it may cross midnight (WAIT-4). */
export interface TimeWindow extends QuietHours {
  opensOn?(day: Day): boolean;
}

/**
 * The first instant from `now` on at which the clock on the wall in `zone` stands inside of the window, which belongs to
 * the day it began on; `undefined` where it opens on no day of the next two years.
 */
export function windowOpens(now: Instant, zone: string, window: TimeWindow): Instant | undefined {
  const { from, to, opensOn = () => true } = window;
  const last = localDay(now, zone) + LOOKED_THROUGH;
  for (let at = now; ;) {
    at = quietUntil(at, zone, { from: to, to: from }) ?? at;
    const began = localDay(at, zone) - (localClock(at, zone) < clockOf(from) ? 1 : 0);
    if (opensOn(began)) return at;
    if (began > last) return undefined;
    at = quietUntil(at, zone, { from, to })!;
  }
}

/** The hour of the day in which most of some instants lie, in a zone; of several the one that was met last. */
export function usualHour(instants: readonly Instant[], zone: string): number | undefined {
  const counts = new Map<number, number>();
  let [usual, most] = [undefined as number | undefined, 0];
  for (const at of instants.toSorted((a, b) => a - b)) {
    const hour = Math.floor(localClock(at, zone) / 3_600_000);
    const count = (counts.get(hour) ?? 0) + 1;
    counts.set(hour, count);
    if (count >= most) [usual, most] = [hour, count];
  }
  return usual;
}
