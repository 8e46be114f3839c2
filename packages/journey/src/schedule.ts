import type { Instant, Words } from '@sojourn/rules';
import { Cron } from 'croner';

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

/**
 * The first occurrence of a cron expression strictly after `after`, in a zone; `undefined` if there is none.
 * A local time in a daylight-saving gap fires at the first instant after it, one in an overlap at its first (TIME-3).
 */
export function nextOccurrence(cron: string, zone: string, after: Instant): Instant | undefined {
  return new Cron(cron, { paused: true, timezone: zone }).nextRun(new Date(after))?.getTime();
}

/**
 * The last occurrences from `from` to `to`, both included, at most `most` of them, in order. However long the span is,
 * the work is that of `most` steps: it looks back from `to`.
 */
export function latestOccurrences(cron: string, zone: string, from: Instant, to: Instant, most: number): Instant[] {
  const pattern = new Cron(cron, { paused: true, timezone: zone });
  return pattern
    .previousRuns(most, new Date(to + 1))
    .map((run) => run.getTime())
    .filter((at) => at >= from)
    .reverse();
}

/** Every occurrence from `from` on and before `to`, in order. */
export function* occurrencesBetween(cron: string, zone: string, from: Instant, to: Instant): Generator<Instant> {
  const pattern = new Cron(cron, { paused: true, timezone: zone });
  let at = pattern.nextRun(new Date(from - 1));
  while (at && at.getTime() < to) {
    yield at.getTime();
    at = pattern.nextRun(at);
  }
}

/** What an enrollment that a schedule started knows of its start. */
export function occurrenceEntry(at: Instant): { occurrence: string } {
  return { occurrence: new Date(at).toISOString() };
}
