import { DAY, MINUTE, type Instant } from '@sojourn/rules';
import { DateTime } from 'luxon';

/** A local day by its number: 0 is 1970-01-01, wherever that is. Days can be added to and compared as they are. */
export type Day = number;

/** The day that the calendar on the wall shows in a zone. */
export function localDay(at: Instant, zone: string): Day {
  return Math.floor((at + offsetsOf(zone)(at)) / DAY);
}

/** What the clock on the wall shows in a zone, in milliseconds since midnight. */
export function localClock(at: Instant, zone: string): number {
  return timeOfDay(at + offsetsOf(zone)(at));
}

/**
 * The instant at which a zone's clocks show a time of a day, in milliseconds since midnight. Where they never do, because
 * they are set forward over it, the first instant after the gap; where they do twice, the first of the two (TIME-3).
 */
export function instantAt(day: Day, clock: number, zone: string): Instant {
  const offset = offsetsOf(zone);
  const local = day * DAY + clock;
  // No zone is a day away from UTC, and none sets its clocks twice within two days.
  const [before, after] = [offset(local - DAY), offset(local + DAY)];
  const first = local - Math.max(before, after);
  if (offset(first) === Math.max(before, after)) return first;
  const last = local - Math.min(before, after);
  if (offset(last) === Math.min(before, after)) return last;
  return moved(offset, first, last);
}

/** The local day a date such as `2026-10-01` names, or `undefined` where there is no such date. */
export function parseDay(text: string): Day | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) || new Date(at).getUTCDate() !== Number(text.slice(8)) ? undefined : at / DAY;
}

/** A local day as a date such as `2026-10-01`. */
export function writeDay(day: Day): string {
  return new Date(day * DAY).toISOString().slice(0, 10);
}

/** The day of the week: 1 is Monday, 7 is Sunday. */
export function weekdayOf(day: Day): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

/** Year, month (1 to 12) and day of the month of a local day. */
export function dateOf(day: Day): { year: number; month: number; date: number } {
  const at = new Date(day * DAY);
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, date: at.getUTCDate() };
}

/** The local day of a date; a month or a day beyond its range runs over into the next. */
export function dayOf(year: number, month: number, date: number): Day {
  const at = new Date(0);
  at.setUTCFullYear(year, month - 1, date);
  return at.getTime() / DAY;
}

/** How many days a month (1 to 12) has. */
export function daysInMonth(year: number, month: number): number {
  return dayOf(year, month + 1, 1) - dayOf(year, month, 1);
}

/** Milliseconds since midnight of a checked time `HH:MM`. */
export function clockOf(time: string): number {
  return (Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))) * MINUTE;
}

/** A zone's distance from UTC at an instant, in milliseconds. */
export type Offsets = (at: Instant) => number;

const zones = new Map<string, Offsets>();

/** The offsets of a checked zone. Asking the platform takes microseconds, so what it said is kept. */
export function offsetsOf(name: string): Offsets {
  let offsets = zones.get(name);
  if (!offsets) {
    if (zones.size >= 1_000) zones.clear();
    const { zone } = DateTime.fromMillis(0, { zone: name });
    zones.set(name, (offsets = remembered((at) => zone.offset(at) * MINUTE)));
  }
  return offsets;
}

const WEEK = 7 * DAY;

/** The offsets of whole weeks, each asked for once. No zone sets its clocks twice within a week. */
function remembered(ask: Offsets): Offsets {
  const weeks = new Map<number, { before: number; change: Instant; after: number }>();
  return (at) => {
    const number = Math.floor(at / WEEK);
    let week = weeks.get(number);
    if (!week) {
      if (weeks.size >= 10_000) weeks.clear();
      const [start, end] = [number * WEEK, (number + 1) * WEEK - 1];
      const [before, after] = [ask(start), ask(end)];
      weeks.set(number, (week = { before, change: before === after ? end : moved(ask, start, end), after }));
    }
    return at < week.change ? week.before : week.after;
  };
}

/** The first instant after `before` and up to `after` at which the offset is another one. */
export function moved(offset: Offsets, before: Instant, after: Instant): Instant {
  const old = offset(before);
  let [low, high] = [before, after];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offset(middle) === old) low = middle;
    else high = middle;
  }
  return high;
}

/** Milliseconds since midnight of a local instant. */
export const timeOfDay = (local: number): number => ((local % DAY) + DAY) % DAY;

/** A local date and time such as `2026-12-24T10:00`, as milliseconds as if its zone were UTC; `undefined` if it is none. */
export function localDateTime(text: string): number | undefined {
  const [, date, time] = /^(\d{4}-\d{2}-\d{2})T((?:[01]\d|2[0-3]):[0-5]\d)$/.exec(text) ?? [];
  const day = date === undefined ? undefined : parseDay(date);
  return day === undefined ? undefined : day * DAY + clockOf(time!);
}

/** What {@link localDateTime} reads, as the instant at which a zone's clocks show it (TIME-3). */
export function instantOfLocal(local: number, zone: string): Instant {
  const day = Math.floor(local / DAY);
  return instantAt(day, local - day * DAY, zone);
}
