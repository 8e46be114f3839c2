import { DAY, HOUR, MINUTE, type Instant } from '@sojourn/rules';

/** The clock on the wall of one zone: its offsets from 2024 to 2030, found by looking at every day, hour and minute. */
export interface SlowClock {
  zone: string;
  /** From when on which offset holds, in milliseconds; the first from before 2024 on. */
  offsets: readonly { from: Instant; offset: number }[];
  /** Milliseconds of local time as if the zone were UTC. */
  local(at: Instant): number;
  /** Every instant at which local time is this: none in a gap, two in an overlap. */
  when(local: number): Instant[];
  /** Where no clock ever shows this, the first instant after the gap. */
  afterGap(local: number): Instant | undefined;
}

export const YEARS = { from: Date.UTC(2024, 0, 1), to: Date.UTC(2031, 0, 1) } as const;

const clocks = new Map<string, SlowClock>();

/** Reads a zone's clock from the platform alone, so that it can judge our arithmetic. */
export function slowClock(zone: string): SlowClock {
  let clock = clocks.get(zone);
  if (!clock) clocks.set(zone, (clock = read(zone)));
  return clock;
}

function read(zone: string): SlowClock {
  const wall = wallOf(zone);
  const offsetAt = (at: Instant) => wall(at) - at;
  const first = YEARS.from - 7 * DAY;
  const offsets = [{ from: -Infinity, offset: offsetAt(first) }];
  let today = offsets[0]!.offset;
  for (let day = first; day < YEARS.to + 7 * DAY; day += DAY) {
    const tomorrow = offsetAt(day + DAY);
    if (today === tomorrow) continue;
    today = tomorrow;
    for (let hour = day; hour < day + DAY; hour += HOUR) {
      if (offsetAt(hour) === offsetAt(hour + HOUR)) continue;
      for (let minute = hour; minute < hour + HOUR; minute += MINUTE) {
        const next = minute + MINUTE;
        if (offsetAt(minute) !== offsetAt(next)) offsets.push({ from: next, offset: offsetAt(next) });
      }
    }
  }
  const until = (index: number) => offsets[index + 1]?.from ?? Infinity;
  const local = (at: Instant) => at + offsets.findLast(({ from }) => from <= at)!.offset;
  return {
    zone,
    offsets,
    local,
    when: (time) =>
      offsets
        .map(({ from, offset }, index) => ({ at: time - offset, from, until: until(index) }))
        .filter(({ at, from, until: to }) => at >= from && at < to)
        .map(({ at }) => at),
    afterGap: (time) =>
      offsets.find(({ from, offset }, index) => {
        const before = offsets[index - 1]?.offset;
        return before !== undefined && from + before <= time && time < from + offset;
      })?.from,
  };
}

function wallOf(zone: string): (at: Instant) => number {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  return (at) => {
    // As 31/12/2026, 23:59
    const [, date, month, year, hour, minute] = /^(\d+)\/(\d+)\/(\d+), (\d+):(\d+)$/
      .exec(format.format(at))!
      .map(Number);
    return Date.UTC(year!, month! - 1, date, hour, minute) + (at % MINUTE);
  };
}
