import { HOUR, type Instant, type Value } from '@sojourn/rules';
import { nextDay, readDate, type Recurs } from './date-attribute.js';
import { instantOfLocal, offsetsOf, parseDay, type Day } from './local-time.js';
import type { Timetable, Trigger } from './node-type.js';
import { occurrenceEntry, occurrencesBetween } from './schedule.js';

/** A trigger that time sets off. */
export type Timing = Extract<Trigger, { on: 'schedule' | 'date' }>;
type DateTrigger = Extract<Trigger, { on: 'date' }>;

/** No zone's clock is further from UTC than this, nor set by more than an hour or two at a time. */
export const WIDEST = 15 * HOUR;

/** No zone sets its clocks by more than this at a time. */
const SET = 3 * HOUR;

/** A local time of a timetable, and when it comes to a zone. `local` is in milliseconds as if the zone were UTC. */
export interface LocalTurn {
  at: Instant;
  local: number;
}

/** When a trigger comes up; one by date is looked at every day, at its local time. */
export function timetableOf(trigger: Timing): Timetable {
  if (trigger.on === 'schedule') return trigger.when;
  const [hour, minute] = trigger.at.split(':');
  return { cron: `${Number(minute)} ${Number(hour)} * * *` };
}

/** Whether it comes up zone by zone, at each profile's local time (SCHED-3). */
export const isLocal = (trigger: Timing): boolean => trigger.on === 'date' || trigger.local === true;

/** Local times whose instants in a zone lie after `after` and up to `to`, in order; of two at one instant the later. */
export function turnsInZone(times: readonly number[], zone: string, after: Instant, to: Instant): LocalTurn[] {
  const offset = offsetsOf(zone);
  const [low, high] = [after, to].map((at) => (Number.isFinite(at) ? at + offset(at) : at));
  const found: LocalTurn[] = [];
  for (const local of times) {
    if (local < low! - SET || local > high! + SET) continue;
    const at = instantOfLocal(local, zone);
    if (at <= after || at > to) continue;
    if (found.at(-1)?.at === at) found.pop();
    found.push({ at, local });
  }
  return found;
}

/** The instant of the first of these local times that comes to a zone after `after`; Infinity if none does. */
export function nextInZone(times: readonly number[], zone: string, after: Instant): Instant {
  const low = after + offsetsOf(zone)(after) - SET;
  for (const local of times) {
    const at = local < low ? after : instantOfLocal(local, zone);
    if (at > after) return at;
  }
  return Infinity;
}

/** The local times that some zone has now, or had or will have while others have not. */
export function timesAround(when: Timetable, now: Instant): number[] {
  return [...occurrencesBetween(when, 'UTC', now - WIDEST + 1, now + WIDEST + 1)];
}

/**
 * The latest turn that a zone has had up to `now`, while it goes on elsewhere: whoever came to this zone since then may
 * have missed theirs, or had it in another.
 */
export function lastTurnStillOn(when: Timetable, zone: string, now: Instant): LocalTurn | undefined {
  const had = turnsInZone(timesAround(when, now), zone, -Infinity, now).at(-1);
  return had && had.local + WIDEST > now ? had : undefined;
}

/** A local time as `2026-12-24T10:00`. */
export const writeLocal = (local: number): string => new Date(local).toISOString().slice(0, 16);

/** The day that a date has to come up on for an occurrence at a local time (`2026-12-24T10:00`) to take its profile in. */
export const dayOfDate = (local: string, { offset }: DateTrigger): Day => parseDay(local.slice(0, 10))! - offset;

export const recurrenceOf = ({ yearly, calendar }: DateTrigger): Recurs =>
  yearly ? (calendar === 'lunar' ? 'lunar' : 'yearly') : 'never';

/** Whether what a date attribute says comes up, for this trigger, at a local time of a zone. */
export function isKept(value: Value | undefined, trigger: DateTrigger, local: string, zone: string): boolean {
  const told = readDate(value, zone);
  const on = dayOfDate(local, trigger);
  return told !== undefined && nextDay(told.day, recurrenceOf(trigger), on) === on;
}

/** What an enrollment that a turn began knows of it; `local` where it came up zone by zone. */
export function turnEntry(at: Instant, local: string | undefined): Record<string, string> {
  return { ...occurrenceEntry(at), ...(local !== undefined && { local, date: local.slice(0, 10) }) };
}
