import { factKind } from './fact-kind.js';
import { mergeFacts, type Facts, type Meanings, type Value } from './facts.js';
import { FIRST_INSTANT, LAST_INSTANT, milliseconds, NEVER, parseInstant, type Instant } from './instant.js';
import type { Comparison, Fact, Rule } from './rule.js';

/** One comparison as it was met: what was looked at, what was found, whether it held. `found` is absent if unknown. */
export interface Finding {
  fact: Fact;
  is: Comparison['is'];
  value?: Comparison['value'];
  found?: Value;
  holds: boolean;
}

/** A rule ready to run. All three are pure functions of the facts and the moment. */
export interface CompiledRule {
  holds(facts: Facts, now: Instant): boolean;
  /**
   * The next instant after `now` at which time alone may change the answer, {@link NEVER} if none. It may name a
   * moment at which the answer stays; it never misses one at which it changes.
   */
  flipsAt(facts: Facts, now: Instant): Instant;
  /** Every comparison with the value it met (SPLIT-2). */
  findings(facts: Facts, now: Instant): Finding[];
}

/** Prepares a rule. Meanings are resolved to event names here, once. */
export function compileRule(rule: Rule, meanings: Meanings): CompiledRule {
  if ('all' in rule || 'any' in rule) {
    const parts = ('all' in rule ? rule.all : rule.any).map((part) => compileRule(part, meanings));
    const every = 'all' in rule;
    return {
      holds: (facts, now) => {
        for (const part of parts) if (part.holds(facts, now) !== every) return !every;
        return every;
      },
      flipsAt: (facts, now) => earliest(parts, facts, now),
      findings: (facts, now) => parts.flatMap((part) => part.findings(facts, now)),
    };
  }
  if ('not' in rule) {
    const part = compileRule(rule.not, meanings);
    return { ...part, holds: (facts, now) => !part.holds(facts, now) };
  }
  return compileComparison(rule, meanings);
}

function earliest(parts: CompiledRule[], facts: Facts, now: Instant): Instant {
  let soonest = NEVER;
  for (const part of parts) soonest = Math.min(soonest, part.flipsAt(facts, now));
  return soonest;
}

function compileComparison(comparison: Comparison, meanings: Meanings): CompiledRule {
  const read = reader(comparison.fact, meanings);
  const test = tester(comparison);
  const turns = turningPoint(comparison);
  return {
    holds: (facts, now) => {
      const found = read(facts);
      if (comparison.is === 'unknown') return isUnknown(found);
      return !isUnknown(found) && test(found as Value, now);
    },
    flipsAt: (facts, now) => {
      if (!turns) return NEVER;
      const at = turns(read(facts), now);
      return at > now ? at : NEVER;
    },
    findings: (facts, now) => {
      const found = read(facts);
      const unknown = isUnknown(found);
      const holds = comparison.is === 'unknown' ? unknown : !unknown && test(found as Value, now);
      return [{ ...comparison, ...(unknown ? {} : { found: found as Value }), holds }];
    },
  };
}

const isUnknown = (value: Value | undefined): boolean => value === undefined || value === null;

/** Reads a fact's value. Counts and sums of what never happened are 0, its instants are unknown. */
function reader(fact: Fact, meanings: Meanings): (facts: Facts) => Value | undefined {
  if ('attribute' in fact) return (facts) => facts.attribute(fact.attribute);
  if ('property' in fact && !('measure' in fact)) return (facts) => facts.property(fact.property);
  if ('entry' in fact) return (facts) => facts.entry(fact.entry);
  if ('consent' in fact) return (facts) => facts.consent(fact.consent, fact.topic);
  if ('seen' in fact) return (facts) => facts.seen(fact.seen);
  if ('stage' in fact) {
    const { model } = fact;
    if (fact.stage === 'current') return (facts) => facts.stage(model)?.stage;
    if (fact.stage === 'previous') return (facts) => facts.stage(model)?.previous;
    return (facts) => facts.stage(model)?.since;
  }
  const names = 'event' in fact ? [fact.event] : (meanings[fact.meaning] ?? []);
  const only = names.length === 1 ? names[0]! : undefined;
  const find = (facts: Facts) => (only === undefined ? mergeFacts(facts, names) : facts.event(only));
  switch (fact.measure) {
    case 'count':
      return (facts) => find(facts)?.count ?? 0;
    case 'sum':
      return (facts) => find(facts)?.sums?.[fact.property!] ?? 0;
    case 'first':
      return (facts) => find(facts)?.first;
    case 'last':
      return (facts) => find(facts)?.last;
  }
}

/** An instant found in the facts: a whole number as it is, a text by ISO 8601 (date attributes). */
function asInstant(value: Value | undefined): Instant | undefined {
  if (typeof value === 'number') {
    return Number.isInteger(value) && value >= FIRST_INSTANT && value <= LAST_INSTANT ? value : undefined;
  }
  return typeof value === 'string' ? parseInstant(value) : undefined;
}

function tester({ fact, is, value }: Comparison): (found: Value, now: Instant) => boolean {
  switch (is) {
    case 'eq':
      return (found) => found === value;
    case 'ne':
      return (found) => found !== value;
    case 'in':
      return (found) => (value as Value[]).includes(found);
    case 'not_in':
      return (found) => !(value as Value[]).includes(found);
    case 'lt':
      return (found) => typeof found === 'number' && found < (value as number);
    case 'lte':
      return (found) => typeof found === 'number' && found <= (value as number);
    case 'gt':
      return (found) => typeof found === 'number' && found > (value as number);
    case 'gte':
      return (found) => typeof found === 'number' && found >= (value as number);
    case 'contains':
      return (found) =>
        Array.isArray(found)
          ? found.includes(value as string)
          : typeof found === 'string' && found.includes(value as string);
    case 'starts_with':
      return (found) => typeof found === 'string' && found.startsWith(value as string);
    case 'known':
      return () => true;
    case 'unknown':
      return () => false;
    case 'within': {
      const length = milliseconds(value as string);
      if (mayBeToCome(fact)) return instantTest((at, now) => at <= now && now - at < length);
      return instantTest((at, now) => now - at < length);
    }
    case 'longer_ago': {
      const length = milliseconds(value as string);
      return instantTest((at, now) => now - at >= length);
    }
    case 'before': {
      const bound = parseInstant(value as string)!;
      return instantTest((at) => at < bound);
    }
    case 'after': {
      const bound = parseInstant(value as string)!;
      return instantTest((at) => at >= bound);
    }
  }
}

const instantTest = (test: (at: Instant, now: Instant) => boolean) => (found: Value, now: Instant) => {
  const at = asInstant(found);
  return at !== undefined && test(at, now);
};

/**
 * An attribute may name a day that is still to come, which lies within no past days. What happened has happened, also
 * where a receipt lets a journey go on from a moment before it.
 */
const mayBeToCome = (fact: Fact): boolean => factKind(fact) === 'any';

/**
 * Only "within" and "longer ago" change by time alone: at the found instant plus the length, and "within" also at the
 * instant itself where that may be to come.
 */
function turningPoint({
  fact,
  is,
  value,
}: Comparison): ((found: Value | undefined, now: Instant) => Instant) | undefined {
  if (is !== 'within' && is !== 'longer_ago') return undefined;
  const length = milliseconds(value as string);
  const begins = is === 'within' && mayBeToCome(fact);
  return (found, now) => {
    const at = asInstant(found);
    if (at === undefined) return NEVER;
    return begins && at > now ? at : at + length;
  };
}
