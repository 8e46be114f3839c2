import { plain, ruleBehind, type Around } from './around.js';
import { isFact, isHappening, type Fact } from './fact.js';
import { factKind, misfit } from './fact-kind.js';
import type { Facts, Value } from './facts.js';
import { readHappening, type Reading } from './happening.js';
import { FIRST_INSTANT, LAST_INSTANT, milliseconds, NEVER, parseInstant, type Instant } from './instant.js';
import type { Comparison, Rule } from './rule.js';

/** One comparison as it was met: what was looked at, what was found, whether it held. `found` is absent if unknown. */
export interface Finding {
  fact: Fact;
  is: Comparison['is'];
  value?: Comparison['value'];
  found?: Value;
  /** What was found of the fact it was compared with, where it was compared with one and that is known. */
  than?: Value;
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
  /** Every comparison with the value it met (SPLIT-2); those of a segment's rule follow the segment's own. */
  findings(facts: Facts, now: Instant): Finding[];
}

/** Prepares a rule. Meanings, segments and computed attributes are resolved here, once. */
export function compileRule(rule: Rule, around: Around): CompiledRule {
  if ('all' in rule || 'any' in rule) {
    const parts = ('all' in rule ? rule.all : rule.any).map((part) => compileRule(part, around));
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
    const part = compileRule(rule.not, around);
    return { ...part, holds: (facts, now) => !part.holds(facts, now) };
  }
  return compileComparison(rule, around);
}

function earliest(parts: CompiledRule[], facts: Facts, now: Instant): Instant {
  let soonest = NEVER;
  for (const part of parts) soonest = Math.min(soonest, part.flipsAt(facts, now));
  return soonest;
}

/** How many instants at which a comparison stays as it is are passed over before one is named all the same. */
const PASSED_OVER = 16;

function compileComparison(given: Comparison, around: Around): CompiledRule {
  const comparison = plain(given, around);
  const { is, value } = comparison;
  const { recorded } = around;
  const reading: ReturnType<typeof reader> = recorded
    ? { read: () => recorded(given)?.found }
    : reader(comparison, around);
  const other = isFact(value)
    ? recorded
      ? { read: () => recorded(given)?.than }
      : reader({ fact: value, is, value: comparison.fact }, around)
    : undefined;
  const test = misfit(comparison) ? () => false : tester(comparison);
  const turns = turningPoint(comparison);

  const judge = (found: Value | undefined, than: Value | undefined, now: Instant): boolean => {
    if (is === 'unknown') return isUnknown(found);
    return !isUnknown(found) && (!other || !isUnknown(than)) && test(found as Value, now, than as Value);
  };
  const holds = (facts: Facts, now: Instant) => judge(reading.read(facts, now), other?.read(facts, now), now);
  const changesAt = (facts: Facts, now: Instant): Instant => {
    let at = reading.changesAt?.(facts, now) ?? NEVER;
    if (other?.changesAt) at = Math.min(at, other.changesAt(facts, now));
    if (!turns) return at;
    const turn = turns(reading.read(facts, now), now);
    return turn > now && turn < at ? turn : at;
  };
  return {
    holds,
    flipsAt: (facts, now) => {
      let at = changesAt(facts, now);
      // A turning point changes the answer by itself; of all others it is to be seen.
      if (at === NEVER || !(reading.changesAt ?? other?.changesAt)) return at;
      const answer = holds(facts, now);
      for (let passed = 0; passed < PASSED_OVER && at !== NEVER && holds(facts, at) === answer; passed++) {
        at = changesAt(facts, at);
      }
      return at;
    },
    findings: (facts, now) => {
      const found = reading.read(facts, now);
      const than = other?.read(facts, now);
      const finding = { ...given } as Finding;
      if (!isUnknown(found)) finding.found = found;
      if (!isUnknown(than)) finding.than = than;
      finding.holds = judge(found, than, now);
      const behind = 'segment' in comparison.fact ? reading.rule : undefined;
      return behind ? [finding, ...behind.findings(facts, now)] : [finding];
    },
  };
}

