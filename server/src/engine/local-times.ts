import {
  lastTurnStillOn,
  latestOccurrences,
  nextInZone,
  occurrencesBetween,
  timesAround,
  turnsInZone,
  WIDEST,
  writeLocal,
  type Timetable,
} from '@sojourn/journey';
import { MINUTE, type Instant } from '@sojourn/rules';
import type { Occurrence } from '../store/schedules.store.js';

/** A zone that comes into use while an occurrence goes round the world is found within this time. */
const LOOK = 15 * MINUTE;

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
    const own = turnsInZone(past, name, looked, now).slice(-most);
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

/** The latest turn that a zone of this name has had up to `now`, while it goes on elsewhere. */
export function turnStillOn(when: Timetable, zone: string, name: string, now: Instant): Turn | undefined {
  const had = lastTurnStillOn(when, name, now);
  return had && { at: had.at, zone, local: writeLocal(had.local) };
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
