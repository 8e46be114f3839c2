/**
 * Time as the whole product counts it.
 *
 * An {@link Instant} is milliseconds since 1970-01-01T00:00Z, always UTC. `Infinity` means "never".
 * A {@link Duration} is elapsed time and blind to daylight saving (TIME-2): a day is 24 hours.
 */
export type Instant = number;

/** Elapsed time as people write it: `30d`, `24h`, `1d12h`, `90s`, `0s`. Units: w d h m s ms, largest first. */
export type Duration = string;

/** No instant: a wake-up that time alone will never bring. */
export const NEVER: Instant = Infinity;

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The last instant we accept from outside: the end of year 2999. Farther dates are typing errors. */
export const LAST_INSTANT: Instant = Date.UTC(3000, 0, 1) - 1;

/** The first one: the beginning of year 1. Databases know no year 0. */
export const FIRST_INSTANT: Instant = Date.parse('0001-01-01T00:00Z');

const UNITS: Record<string, number> = { w: 7 * DAY, d: DAY, h: HOUR, m: MINUTE, s: SECOND, ms: 1 };
const SHAPE = /^(\d{1,6}w)?(\d{1,6}d)?(\d{1,7}h)?(\d{1,8}m)?(\d{1,9}s)?(\d{1,12}ms)?$/;
/** A hundred years. Longer waits are mistakes, and instants must stay inside what a database can store. */
export const LONGEST_DURATION = 36_525 * DAY;

/** Milliseconds of a duration, or `undefined` when the text is not one (or is longer than a hundred years). */
export function parseDuration(text: Duration): number | undefined {
  if (text === '' || !SHAPE.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+)(ms|[wdhms])/g)) {
    total += Number(amount) * (UNITS[unit!] ?? 0);
  }
  return total <= LONGEST_DURATION ? total : undefined;
}

/** Milliseconds of a duration that was checked before. Throws RangeError when it was not. */
export function milliseconds(text: Duration): number {
  const parsed = parseDuration(text);
  if (parsed === undefined) {
    throw new RangeError(`"${text}" is not a duration. Write it like 30d, 24h, 15m or 1d12h.`);
  }
  return parsed;
}

/** The shortest way to write a duration of `ms` milliseconds, e.g. `129600000` → `1d12h`. */
export function formatDuration(ms: number): Duration {
  let rest = Math.max(0, Math.round(ms));
  let text = '';
  for (const unit of ['d', 'h', 'm', 's', 'ms']) {
    const size = UNITS[unit]!;
    const amount = Math.floor(rest / size);
    if (amount > 0) text += `${amount}${unit}`;
    rest -= amount * size;
  }
  return text === '' ? '0s' : text;
}

/**
 * The instant an ISO 8601 text names, or `undefined`. A date alone is midnight UTC; a time must carry its offset,
 * since a time without one means something else on every machine.
 */
export function parseInstant(text: string): Instant | undefined {
  if (!/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2}))?$/.test(text)) return undefined;
  const ms = Date.parse(text);
  // Date.parse takes 30 February for 2 March.
  const exists = new Date(Date.parse(text.slice(0, 10))).getUTCDate() === Number(text.slice(8, 10));
  return !exists || Number.isNaN(ms) || ms < FIRST_INSTANT || ms > LAST_INSTANT ? undefined : ms;
}

/** An instant as people and programs read it: ISO 8601 in UTC. Throws RangeError for {@link NEVER}. */
export function writeInstant(at: Instant): string {
  return new Date(at).toISOString();
}

/** As {@link writeInstant}, and `undefined` for what is not known or never comes. */
export function writeKnown(at: Instant | null | undefined): string | undefined {
  return at === null || at === undefined || !Number.isFinite(at) ? undefined : writeInstant(at);
}
