import {
  milliseconds,
  type Comparison,
  type Fact,
  type Happening,
  type Instant,
  type Rule,
  type Value,
} from '@sojourn/rules';
import { DateTime } from 'luxon';

/** One event as it was accepted and played; late where it occurred before. */
export interface RawEvent {
  at: Instant;
  occurredAt: Instant;
  name: string;
  properties: Record<string, Value>;
}

/**
 * A second way to judge a rule: slowly, from the raw events, keeping nothing. It shares no code with what it is held
 * against but the shape of rules and the reading of durations.
 */
export class NaiveFacts {
  private readonly days = new Map<Instant, number>();

  constructor(
    private readonly zone: string,
    private readonly segments: ReadonlyMap<string, { rule: Rule }>,
  ) {}

  holds(rule: Rule, events: readonly RawEvent[], now: Instant): boolean {
    if ('all' in rule) return rule.all.every((part) => this.holds(part, events, now));
    if ('any' in rule) return rule.any.some((part) => this.holds(part, events, now));
    if ('not' in rule) return !this.holds(rule.not, events, now);
    return this.compare(rule, events, now);
  }

  /** Every instant at which time alone may change the answer. */
  edges(rule: Rule, events: readonly RawEvent[], until: Instant): Instant[] {
    const edges = new Set<Instant>();
    for (const length of this.lengths(rule)) for (const { occurredAt } of events) edges.add(occurredAt + length);
    const first = Math.min(...events.map(({ occurredAt }) => occurredAt));
    for (let day = DateTime.fromMillis(first, { zone: this.zone }).startOf('day'); day.toMillis() <= until;) {
      day = day.plus({ days: 1 }).startOf('day');
      edges.add(day.toMillis());
    }
    return [...edges].filter((at) => at <= until);
  }

  private lengths(rule: Rule): number[] {
    if ('all' in rule) return rule.all.flatMap((part) => this.lengths(part));
    if ('any' in rule) return rule.any.flatMap((part) => this.lengths(part));
    if ('not' in rule) return this.lengths(rule.not);
    const facts = [rule.fact, ...(isFact(rule.value) ? [rule.value] : [])];
    return [
      ...(rule.is === 'within' || rule.is === 'longer_ago' ? [milliseconds(rule.value as string)] : []),
      ...facts.flatMap((fact) => {
        if ('segment' in fact) return this.lengths(this.segments.get(fact.segment)!.rule);
        return 'within' in fact && fact.within ? [milliseconds(fact.within)] : [];
      }),
    ];
  }

  private compare(comparison: Comparison, events: readonly RawEvent[], now: Instant): boolean {
    const { fact, is, value } = comparison;
    const found = this.value(fact, events, now, comparison);
    if (is === 'unknown') return found === undefined;
    if (found === undefined || found === null) return false;
    const than = isFact(value) ? this.value(value, events, now, undefined) : (value as never);
    if (isFact(value) && than === undefined) return false;
    switch (is) {
      case 'known':
        return true;
      case 'eq':
        return found === than;
      case 'ne':
        return found !== than;
      case 'lt':
        return found < than!;
      case 'lte':
        return found <= than!;
      case 'gt':
        return found > than!;
      case 'gte':
        return found >= than!;
      case 'before':
        return (found as number) < instant(than!);
      case 'after':
        return (found as number) >= instant(than!);
      case 'within':
        return now - (found as number) < milliseconds(value as string);
      case 'longer_ago':
        return now - (found as number) >= milliseconds(value as string);
      case 'in':
        return (value as Value[]).includes(found);
      case 'not_in':
        return !(value as Value[]).includes(found);
      default:
        throw new Error(`The reference does not know "${is}".`);
    }
  }

  private value(fact: Fact, events: readonly RawEvent[], now: Instant, comparison: Comparison | undefined) {
    if ('segment' in fact) return this.holds(this.segments.get(fact.segment)!.rule, events, now);
    if (!('event' in fact)) throw new Error(`The reference does not know ${JSON.stringify(fact)}.`);
    const { measure, property } = fact;
    const found = events
      .filter((event) => event.name === fact.event && (!fact.where || passes(fact.where, event)))
      .filter(({ occurredAt }) => this.isInside(fact, occurredAt, now, comparison))
      .sort((a, b) => a.occurredAt - b.occurredAt);
    const known = found.filter(({ properties }) => property !== undefined && properties[property] !== undefined);
    const numbers = known.map(({ properties }) => properties[property!] as number);
    const sum = numbers.reduce((so, each) => so + each, 0);
    switch (measure) {
      case 'count':
        return found.length;
      case 'days':
        return new Set(found.map(({ occurredAt }) => this.day(occurredAt))).size;
      case 'sum':
        return sum;
      case 'average':
        return numbers.length === 0 ? undefined : sum / numbers.length;
      case 'first':
        return property === undefined ? found[0]?.occurredAt : known[0]?.properties[property];
      case 'last':
        return property === undefined ? found.at(-1)?.occurredAt : known.at(-1)?.properties[property];
      case 'top':
        return mostFrequent(known, property!);
    }
  }

  /** Exact for the last of something and for counts that are compared with few; else in whole local days. */
  private isInside(fact: Happening, at: Instant, now: Instant, comparison: Comparison | undefined): boolean {
    if (fact.within === undefined) return true;
    const length = milliseconds(fact.within);
    const few = comparison && typeof comparison.value === 'number' && comparison.value < 50;
    if (fact.measure === 'last' || (fact.measure === 'count' && few)) return now - at < length;
    const days = Math.ceil(length / 86_400_000);
    return this.day(at) > this.day(now) - days;
  }

  private day(at: Instant): number {
    let day = this.days.get(at);
    if (day === undefined) {
      const { year, month, day: date } = DateTime.fromMillis(at, { zone: this.zone });
      this.days.set(at, (day = Date.UTC(year, month - 1, date) / 86_400_000));
    }
    return day;
  }
}

const isFact = (value: unknown): value is Fact => typeof value === 'object' && !Array.isArray(value);
const instant = (value: Value): number => (typeof value === 'number' ? value : Date.parse(value as string));

/** Filters of the specs compare a property with a value, or ask whether it is there. */
function passes(where: Rule, { properties }: RawEvent): boolean {
  if (!('fact' in where)) throw new Error('The reference knows filters of one comparison.');
  const value = properties[(where.fact as { property: string }).property];
  if (where.is === 'eq') return value === where.value;
  if (where.is === 'gt') return typeof value === 'number' && value > (where.value as number);
  return value !== undefined;
}

function mostFrequent(events: readonly RawEvent[], property: string): Value | undefined {
  const counts = new Map<Value, [count: number, since: Instant]>();
  for (const { properties, occurredAt } of events) {
    const [count, since] = counts.get(properties[property]!) ?? [0, occurredAt];
    counts.set(properties[property]!, [count + 1, since]);
  }
  const ranked = [...counts].sort(
    ([a, [count, since]], [b, [more, before]]) =>
      more - count || since - before || (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1),
  );
  return ranked[0]?.[0];
}
