import type { Instant } from '@sojourn/rules';
import { DateTime } from 'luxon';

/** Local hours in which nothing is sent: from `from` until before `to`, `HH:MM`; may cross midnight (SEND-7, WAIT-4). */
export interface QuietHours {
  from: string;
  to: string;
}

/** The instant at which quiet hours that hold at `now` in `zone` end; `undefined` where none hold. */
export function quietUntil(now: Instant, zone: string, { from, to }: QuietHours): Instant | undefined {
  const local = DateTime.fromMillis(now, { zone });
  const minute = local.hour * 60 + local.minute;
  const start = minutes(from);
  const end = minutes(to);
  const quiet = start < end ? minute >= start && minute < end : minute >= start || minute < end;
  if (!quiet) return undefined;
  const day = minute >= end ? local.plus({ days: 1 }) : local;
  return day.set({ hour: Math.floor(end / 60), minute: end % 60, second: 0, millisecond: 0 }).toMillis();
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

function minutes(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
}
