import {
  DAY,
  factKind,
  FITTING,
  OPERATORS,
  writeInstant,
  type EventFact,
  type Fact,
  type Instant,
  type Operator,
  type Rule,
  type Value,
} from '@sojourn/rules';
import fc from 'fast-check';
import type { PlainFacts } from '../support/facts.js';

/** The moment at which everything is judged. */
export const NOW: Instant = Date.parse('2026-03-01T12:00:00.000Z');

/** Durations and instants meet at the millisecond: that is where mistakes live. */
const LENGTHS = ['0s', '1ms', '1d', '30d', '60d', '52w1d'] as const;
const LENGTH_MS = [0, 1, DAY, 30 * DAY, 60 * DAY, 365 * DAY];
const anyInstant = (): fc.Arbitrary<Instant> =>
  fc.tuple(fc.constantFrom(...LENGTH_MS, -DAY), fc.constantFrom(-1, 0, 1)).map(([ago, off]) => NOW - ago + off);
const anyText = (): fc.Arbitrary<string> =>
  fc.constantFrom('', 'a', 'A', 'ab', 'Zürich', '上海', '上', '🦋', "o'b", '%', 'ａ');
const anyScalar = (): fc.Arbitrary<string | number | boolean> =>
  fc.oneof(anyText(), fc.constantFrom(-1, 0, 0.1, 1, 2, 1e15, 0.30000000000000004), fc.boolean());
const anyValue = (): fc.Arbitrary<Value> =>
  fc.oneof(
    { weight: 4, arbitrary: anyScalar() },
    { weight: 2, arbitrary: anyInstant().map(writeInstant) },
    { weight: 1, arbitrary: anyInstant() },
    { weight: 1, arbitrary: fc.constant(null) },
    { weight: 2, arbitrary: fc.array(fc.oneof(anyText(), fc.constant(1), fc.constant(null)), { maxLength: 3 }) },
    { weight: 1, arbitrary: fc.constant({ a: 'a' }) },
  );

const ATTRIBUTES = ['city', 'tier'] as const;
const EVENTS = ['pay_success', 'order_completed', 'app_opened', 'never_sent'] as const;
const STAGES = ['growth', 'mature', 'silent'] as const;

const anyEventFact = (): fc.Arbitrary<EventFact> =>
  fc
    .tuple(
      fc.integer({ min: 1, max: 3 }),
      anyInstant(),
      anyInstant(),
      fc.option(fc.constantFrom(0, 9.5, 100), { nil: undefined }),
    )
    .map(([count, one, other, paid]) => ({
      count,
      first: Math.min(one, other),
      last: Math.max(one, other),
      ...(paid === undefined ? {} : { sums: { paid } }),
    }));

/** Facts of a profile, many of them unknown. */
export function anyFacts(): fc.Arbitrary<PlainFacts> {
  const some = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 3 });
  return fc
    .record({
      attributes: fc.dictionary(fc.constantFrom(...ATTRIBUTES), anyValue()),
      events: fc.dictionary(fc.constantFrom(...EVENTS.slice(0, 3)), anyEventFact()),
      stage: some(
        fc.record({ stage: fc.constantFrom(...STAGES), since: anyInstant(), previous: fc.constantFrom(...STAGES) }),
      ),
      consents: fc.dictionary(fc.constantFrom('email/marketing', 'sms/marketing'), fc.boolean()),
      first: some(anyInstant()),
      last: some(anyInstant()),
    })
    .map(
      ({ first, last, stage, ...rest }) =>
        ({ ...rest, ...(stage ? { stage } : {}), seen: { first, last } }) as PlainFacts,
    );
}

export function anyFact(): fc.Arbitrary<Fact> {
  const measure = fc.constantFrom('count', 'first', 'last') as fc.Arbitrary<'count' | 'first' | 'last'>;
  return fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...ATTRIBUTES).map((attribute) => ({ attribute })) },
    fc.record({ event: fc.constantFrom(...EVENTS), measure }),
    fc.record({ meaning: fc.constantFrom('order', 'visit', 'nothing', 'unheard'), measure }),
    fc.constantFrom('order', 'nothing').map((meaning) => ({ meaning, measure: 'sum' as const, property: 'paid' })),
    fc.record({
      stage: fc.constantFrom('current', 'previous', 'since') as fc.Arbitrary<'current' | 'previous' | 'since'>,
    }),
    fc.record({ consent: fc.constantFrom('email', 'sms'), topic: fc.constant('marketing') }),
    fc.record({ seen: fc.constantFrom('first', 'last') as fc.Arbitrary<'first' | 'last'> }),
    fc.constantFrom<Fact>({ property: 'city' }, { entry: 'city' }),
  );
}

/** A rule that the schema takes, up to three levels deep; a timely one asks only what time changes. */
export function anyRule(timely = false): fc.Arbitrary<Rule> {
  const { tree } = fc.letrec<{ tree: Rule }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small', maxDepth: 3, withCrossShrink: true },
      anyComparison(timely),
      fc.array(tie('tree'), { maxLength: 3 }).map((all) => ({ all })),
      fc.array(tie('tree'), { maxLength: 3 }).map((any) => ({ any })),
      tie('tree').map((not) => ({ not })),
    ),
  }));
  return tree;
}

function anyComparison(timely: boolean): fc.Arbitrary<Rule> {
  const changing: readonly Operator[] = ['within', 'longer_ago'];
  const fact = timely ? anyFact().filter((each) => FITTING[factKind(each)].includes('within')) : anyFact();
  return fact
    .chain((each) => {
      const operators = timely ? changing : FITTING[factKind(each)];
      return fc
        .constantFrom(...operators)
        .chain((is) => operandFor(each, is).map((value) => ({ fact: each, is, value })));
    })
    .map(({ fact: each, is, value }) => (value === undefined ? { fact: each, is } : { fact: each, is, value }) as Rule);
}

function operandFor(fact: Fact, is: Operator): fc.Arbitrary<unknown> {
  const kind = factKind(fact);
  const number = fc.constantFrom(-1, 0, 0.1, 1, 2, 3, 9.5, 109.5);
  const scalar: fc.Arbitrary<unknown> =
    kind === 'number'
      ? number
      : kind === 'boolean'
        ? fc.boolean()
        : kind === 'text'
          ? fc.constantFrom(...STAGES, 'Silent')
          : anyScalar();
  switch (OPERATORS[is]) {
    case 'scalar':
      return scalar;
    case 'number':
      return number;
    case 'list':
      return fc.array(scalar, { minLength: 1, maxLength: 3 });
    case 'text':
      return anyText().filter((text) => text !== '');
    case 'none':
      return fc.constant(undefined);
    case 'duration':
      return fc.constantFrom(...LENGTHS);
    case 'instant':
      return anyInstant().map(writeInstant);
  }
}
