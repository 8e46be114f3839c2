import { DAY, MINUTE, type Words } from '@sojourn/rules';
import { dateOf, dayOf, daysInMonth, localDateTime, weekdayOf, type Day } from './local-time.js';

/**
 * A recurrence rule of RFC 5545, the part of it that calendars write: FREQ from DAILY to YEARLY with INTERVAL, COUNT or
 * UNTIL, BYMONTH, BYMONTHDAY, BYDAY (counted in months and years too), BYHOUR, BYMINUTE, BYSETPOS and WKST. All of it is
 * local time: milliseconds as if the zone were UTC.
 */
export interface Recurrence {
  start: number;
  /** Occurrences of the `index`-th period from the start, in order; those before the start are left out. */
  within(index: number): number[];
  /** The index of the period a local time falls in; never below 0. */
  indexOf(local: number): number;
  /** After how many periods without an occurrence there are no more. */
  patience: number;
  /** Where it ends: after the last local time, or after so many occurrences. */
  until: number;
  count: number;
}

const FREQUENCIES = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'] as const;
const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
/** More occurrences than this are better told by UNTIL: a rule with COUNT is counted from its start each time. */
const MOST_COUNTED = 1_000;
/** A rule that comes up in none of so many years, and periods, never does again: weekdays and leap years recur sooner. */
const PATIENCE = { years: 60, periods: 500 };

interface Parts {
  frequency: (typeof FREQUENCIES)[number];
  interval: number;
  count: number;
  until: number;
  months?: number[];
  dates?: number[];
  weekdays?: { weekday: number; nth?: number }[];
  hours?: number[];
  minutes?: number[];
  positions?: number[];
  /** The day a week begins with. */
  week: number;
}

/** Reads a rule that begins at a local date and time such as `2026-12-24T10:00`; else what is wrong with it. */
export function readRecurrence(rule: string, start: string): Recurrence | { fault: Words } {
  const from = localDateTime(start);
  if (from === undefined) return { fault: badStart(start) };
  const parts = readParts(rule);
  if ('fault' in parts) return parts;
  const recurrence = recurrenceOf(parts, from);
  return hasAny(recurrence) ? recurrence : { fault: NEVER_HAPPENS };
}

/** The local times of a checked rule from `from` on, in order, some earlier ones perhaps. */
export function* recurring(when: { rrule: string; start: string }, from: number): Generator<number> {
  const rule = checked(when);
  // What a count ends has to be counted from the start.
  let index = Number.isFinite(rule.count) ? 0 : rule.indexOf(from);
  for (let left = rule.count, idle = 0; left > 0 && idle < rule.patience; index++) {
    const found = rule.within(index);
    idle = found.length === 0 ? idle + 1 : 0;
    for (const local of found.slice(0, left)) {
      if (local > rule.until) return;
      yield local;
    }
    left -= found.length;
  }
}

/** As {@link recurring}, backwards from `to`, some later ones perhaps. */
export function* recurringBack(when: { rrule: string; start: string }, to: number): Generator<number> {
  const rule = checked(when);
  if (Number.isFinite(rule.count)) {
    yield* [...recurring(when, rule.start)].toReversed();
    return;
  }
  for (let index = rule.indexOf(Math.min(to, rule.until)); index >= 0; index--)
    for (const local of rule.within(index).toReversed()) if (local <= rule.until) yield local;
}

function checked({ rrule, start }: { rrule: string; start: string }): Recurrence {
  const read = readRecurrence(rrule, start);
  if ('fault' in read) throw new Error(read.fault.en);
  return read;
}

/** Which days of which period a rule names, and at which times. */
function recurrenceOf(parts: Parts, start: number): Recurrence {
  const first = Math.floor(start / DAY);
  const { index, days } = periods(parts, first);
  const times = timesOf(parts, start);
  const falls = dayTest(parts, first);
  const indexOf = (local: number) => (local <= start ? 0 : Math.floor(index(Math.floor(local / DAY)) / parts.interval));
  return {
    start,
    until: parts.until,
    count: parts.count,
    indexOf,
    patience: Math.max(indexOf(start + PATIENCE.years * 366 * DAY), PATIENCE.periods),
    within: (at) => {
      const all = days(at * parts.interval)
        .filter(falls)
        .flatMap((day) => times.map((time) => day * DAY + time));
      return chosen(all, parts.positions).filter((local) => local >= start);
    },
  };
}

