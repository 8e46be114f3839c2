import type { Kept, Need } from './declared-facts.js';
import { KEPT_INSTANTS } from './fact.js';
import {
  own,
  valueAt,
  type Counted,
  type DayTally,
  type EventFact,
  type Tally,
  type Value,
  type ValueTally,
} from './facts.js';
import type { Instant } from './instant.js';
import type { LocalDays } from './local-days.js';
import type { Scalar } from './operators.js';

/** How many different values of a property are counted, for good and on one day; those that come after are passed over. */
export const KEPT_VALUES = { ever: 100, daily: 20 } as const;

/** Longer texts are not kept as values. */
const LONGEST_TEXT = 200;

/** What is known of an event that happened for the first time at this instant, before it is counted. */
export const neverBefore = (at: Instant): EventFact => ({ count: 0, first: at, last: at });

/**
 * Counts one event that happened at `at` into what is kept of its kind. The order of the calls matters only where two
 * events share an instant: late events come out as if they had been on time.
 */
export function countInto(
  fact: EventFact,
  need: Pick<Need, 'ever' | 'recent' | 'days' | 'daily'> | undefined,
  at: Instant,
  properties: { [key: string]: Value },
  calendar: LocalDays,
): void {
  fact.first = Math.min(fact.first, at);
  fact.last = Math.max(fact.last, at);
  fact.count += 1;
  if (!need) return;
  keep(fact, need.ever, at, properties, KEPT_VALUES.ever);
  if (need.recent) remember((fact.recent ??= []), at);
  if (need.days > 0) countDay(fact, need, at, properties, calendar);
}

function countDay(
  fact: EventFact,
  need: Pick<Need, 'days' | 'daily'>,
  at: Instant,
  properties: { [key: string]: Value },
  calendar: LocalDays,
): void {
  const days = (fact.days ??= {});
  const day = calendar.of(at);
  const oldest = calendar.of(fact.last) - need.days + 1;
  if (day < oldest) return;
  let tally: DayTally | undefined = days[day];
  if (!tally) {
    for (const old of Object.keys(days)) if (Number(old) < oldest) delete days[old];
    tally = days[day] = { count: 0 };
  }
  tally.count += 1;
  if (need.daily.first) tally.first = Math.min(tally.first ?? at, at);
  keep(tally, need.daily, at, properties, KEPT_VALUES.daily);
}

function keep(tally: Tally, kept: Kept, at: Instant, properties: { [key: string]: Value }, most: number): void {
  for (const property of kept.sums) {
    const value = valueAt(properties, property);
    if (typeof value === 'number') (tally.sums ??= {})[property] = (own(tally.sums, property) ?? 0) + value;
  }
  for (const property of kept.numbers) {
    if (typeof valueAt(properties, property) === 'number')
      (tally.numbers ??= {})[property] = (own(tally.numbers, property) ?? 0) + 1;
  }
  for (const property of kept.ends) {
    const value = valueAt(properties, property);
    if (!isKept(value)) continue;
    const values = valuesOf(tally, property);
    if (!values.first || at < values.first[0]) values.first = [at, value];
    if (!values.last || at >= values.last[0]) values.last = [at, value];
  }
  for (const property of kept.tops) {
    const value = valueAt(properties, property);
    if (isKept(value)) rank((valuesOf(tally, property).counts ??= []), value, at, most);
  }
}

function valuesOf(tally: Tally, property: string): ValueTally {
  const values = (tally.values ??= {});
  const known = own(values, property);
  return known ?? (values[property] = {});
}

function isKept(value: Value | undefined): value is Scalar {
  return typeof value === 'string'
    ? value.length <= LONGEST_TEXT
    : typeof value === 'number' || typeof value === 'boolean';
}

function rank(counts: Counted[], value: Scalar, at: Instant, most: number): void {
  const counted = counts.find(([known]) => known === value);
  if (counted) {
    counted[1] += 1;
    counted[2] = Math.min(counted[2], at);
  } else if (counts.length < most) counts.push([value, 1, at]);
}

/** Oldest first; past the limit the oldest goes. */
function remember(recent: Instant[], at: Instant): void {
  let place = recent.length;
  while (place > 0 && recent[place - 1]! > at) place -= 1;
  recent.splice(place, 0, at);
  if (recent.length > KEPT_INSTANTS) recent.shift();
}
