import {
  COMPARING_FACTS,
  factKind,
  FITTING,
  misfit,
  OPERATORS,
  RUN_MEASURES,
  writeInstant,
  type Around,
  type Comparison,
  type Computed,
  type Fact,
  type Happening,
  type Operator,
  type Rule,
} from '@sojourn/rules';
import fc from 'fast-check';
import { anyInstant, anyScalar, anyText, ATTRIBUTES, EVENTS, STAGES } from './arbitrary-profiles.js';

/** Durations and instants meet at the millisecond: that is where mistakes live. */
const LENGTHS = ['0s', '1ms', '1d', '30d', '60d', '52w1d'] as const;
/** What the rules name: meanings, segments that know each other, computed attributes. */
export const AROUND: Around = {
  meanings: { order: ['pay_success', 'order_completed'], visit: ['app_opened'], nothing: [] },
  zone: 'Asia/Shanghai',
  model: { id: 'primary' },
  segments: new Map<string, { rule: Rule }>([
    ['buyers', { rule: { fact: { meaning: 'order', measure: 'count', within: '30d' }, is: 'gte', value: 1 } }],
    [
      'vip-buyers',
      {
        rule: {
          all: [
            { fact: { segment: 'buyers' }, is: 'eq', value: true },
            { fact: { tag: 'vip' }, is: 'eq', value: true },
          ],
        },
      },
    ],
  ]),
  computed: new Map<string, Computed>([
    ['basket', { meaning: 'order', measure: 'average', property: 'paid' }],
    ['favourite', { meaning: 'order', measure: 'top', property: 'kind', within: '60d' }],
    ['orders', { meaning: 'order', measure: 'count', within: '30d' }],
    ['lastVisit', { meaning: 'visit', measure: 'last' }],
  ]),
};

function anyHappening(): fc.Arbitrary<Fact> {
  const named = fc.oneof(
    fc.constantFrom(...EVENTS).map((event) => ({ event })),
    fc.constantFrom('order', 'visit', 'nothing', 'unheard').map((meaning) => ({ meaning })),
  );
  const measured = fc.constantFrom<Partial<Happening>[]>(
    { measure: 'count' },
    { measure: 'count' },
    { measure: 'sum', property: 'paid' },
    { measure: 'average', property: 'paid' },
    { measure: 'first' },
    { measure: 'last' },
    { measure: 'first', property: 'kind' },
    { measure: 'last', property: 'kind' },
    { measure: 'top', property: 'kind' },
    { measure: 'days' },
  );
  const where = fc.constantFrom<(Rule | undefined)[]>(
    undefined,
    undefined,
    { fact: { property: 'kind' }, is: 'in', value: ['a', '上海'] },
    { not: { fact: { property: 'paid' }, is: 'gt', value: 1 } },
  );
  const within = fc.constantFrom(undefined, undefined, '1ms', '36h', '30d', '60d');
  return fc.tuple(named, measured, where, within).map(
    ([name, measure, where, within]) =>
      ({
        ...name,
        ...measure,
        ...(where ? { where } : {}),
        ...(within || measure.measure === 'days' ? { within: within ?? '30d' } : {}),
      }) as Fact,
  );
}

export function anyFact(): fc.Arbitrary<Fact> {
  const model = fc.constantFrom({}, { model: 'rfm' }, { model: 'unheard' });
  return fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...ATTRIBUTES).map((attribute) => ({ attribute })) },
    { weight: 12, arbitrary: anyHappening() },
    fc
      .tuple(fc.constantFrom<('current' | 'previous' | 'since')[]>('current', 'previous', 'since'), model)
      .map(([stage, of]) => ({ stage, ...of })),
    fc
      .tuple(fc.constantFrom(...STAGES), model, fc.constantFrom({}, { within: '30d' }))
      .map(([was, of, within]) => ({ was, ...of, ...within })),
    fc.record({ consent: fc.constantFrom('email', 'sms'), topic: fc.constant('marketing') }),
    fc.record({ seen: fc.constantFrom<('first' | 'last')[]>('first', 'last') }),
    {
      weight: 2,
      arbitrary: fc.constantFrom('basket', 'favourite', 'orders', 'lastVisit', 'x').map((computed) => ({ computed })),
    },
    { weight: 2, arbitrary: fc.constantFrom('buyers', 'vip-buyers', 'unheard').map((segment) => ({ segment })) },
    fc.constantFrom('vip', 'new', 'old').map((tag) => ({ tag })),
    fc.constantFrom('r', 'p_alive', 'unheard').map((score) => ({ score })),
    fc.record({ journey: fc.constantFrom('welcome', 'unheard'), measure: fc.constantFrom(...RUN_MEASURES) }),
    fc
      .tuple(
        fc.constantFrom<('count' | 'last')[]>('count', 'last'),
        fc.constantFrom({}, { channel: 'email' }, { channel: 'sms', template: 't1' }),
        fc.constantFrom({}, { within: '30d' }),
      )
      .map(([sent, of, within]) => ({ sent, ...of, ...within })),
    fc.constant<Fact>({ tasks: 'open' }),
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

/** Facts whose values time changes by itself, and those that are instants. */
const changesByTime = (fact: Fact): boolean =>
  FITTING[factKind(fact)].includes('within') || 'within' in fact || 'segment' in fact || 'computed' in fact;

function anyComparison(timely: boolean): fc.Arbitrary<Rule> {
  const changing: readonly Operator[] = ['within', 'longer_ago'];
  return (timely ? anyFact().filter(changesByTime) : anyFact())
    .chain((fact) => {
      const fitting = FITTING[factKind(fact)];
      const operators = timely && fitting.includes('within') ? changing : fitting;
      return fc
        .constantFrom(...operators)
        .chain((is) => operandFor(fact, is).map((value) => ({ fact, is, value }) as Comparison));
    })
    .map(({ fact, is, value }) => (value === undefined ? { fact, is } : { fact, is, value }));
}

/** A value of the kind that the comparison wants, or another fact. */
function operandFor(fact: Fact, is: Operator): fc.Arbitrary<unknown> {
  if (!COMPARING_FACTS.includes(is)) return literalFor(fact, is);
  const other = anyFact().filter((value) => misfit({ fact, is, value }) === undefined);
  return fc.oneof({ weight: 4, arbitrary: literalFor(fact, is) }, { weight: 1, arbitrary: other });
}

function literalFor(fact: Fact, is: Operator): fc.Arbitrary<unknown> {
  const kind = factKind(fact);
  const number = fc.constantFrom(-1, 0, 0.1, 1, 2, 3, 9.5, 51, 109.5);
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