/** The periods of a frequency, counted from the one the first day is in. */
function periods({ frequency, week }: Parts, first: Day): { index(day: Day): number; days(index: number): Day[] } {
  const { year, month } = dateOf(first);
  switch (frequency) {
    case 'DAILY':
      return { index: (day) => day - first, days: (index) => [first + index] };
    case 'WEEKLY': {
      const monday = first - ((weekdayOf(first) - week + 7) % 7);
      return {
        index: (day) => Math.floor((day - monday) / 7),
        days: (index) => Array.from({ length: 7 }, (_, day) => monday + index * 7 + day),
      };
    }
    case 'MONTHLY':
      return {
        index: (day) => (dateOf(day).year - year) * 12 + dateOf(day).month - month,
        days: (index) => spanOf(dayOf(year, month + index, 1), dayOf(year, month + index + 1, 1)),
      };
    case 'YEARLY':
      return {
        index: (day) => dateOf(day).year - year,
        days: (index) => spanOf(dayOf(year + index, 1, 1), dayOf(year + index + 1, 1, 1)),
      };
  }
}

const spanOf = (from: Day, to: Day): Day[] => Array.from({ length: to - from }, (_, index) => from + index);

/** Whether a day is named. What a rule leaves open is as on the first day. */
function dayTest({ frequency, months, dates, weekdays }: Parts, first: Day): (day: Day) => boolean {
  const begin = dateOf(first);
  const open = dates === undefined && weekdays === undefined;
  const anyMonth = months ?? (frequency === 'YEARLY' && open ? [begin.month] : undefined);
  const anyDate = dates ?? (open && (frequency === 'MONTHLY' || frequency === 'YEARLY') ? [begin.date] : undefined);
  const anyWeekday = weekdays ?? (open && frequency === 'WEEKLY' ? [{ weekday: weekdayOf(first) }] : undefined);
  const inYear = frequency === 'YEARLY' && months === undefined;
  return (day) => {
    const { year, month, date } = dateOf(day);
    if (anyMonth && !anyMonth.includes(month)) return false;
    const length = daysInMonth(year, month);
    if (anyDate && !anyDate.includes(date) && !anyDate.includes(date - length - 1)) return false;
    if (!anyWeekday) return true;
    const [from, to] = inYear ? [dayOf(year, 1, 1), dayOf(year + 1, 1, 1)] : [day - date + 1, day - date + 1 + length];
    const nth = Math.floor((day - from) / 7) + 1;
    const last = -Math.floor((to - 1 - day) / 7) - 1;
    return anyWeekday.some(
      (each) => each.weekday === weekdayOf(day) && (each.nth === undefined || each.nth === nth || each.nth === last),
    );
  };
}

function timesOf({ hours, minutes }: Parts, start: number): number[] {
  const clock = ((start % DAY) + DAY) % DAY;
  const [hour, minute] = [Math.floor(clock / (60 * MINUTE)), Math.floor(clock / MINUTE) % 60];
  return (hours ?? [hour])
    .flatMap((each) => (minutes ?? [minute]).map((one) => (each * 60 + one) * MINUTE))
    .sort((a, b) => a - b);
}

/** BYSETPOS: of what a period names, the first, the last, the n-th. */
function chosen(all: number[], positions: readonly number[] | undefined): number[] {
  if (!positions) return all;
  const places = new Set(positions.map((place) => (place > 0 ? place - 1 : all.length + place)));
  return all.filter((_, place) => places.has(place));
}

function hasAny(recurrence: Recurrence): boolean {
  for (let index = 0; index < recurrence.patience; index++) {
    const [first] = recurrence.within(index);
    if (first !== undefined) return first <= recurrence.until;
  }
  return false;
}

type Reader = (parts: Partial<Parts>, value: string) => boolean;

const list =
  (key: 'months' | 'dates' | 'hours' | 'minutes' | 'positions', least: number, most: number, signed = false): Reader =>
  (parts, value) => {
    const numbers = value.split(',').map(Number);
    parts[key] = numbers.sort((a, b) => a - b);
    return numbers.every(
      (each) =>
        Number.isInteger(each) && ((each >= least && each <= most) || (signed && -each >= least && -each <= most)),
    );
  };

