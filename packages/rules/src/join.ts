import { KEPT_VALUES } from './count.js';
import { KEPT_INSTANTS } from './fact.js';
import type { Counted, DayTally, EventFact, Tally, ValueTally } from './facts.js';

/**
 * What is kept of an event of two profiles that turned out to be one person's, as if one had had all of it: counts and
 * sums add up, first and last are the outermost, and of what is kept in part the newest stays. Neither is changed.
 */
export function joinFacts(one: EventFact, other: EventFact): EventFact {
  const joined: EventFact = {
    ...joinTallies(one, other, KEPT_VALUES.ever),
    first: Math.min(one.first, other.first),
    last: Math.max(one.last, other.last),
  };
  const recent = [...(one.recent ?? []), ...(other.recent ?? [])].sort((a, b) => a - b);
  if (recent.length > 0) joined.recent = recent.slice(-KEPT_INSTANTS);
  const days = joinRecords(one.days, other.days, joinDays);
  if (days) joined.days = days;
  return joined;
}

function joinDays(one: DayTally, other: DayTally): DayTally {
  const day: DayTally = joinTallies(one, other, KEPT_VALUES.daily);
  const first = Math.min(one.first ?? Infinity, other.first ?? Infinity);
  return first === Infinity ? day : { ...day, first };
}

function joinTallies(one: Tally, other: Tally, most: number): Tally {
  const add = (a: number, b: number) => a + b;
  const sums = joinRecords(one.sums, other.sums, add);
  const numbers = joinRecords(one.numbers, other.numbers, add);
  const values = joinRecords(one.values, other.values, (a, b) => joinValues(a, b, most));
  return {
    count: one.count + other.count,
    ...(sums && { sums }),
    ...(numbers && { numbers }),
    ...(values && { values }),
  };
}

function joinValues(one: ValueTally, other: ValueTally, most: number): ValueTally {
  const joined: ValueTally = {};
  const [a, b] = [one.first ?? other.first, other.first ?? one.first];
  if (a && b) joined.first = b[0] < a[0] ? b : a;
  const [c, d] = [one.last ?? other.last, other.last ?? one.last];
  if (c && d) joined.last = d[0] > c[0] ? d : c;
  if (one.counts ?? other.counts) joined.counts = joinCounts(one.counts ?? [], other.counts ?? [], most);
  return joined;
}

/** Where there are too many, those that were there first are kept, as where they had come to one profile. */
function joinCounts(one: readonly Counted[], other: readonly Counted[], most: number): Counted[] {
  const joined = new Map<Counted[0], Counted>();
  for (const [value, count, since] of [...one, ...other].sort((a, b) => a[2] - b[2])) {
    const known = joined.get(value);
    if (known) known[1] += count;
    else if (joined.size < most) joined.set(value, [value, count, since]);
  }
  return [...joined.values()];
}

function joinRecords<Item>(
  one: Readonly<Record<string, Item>> | undefined,
  other: Readonly<Record<string, Item>> | undefined,
  join: (a: Item, b: Item) => Item,
): Record<string, Item> | undefined {
  if (!one || !other) return one ?? other;
  const joined = new Map(Object.entries(one));
  for (const [key, item] of Object.entries(other)) {
    const known = joined.get(key);
    joined.set(key, known === undefined ? item : join(known, item));
  }
  return Object.fromEntries(joined);
}
