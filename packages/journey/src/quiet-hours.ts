import type { Instant } from '@sojourn/rules';
import { DateTime } from 'luxon';
import { clockOf, moved, offsetsOf, timeOfDay } from './local-time.js';

/** Local hours in which nothing is sent: from `from` until before `to`, `HH:MM`; may cross midnight (SEND-7, WAIT-4). */
export interface QuietHours {
  from: string;
  to: string;
}

/**
 * The first instant from `now` on at which the clock on the wall in `zone` stands outside of the quiet hours; `undefined`
 * where none hold at `now`. An end inside a daylight-saving gap is thus the first instant after it, one in an overlap
 * the first of the two (TIME-3).
 */
export function quietUntil(now: Instant, zone: string, { from, to }: QuietHours): Instant | undefined {
  const offset = offsetsOf(zone);
  const [start, end] = [clockOf(from), clockOf(to)];
  const isQuiet = (time: number) => (start < end ? time >= start && time < end : time >= start || time < end);
  let at = now;
  while (isQuiet(timeOfDay(at + offset(at)))) {
    const ends = at + timeOfDay(end - (at + offset(at)));
    if (offset(ends) === offset(at)) return ends;
    // The clock is moved on the way there: how long it still is shows only from that moment on.
    at = moved(offset, at, ends);
  }
  return at === now ? undefined : at;
}

/** Which zone local times of a profile are in, and where that was said (TIME-1). */
export function zoneFor(
  profile: unknown,
  journey: string | undefined,
  workspace: string,
): { zone: string; source: 'profile' | 'journey' | 'workspace' } {
  if (typeof profile === 'string' && isZone(profile)) return { zone: profile, source: 'profile' };
  return journey ? { zone: journey, source: 'journey' } : { zone: workspace, source: 'workspace' };
}

const known = new Map<string, boolean>();
function isZone(zone: string): boolean {
  let valid = known.get(zone);
  if (valid === undefined) known.set(zone, (valid = known.size < 1_000 && DateTime.fromMillis(0, { zone }).isValid));
  return valid;
}