const READERS: Readonly<Record<string, Reader>> = {
  FREQ: (parts, value) => {
    parts.frequency = value as Parts['frequency'];
    return FREQUENCIES.includes(parts.frequency);
  },
  INTERVAL: (parts, value) => {
    parts.interval = Number(value);
    return /^\d{1,3}$/.test(value) && parts.interval > 0;
  },
  COUNT: (parts, value) => {
    parts.count = Number(value);
    return /^\d{1,4}$/.test(value) && parts.count > 0 && parts.count <= MOST_COUNTED;
  },
  UNTIL: (parts, value) => {
    const [, year, month, date, hour = '23', minute = '59', second = '59'] =
      /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2}))?$/.exec(value) ?? [];
    parts.until = Date.parse(`${year}-${month}-${date}T${hour}:${minute}:${second}Z`);
    return !Number.isNaN(parts.until);
  },
  BYMONTH: list('months', 1, 12),
  BYMONTHDAY: list('dates', 1, 31, true),
  BYHOUR: list('hours', 0, 23),
  BYMINUTE: list('minutes', 0, 59),
  BYSETPOS: list('positions', 1, 366, true),
  BYDAY: (parts, value) => {
    const days = value.split(',').map((each) => /^([+-]?[1-9]\d?)?(MO|TU|WE|TH|FR|SA|SU)$/.exec(each));
    parts.weekdays = days.map((each) => ({
      weekday: WEEKDAYS.indexOf(each?.[2] ?? '') + 1,
      ...(each?.[1] === undefined ? {} : { nth: Number(each[1]) }),
    }));
    return !days.includes(null);
  },
  WKST: (parts, value) => {
    parts.week = WEEKDAYS.indexOf(value) + 1;
    return parts.week > 0;
  },
};

function readParts(rule: string): Parts | { fault: Words } {
  const parts: Partial<Parts> = { interval: 1, count: Infinity, until: Infinity, week: 1 };
  const named = new Set<string>();
  for (const part of rule.replace(/^RRULE:/, '').split(';')) {
    const [name = '', value = '', ...more] = part.split('=');
    const reader = Object.hasOwn(READERS, name) ? READERS[name] : undefined;
    if (!reader || more.length > 0 || named.has(name) || !reader(parts, value)) return { fault: badPart(part) };
    named.add(name);
  }
  if (!named.has('FREQ')) return { fault: badPart(rule) };
  if (named.has('COUNT') && named.has('UNTIL')) return { fault: TWO_ENDS };
  const counted = parts.weekdays?.some(({ nth }) => nth !== undefined);
  if (counted && parts.frequency !== 'MONTHLY' && parts.frequency !== 'YEARLY') return { fault: COUNTED_WEEKDAY };
  return parts as Parts;
}

const badStart = (start: string): Words => ({
  en: `"${start}" is not a local date and time. Write one like 2026-12-24T10:00.`,
  zh: `“${start}”不是有效的本地日期时间，请填写如 2026-12-24T10:00。`,
});
const badPart = (part: string): Words => ({
  en: `"${part}" cannot be understood. Write a rule like FREQ=MONTHLY;BYDAY=-1FR (COUNT at most ${MOST_COUNTED}, UNTIL as local time).`,
  zh: `无法识别“${part}”，请填写如 FREQ=MONTHLY;BYDAY=-1FR 的规则（COUNT 最大 ${MOST_COUNTED}，UNTIL 为本地时间）。`,
});
const TWO_ENDS: Words = {
  en: 'A rule ends by COUNT or by UNTIL, not by both. Keep one.',
  zh: 'COUNT 与 UNTIL 只能二选一。',
};
const COUNTED_WEEKDAY: Words = {
  en: 'Weekdays are counted (1MO, -1FR) only in rules with FREQ=MONTHLY or FREQ=YEARLY.',
  zh: '只有 FREQ=MONTHLY 或 FREQ=YEARLY 的规则可以使用“第几个星期几”（如 1MO、-1FR）。',
};
const NEVER_HAPPENS: Words = {
  en: 'This rule never comes up. Check its days and its end.',
  zh: '该规则永远不会触发，请检查日期与结束时间。',
};