const isUnknown = (value: Value | undefined): value is null | undefined => value === undefined || value === null;

function reader({ fact, is, value }: Comparison, around: Around): Reading & { rule?: CompiledRule } {
  if (isHappening(fact)) return readHappening(fact, is, value, around);
  const behind = ruleBehind(fact, around);
  if (behind) {
    const rule = compileRule(behind.rule, behind.around);
    return { rule, read: (facts, now) => rule.holds(facts, now), changesAt: (facts, now) => rule.flipsAt(facts, now) };
  }
  return { read: reads(fact) };
}

function reads(fact: Fact): (facts: Facts) => Value | undefined {
  if ('attribute' in fact) return (facts) => facts.attribute(fact.attribute);
  if ('property' in fact && !('measure' in fact)) return (facts) => facts.property(fact.property);
  if ('entry' in fact) return (facts) => facts.entry(fact.entry);
  if ('consent' in fact) return (facts) => facts.consent(fact.consent, fact.topic);
  if ('seen' in fact) return (facts) => facts.seen(fact.seen);
  if ('score' in fact) return (facts) => facts.score(fact.score);
  if ('tag' in fact) return (facts) => facts.tagged(fact.tag);
  if ('tasks' in fact) return (facts) => facts.tasks();
  if ('journey' in fact) {
    const { journey, measure } = fact;
    if (measure === 'last_entry') return (facts) => facts.journey(journey)?.lastEntry;
    if (measure === 'last_exit') return (facts) => facts.journey(journey)?.lastExit;
    return (facts) => facts.journey(journey)?.[measure] ?? 0;
  }
  if ('stage' in fact) {
    const { model } = fact;
    if (fact.stage === 'current') return (facts) => facts.stage(model)?.stage;
    if (fact.stage === 'previous') return (facts) => facts.stage(model)?.previous;
    // Whoever was never placed is where they are since ever, which nobody knows.
    return (facts) => {
      const since = facts.stage(model)?.since;
      return since === -NEVER ? undefined : since;
    };
  }
  // A segment or a computed attribute that nobody declared.
  return () => undefined;
}

/** An instant found in the facts: a whole number as it is, a text by ISO 8601 (date attributes). */
function asInstant(value: Value | undefined): Instant | undefined {
  if (typeof value === 'number') {
    return Number.isInteger(value) && value >= FIRST_INSTANT && value <= LAST_INSTANT ? value : undefined;
  }
  return typeof value === 'string' ? parseInstant(value) : undefined;
}

type Test = (found: Value, now: Instant, than: Value) => boolean;

const isScalar = (value: Value): boolean => value !== null && typeof value !== 'object';
const areNumbers = (a: Value, b: Value): boolean => typeof a === 'number' && typeof b === 'number';

/** Two facts compared with each other; only single values can be equal or unequal. */
function factTester(is: Comparison['is']): Test {
  switch (is) {
    case 'eq':
      return (found, _, than) => isScalar(found) && found === than;
    case 'ne':
      return (found, _, than) => isScalar(found) && isScalar(than) && found !== than;
    case 'lt':
      return (found, _, than) => areNumbers(found, than) && found! < than!;
    case 'lte':
      return (found, _, than) => areNumbers(found, than) && found! <= than!;
    case 'gt':
      return (found, _, than) => areNumbers(found, than) && found! > than!;
    case 'gte':
      return (found, _, than) => areNumbers(found, than) && found! >= than!;
    case 'before':
    case 'after':
      return (found, _, than) => {
        const [at, bound] = [asInstant(found), asInstant(than)];
        return at !== undefined && bound !== undefined && (is === 'before' ? at < bound : at >= bound);
      };
    default:
      return () => false;
  }
}

function tester({ fact, is, value }: Comparison): Test {
  if (isFact(value)) return factTester(is);
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
