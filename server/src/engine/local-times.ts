import { instantOfLocal, latestOccurrences, occurrencesBetween, offsetsOf, type Timetable } from '@sojourn/journey';
import { HOUR, MINUTE, type Instant } from '@sojourn/rules';
import type { Occurrence } from '../store/schedules.store.js';

/** No zone's clock is further from UTC than this, nor set by more than an hour or two at a time. */
const WIDEST = 15 * HOUR;

/** A zone that comes into use while an occurrence goes round the world is found within this time. */
const LOOK = 15 * MINUTE;

/** No zone sets its clocks by more than this at a time. */
const SET = 3 * HOUR;

/** A zone's turn in an occurrence. `zone` is empty for those who have none of their own: theirs is the fallback. */
export type Turn = Required<Occurrence>;

/** Which zones those are that have a turn of their own, and which one counts for everybody else. */
export interface ZonesInUse {
  own: readonly string[];
  fallback: string;
}

/** What is due of a timetable that is read in each profile's own zone (SCHED-3). */
export interface Look {
  /** Turns after `looked` and up to `now`, at most `most` for each zone, oldest first. */
  turns: Turn[];
  /** When to look again; Infinity where nothing comes any more. */
  next: Instant;
}

/**
 * Looks at a timetable whose local times come zone by zone. Its local times are worked out once, and turned into instants
 * of each zone: a time in a gap is the first instant after it, one in an overlap its first (TIME-3).
 */
export function lookAround(when: Timetable, zones: ZonesInUse, looked: Instant, now: Instant, most: number): Look {
  const past = [...latestOccurrences(when, 'UTC', looked - WIDEST, now - WIDEST, most), ...timesAround(when, now)];
  const upcoming = upcomingTimes(when, now);
  const turns: Turn[] = [];
  let next = Infinity;
  for (const zone of ['', ...zones.own]) {
    const name = zone === '' ? zones.fallback : zone;
    const own = inZone(past, name, looked, now).slice(-most);
    turns.push(...own.map(({ at, local }) => ({ at, zone, local: writeLocal(local) })));
    next = Math.min(next, nextInZone(upcoming, name, now));
  }
  // While an occurrence is on its way round the world, zones may come into use; before that there is nothing to see.
  const soonest = upcoming.find((local) => local > now - WIDEST);
  const onItsWay = [...past, ...upcoming].some((local) => now >= local - WIDEST && now < local + WIDEST);
  if (onItsWay) next = Math.min(next, (Math.floor(now / LOOK) + 1) * LOOK);
  else if (soonest !== undefined) next = Math.min(next, soonest - WIDEST);
  return { turns: turns.sort((a, b) => a.at - b.at), next };
}

/**
 * The latest turn that a zone has had up to `now`, while it goes on elsewhere: whoever came to this zone since then may
 * have missed theirs, or had it in another.
 */
export function turnStillOn(when: Timetable, zone: string, name: string, now: Instant): Turn | undefined {
  const had = inZone(timesAround(when, now), name, -Infinity, now).at(-1);
  return had && had.local + WIDEST > now ? { at: had.at, zone, local: writeLocal(had.local) } : undefined;
}

/** The local times that some zone has now, or had or will have while others have not. */
function timesAround(when: Timetable, now: Instant): number[] {
  return [...occurrencesBetween(when, 'UTC', now - WIDEST + 1, now + WIDEST + 1)];
}

/** Local times from those that some zone has still to come to, up to the first one after them. */
function upcomingTimes(when: Timetable, now: Instant): number[] {
  const times: number[] = [];
  for (const local of occurrencesBetween(when, 'UTC', now - WIDEST, Infinity)) {
    times.push(local);
    if (local > now + WIDEST) break;
  }
  return times;
}

/** Local times whose instants in a zone lie after `after` and up to `to`, in order; of two at one instant the later. */
function inZone(times: readonly number[], zone: string, after: Instant, to: Instant): { at: Instant; local: number }[] {
  const offset = offsetsOf(zone);
  const [low, high] = [after, to].map((at) => (Number.isFinite(at) ? at + offset(at) : at));
  const found: { at: Instant; local: number }[] = [];
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
function nextInZone(times: readonly number[], zone: string, after: Instant): Instant {
  const low = after + offsetsOf(zone)(after) - SET;
  for (const local of times) {
    const at = local < low ? after : instantOfLocal(local, zone);
    if (at > after) return at;
  }
  return Infinity;
}

/** A local time as `2026-12-24T10:00`. */
const writeLocal = (local: number): string => new Date(local).toISOString().slice(0, 16);
