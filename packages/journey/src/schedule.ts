import { DAY, type Instant, type Words } from '@sojourn/rules';
import { Cron } from 'croner';
import { instantOfLocal, localDateTime } from './local-time.js';
import type { Timetable } from './node-type.js';
import { readRecurrence, recurring, recurringBack } from './rrule.js';

/** What is wrong with an IANA zone name, or `undefined`. */
export function zoneFault(zone: string): Words | undefined {
  try {
    // Newer Nodes take bare offsets such as +08:00, older ones do not; neither knows daylight saving by them.
    if (!/^[A-Za-z]/.test(zone)) throw new RangeError(zone);
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return undefined;
  } catch {
    return {
      en: `"${zone}" is not a time zone. Write one like Asia/Shanghai.`,
      zh: `“${zone}”不是有效时区，请填写如 Asia/Shanghai。`,
    };
  }
}

/** From here a schedule is asked for its first occurrence; if it has none in a thousand years it has none at all. */
const ANY_DAY = new Date(0);

/** What is wrong with a cron expression of five fields, or `undefined`. */
export function cronFault(cron: string): Words | undefined {
  const wrong = {
    en: `"${cron}" is not a schedule. Write minute, hour, day, month, weekday, e.g. 0 10 * * 1-5.`,
    zh: `“${cron}”不是有效的时间表达式，请按“分 时 日 月 周”填写，例如 0 10 * * 1-5。`,
  };
  if (cron.trim().split(/\s+/).length !== 5) return wrong;
  try {
    return new Cron(cron, { paused: true }).nextRun(ANY_DAY) ? undefined : wrong;
  } catch {
    return wrong;
  }
}

/** What is wrong with a timetable and in which of its parts, or `undefined`. */
export function timetableFault(
  when: Timetable,
): { part: 'cron' | 'once' | 'rrule' | 'start'; message: Words } | undefined {
  if ('cron' in when) return faultOf('cron', cronFault(when.cron));
  if ('once' in when)
    return faultOf('once', localDateTime(when.once) === undefined ? badDateTime(when.once) : undefined);
  if (localDateTime(when.start) === undefined) return { part: 'start', message: badDateTime(when.start) };
  const read = readRecurrence(when.rrule, when.start);
  return faultOf('rrule', 'fault' in read ? read.fault : undefined);
}

const faultOf = <P extends string>(part: P, message: Words | undefined) => message && { part, message };

/**
 * The first occurrence of a checked timetable strictly after `after`, in a zone; `undefined` if there is none. A local
 * time in a daylight-saving gap comes up at the first instant after it, one in an overlap at its first (TIME-3).
 */
export function nextOccurrence(when: Timetable, zone: string, after: Instant): Instant | undefined {
  const [first] = occurrencesBetween(when, zone, after + 1, Infinity);
  return first;
}

/** Every occurrence from `from` on and before `to`, in order. Where two local times are one instant, that comes once. */
export function* occurrencesBetween(when: Timetable, zone: string, from: Instant, to: Instant): Generator<Instant> {
  let last = -Infinity;
  for (const at of occurrencesFrom(when, zone, from)) {
    if (at >= to) return;
    if (at >= from && at > last) yield at;
    last = Math.max(last, at);
  }
}

/**
 * The last occurrences from `from` to `to`, both included, at most `most` of them, in order. However long the span is,
 * the work is that of `most` steps: it looks back from `to`. A rule that ends by a count is counted from its start.
 */
export function latestOccurrences(when: Timetable, zone: string, from: Instant, to: Instant, most: number): Instant[] {
  const latest: Instant[] = [];
  for (const at of occurrencesBefore(when, zone, to, most)) {
    if (at < from || latest.length >= most) break;
    if (at <= to && at !== latest[0]) latest.unshift(at);
  }
  return latest;
}

/** Occurrences in order, some before `from` perhaps, and without an end where there is none. */
function* occurrencesFrom(when: Timetable, zone: string, from: Instant): Generator<Instant> {
  if ('once' in when) yield instantOfLocal(localDateTime(when.once)!, zone);
  else if ('cron' in when) {
    const pattern = new Cron(when.cron, { paused: true, timezone: zone });
    let at = pattern.nextRun(new Date(from - 1));
    for (; at; at = pattern.nextRun(at)) yield at.getTime();
  } else {
    // No zone is a day away from UTC: what is local a day before cannot have been later.
    for (const local of recurring(when, from - DAY)) yield instantOfLocal(local, zone);
  }
}

/** As {@link occurrencesFrom}, backwards, some after `to` perhaps. */
function* occurrencesBefore(when: Timetable, zone: string, to: Instant, most: number): Generator<Instant> {
  if ('once' in when) yield instantOfLocal(localDateTime(when.once)!, zone);
  else if ('cron' in when) {
    const pattern = new Cron(when.cron, { paused: true, timezone: zone });
    for (const run of pattern.previousRuns(most, new Date(to + 1))) yield run.getTime();
  } else for (const local of recurringBack(when, to + DAY)) yield instantOfLocal(local, zone);
}

/** What an enrollment that a schedule started knows of its start. */
export function occurrenceEntry(at: Instant): { occurrence: string } {
  return { occurrence: new Date(at).toISOString() };
}

const badDateTime = (text: string): Words => ({
  en: `"${text}" is not a local date and time. Write one like 2026-12-24T10:00.`,
  zh: `“${text}”不是有效的本地日期时间，请填写如 2026-12-24T10:00。`,
});
