import { eventsOf, factKey, type Around } from './around.js';
import { KEPT_INSTANTS, type Happening } from './fact.js';
import { daysOf } from './fact-kind.js';
import { own, type DayTally, type Dated, type EventFact, type Facts, type Value } from './facts.js';
import { milliseconds, NEVER, type Instant } from './instant.js';
import { localDays } from './local-days.js';
import type { Operator, Scalar } from './operators.js';

/** How a fact is read, and when time alone may give it another value. */
export interface Reading {
  read(facts: Facts, now: Instant): Value | undefined;
  /** The next instant after `now`; it may name one at which the value stays, and never misses one. */
  changesAt?(facts: Facts, now: Instant): Instant;
}

/**
 * The counts at which a comparison changes its mind: `n` where its answer for n - 1 and for n differ. Undefined where
 * the value is no fixed number.
 */
export function turningCounts(is: Operator, value: unknown): number[] | undefined {
  const numbers = [value].flat();
  if (numbers.length === 0 || !numbers.every((each) => typeof each === 'number')) return undefined;
  const first = numbers[0]!;
  if (is === 'gte' || is === 'lt') return [Math.ceil(first)];
  if (is === 'gt' || is === 'lte') return [Math.floor(first) + 1];
  return numbers.flatMap((each) => [each, each + 1]);
}

/**
 * Whether a windowed count is exact to the millisecond: the instants that are kept decide the comparison. All others
 * go by whole local days.
 */
export function isExact(happening: Happening, is: Operator, value: unknown): boolean {
  if (happening.measure !== 'count' || happening.within === undefined) return false;
  const turning = turningCounts(is, value);
  return turning !== undefined && Math.max(...turning) <= KEPT_INSTANTS;
}

/** Reads a happening as it is compared. Counts and sums of what never happened are 0; everything else is unknown. */
export function readHappening(happening: Happening, is: Operator, value: unknown, around: Around): Reading {
  const keys = eventsOf(happening, around).map((event) => factKey(event, happening.where));
  const found = (facts: Facts): EventFact[] => {
    const all: EventFact[] = [];
    for (const key of keys) {
      const fact = facts.event(key);
      if (fact) all.push(fact);
    }
    return all;
  };
  const { measure, property, within } = happening;
  if (within === undefined) return { read: (facts) => MEASURE[measure](found(facts), property!) };
  if (measure === 'last') return lastWithin(found, property, milliseconds(within));
  if (isExact(happening, is, value)) return countWithin(found, milliseconds(within), turningCounts(is, value)!);
  return overDays(found, happening, around.zone ?? 'UTC');
}

type Find = (facts: Facts) => EventFact[];

/** The instant, or the value, of the last time, unless that was too long ago. */
function lastWithin(found: Find, property: string | undefined, length: number): Reading {
  const last = (facts: Facts) => lastOf(found(facts), property);
  return {
    read: (facts, now) => {
      const dated = last(facts);
      return dated && now - dated[0] < length ? dated[1] : undefined;
    },
    changesAt: (facts, now) => later((last(facts)?.[0] ?? NEVER) + length, now),
  };
}

/** How many of the kept instants lie in the window. It changes a comparison where the n-th last of them leaves. */
function countWithin(found: Find, length: number, turning: readonly number[]): Reading {
  const recent = (facts: Facts): readonly Instant[] => {
    const all = found(facts);
    if (all.length === 1) return all[0]!.recent ?? [];
    return all.flatMap((fact) => fact.recent ?? []).sort((a, b) => a - b);
  };
  return {
    read: (facts, now) => {
      const instants = recent(facts);
      let count = 0;
      while (count < instants.length && now - instants[instants.length - 1 - count]! < length) count += 1;
      return count;
    },
    changesAt: (facts, now) => {
      const instants = recent(facts);
      let soonest = NEVER;
      for (const nth of turning) {
        const leaves = (instants[instants.length - nth] ?? NEVER) + length;
        if (leaves > now) soonest = Math.min(soonest, leaves);
      }
      return soonest;
    },
  };
}

