import { expect } from '@jest/globals';
import { instantAt, localClock, localDay, nextTime, usualHour, weekdayOf, windowOpens } from '@sojourn/journey';
import { DAY, HOUR, MINUTE, type Instant } from '@sojourn/rules';
import { slowClock, YEARS, type SlowClock } from '../support/slow-clock.js';

/** Every zone of the tz database that this platform knows. */
export const ZONES = Intl.supportedValuesOf('timeZone');

const two = (number: number) => String(number).padStart(2, '0');
export const timeOf = (minutes: number): string => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;

/** The instants of 2024 to 2030 around which a zone's clocks are set, or one of its days. */
export function edges(zone: string): Instant[] {
  const changes = slowClock(zone)
    .offsets.map(({ from }) => from)
    .filter((at) => at >= YEARS.from && at < YEARS.to);
  return changes.length > 0 ? changes : [Date.UTC(2026, 5, 1)];
}

/** A million comparisons: only those that fail are worth the time an expectation takes. */
function same(found: unknown, expected: unknown): void {
  if (found !== expected) expect(found).toBe(expected);
}

/** TIME-3: a local time is the first instant that shows it, in a gap the first after the gap. */
export function provesInstantAt(zone: string, day: number, minutes: number): void {
  const local = day * DAY + minutes * MINUTE;
  const clock = slowClock(zone);
  const at = instantAt(day, minutes * MINUTE, zone);
  same(at, clock.when(local)[0] ?? clock.afterGap(local));
  same(localDay(at, zone), Math.floor(clock.local(at) / DAY));
  same(localClock(at, zone), clock.local(at) % DAY);
}

/** WAIT-1: never early, at the time that was asked for, on a chosen day, and none between was passed over. */
export function provesNextTime(
  zone: string,
  now: Instant,
  ahead: number,
  minutes: number,
  weekdays: readonly number[],
): void {
  const first = localDay(now, zone) + ahead;
  const chosen = (day: number) => weekdays.length === 0 || weekdays.includes(weekdayOf(day));
  const at = nextTime(now, zone, timeOf(minutes), first, { chosen })!;
  same(at > now, true);
  same(at, slowNextTime(slowClock(zone), now, first, minutes, chosen));
}

function slowNextTime(
  clock: SlowClock,
  now: Instant,
  first: number,
  minutes: number,
  chosen: (day: number) => boolean,
) {
  for (let day = first; ; day++) {
    const local = day * DAY + minutes * MINUTE;
    const at = clock.when(local)[0] ?? clock.afterGap(local)!;
    if (chosen(day) && at > now) return at;
  }
}

/** WAIT-4: the first minute from now on whose clock on the wall stands in the window of a chosen day. */
export function provesWindow(zone: string, now: Instant, from: number, to: number, weekdays: readonly number[]): void {
  const opensOn = (day: number) => weekdays.length === 0 || weekdays.includes(weekdayOf(day));
  const clock = slowClock(zone);
  const inside = (at: Instant) => {
    const local = clock.local(at);
    const minute = (local % DAY) / MINUTE;
    const within = from < to ? minute >= from && minute < to : minute >= from || minute < to;
    return within && opensOn(Math.floor(local / DAY) - (minute < from ? 1 : 0));
  };
  let expected = now;
  while (!inside(expected)) expected = Math.floor(expected / MINUTE + 1) * MINUTE;
  same(windowOpens(now, zone, { from: timeOf(from), to: timeOf(to), opensOn }), expected);
}

/** WAIT-1: the hour that is met most often, counted one by one. */
export function provesUsualHour(zone: string, instants: readonly Instant[]): void {
  const hourOf = (at: Instant) => Math.floor((slowClock(zone).local(at) % DAY) / HOUR);
  const hours = instants.map(hourOf);
  const count = (hour: number) => hours.filter((each) => each === hour).length;
  const found = usualHour(instants, zone);
  if (instants.length === 0) expect(found).toBeUndefined();
  else same(count(found!), Math.max(...hours.map(count)));
}
