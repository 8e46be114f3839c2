import { DAY, SECOND, type Instant } from './instant.js';

/**
 * The days of a zone, numbered from 1970-01-01. A day begins at the first instant at which the clock on the wall shows
 * its date or a later one, so that days follow each other whatever is done to the clock: one that is set back over
 * midnight does not bring the old day back, and a date that a zone left out is a day without an instant.
 */
export interface LocalDays {
  /** The number of the day an instant falls in. */
  of(at: Instant): number;
  /** The first instant of a day, and so the end of the day before. */
  startOf(day: number): Instant;
}

const zones = new Map<string, LocalDays>();

/** The days of an IANA zone. Throws RangeError where there is no such zone. */
export function localDays(zone: string): LocalDays {
  let days = zones.get(zone);
  if (!days) {
    if (zones.size >= 1_000) zones.clear();
    zones.set(zone, (days = daysIn(zone)));
  }
  return days;
}

function daysIn(zone: string): LocalDays {
  const offset = offsets(zone);
  const starts = new Map<number, Instant>();
  const startOf = (day: number): Instant => {
    let start = starts.get(day);
    if (start === undefined) {
      if (starts.size >= 10_000) starts.clear();
      starts.set(day, (start = firstInstant(offset, day)));
    }
    return start;
  };
  let distance = offset(0);
  return {
    startOf,
    of(at) {
      let day = Math.floor((at + distance) / DAY);
      const guess = day;
      while (at < startOf(day)) day -= 1;
      while (at >= startOf(day + 1)) day += 1;
      if (day !== guess) distance = offset(at);
      return day;
    },
  };
}

/** More than any zone has ever been away from UTC. */
const FARTHEST = 16 * 3_600_000;

function firstInstant(offset: (at: Instant) => number, day: number): Instant {
  const midnight = day * DAY;
  let at = midnight - FARTHEST;
  while (at + offset(at) < midnight) {
    const then = midnight - offset(at);
    if (offset(then) === offset(at)) return then;
    // The clock is moved on the way there: how far it still is shows only from that moment on.
    at = change(offset, at, then);
  }
  return at;
}

/** The first instant after `before` and up to `after` at which the offset is another one. */
function change(offset: (at: Instant) => number, before: Instant, after: Instant): Instant {
  const old = offset(before);
  let [low, high] = [before, after];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offset(middle) === old) low = middle;
    else high = middle;
  }
  return high;
}

/** How far the clock on the wall is ahead of UTC, in milliseconds. */
function offsets(zone: string): (at: Instant) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (at) => {
    const part: Record<string, string> = {};
    for (const { type, value } of format.formatToParts(at)) part[type] = value;
    const year = part.era === 'BC' ? 1 - Number(part.year) : Number(part.year);
    const wall = new Date(0);
    wall.setUTCFullYear(year, Number(part.month) - 1, Number(part.day));
    wall.setUTCHours(Number(part.hour), Number(part.minute), Number(part.second));
    return wall.getTime() - Math.floor(at / SECOND) * SECOND;
  };
}