/** Whole local days: today and those before it, as many as the window is long. Each leaves when a new day begins. */
function overDays(found: Find, { measure, property, within }: Happening, zone: string): Reading {
  const calendar = localDays(zone);
  const length = daysOf(within!);
  const since = (now: Instant) => calendar.of(now) - length + 1;
  return {
    read: (facts, now) => {
      const begin = since(now);
      if (measure === 'days') return daysSince(found(facts), begin).size;
      return MEASURE[measure](talliesSince(found(facts), begin), property!);
    },
    changesAt: (facts, now) => {
      const begin = since(now);
      let oldest = NEVER;
      for (const day of daysSince(found(facts), begin)) oldest = Math.min(oldest, day);
      return oldest === NEVER ? NEVER : later(calendar.startOf(oldest + length), now);
    },
  };
}

function daysSince(found: readonly EventFact[], begin: number): Set<number> {
  const days = new Set<number>();
  for (const fact of found) for (const day in fact.days) if (Number(day) >= begin) days.add(Number(day));
  return days;
}

/** In the order in which SQL adds them up: event by event, and day by day. */
function talliesSince(found: readonly EventFact[], begin: number): DayTally[] {
  return found.flatMap(({ days = {} }) =>
    Object.keys(days)
      .filter((day) => Number(day) >= begin)
      .sort((a, b) => Number(a) - Number(b))
      .map((day) => days[day]!),
  );
}

const later = (at: Instant, now: Instant): Instant => (at > now ? at : NEVER);

const MEASURE: Record<Happening['measure'], (tallies: readonly DayTally[], property: string) => Value | undefined> = {
  count: (tallies) => tallies.reduce((count, tally) => count + tally.count, 0),
  sum: (tallies, property) => sumOf(tallies, 'sums', property),
  average: (tallies, property) => {
    const count = sumOf(tallies, 'numbers', property);
    return count === 0 ? undefined : sumOf(tallies, 'sums', property) / count;
  },
  first: (tallies, property) => firstOf(tallies, property)?.[1],
  last: (tallies, property) => lastOf(tallies as EventFact[], property)?.[1],
  top: topOf,
  days: () => undefined,
};

function sumOf(tallies: readonly DayTally[], which: 'sums' | 'numbers', property: string): number {
  let sum = 0;
  for (const tally of tallies) sum += own(tally[which], property) ?? 0;
  return sum;
}

function firstOf(tallies: readonly DayTally[], property: string | undefined): Dated | undefined {
  let first: Dated | undefined;
  for (const tally of tallies) {
    const dated = property === undefined ? instant(tally.first) : own(tally.values, property)?.first;
    if (dated && (!first || dated[0] < first[0])) first = dated;
  }
  return first;
}

function lastOf(facts: readonly EventFact[], property: string | undefined): Dated | undefined {
  let last: Dated | undefined;
  for (const fact of facts) {
    const dated = property === undefined ? instant(fact.last) : own(fact.values, property)?.last;
    if (dated && (!last || dated[0] >= last[0])) last = dated;
  }
  return last;
}

const instant = (at: Instant | undefined): Dated | undefined => (at === undefined ? undefined : [at, at]);

/** The most frequent value; of several the one that was there first, and after that by its text. */
function topOf(tallies: readonly DayTally[], property: string): Value | undefined {
  const counts = new Map<Scalar, { count: number; since: Instant }>();
  for (const tally of tallies) {
    for (const [value, count, since] of own(tally.values, property)?.counts ?? []) {
      const so = counts.get(value);
      counts.set(value, { count: count + (so?.count ?? 0), since: Math.min(since, so?.since ?? since) });
    }
  }
  let top: Scalar | undefined;
  for (const [value, { count, since }] of counts) {
    const best = top === undefined ? undefined : counts.get(top)!;
    const order = best ? best.count - count || since - best.since : -1;
    if (order < 0 || (order === 0 && isBefore(value, top!))) top = value;
  }
  return top;
}

/** By the bytes of its text, as a database does it. */
function isBefore(value: Scalar, other: Scalar): boolean {
  const [a, b] = [value, other].map((each) => [...JSON.stringify(each)].map((sign) => sign.codePointAt(0)!));
  for (let index = 0; ; index++) {
    if (a![index] === b![index] && index < a!.length) continue;
    return (a![index] ?? -1) < (b![index] ?? -1);
  }
}
