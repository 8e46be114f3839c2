import { describe, expect, it } from '@jest/globals';
import { ECOMMERCE_MODEL, GENERAL_MODEL } from '@sojourn/lifecycle';
import {
  compileRule,
  comparisonSchema,
  comparisons,
  FACT_KINDS,
  factKindOf,
  operatorsFor,
  startingComparison,
  type Facts,
  type Rule,
} from '@sojourn/rules';
import { withFact, withOperator } from './changed-comparison.js';
import { asGroup, asRule, withMore, withPart } from './rule-tree.js';

const one: Rule = { fact: { attribute: 'a' }, is: 'known' };
const two: Rule = { fact: { attribute: 'b' }, is: 'known' };

describe('a rule as a group', () => {
  const facts = (known: string) =>
    ({ attribute: (name: string) => (known.includes(name) ? 1 : undefined) }) as unknown as Facts;
  const rules: Rule[] = [
    one,
    { all: [one, two] },
    { any: [one, two] },
    { not: one },
    { not: { any: [one, two] } },
    { not: { all: [one, two] } },
    { not: { not: one } },
    { all: [] },
    { any: [] },
    { all: [{ any: [one, { not: two }] }, two] },
  ];

  it('means the same when it is written back', () => {
    for (const rule of rules) {
      const back = asRule(asGroup(rule));
      for (const known of ['', 'a', 'b', 'ab']) {
        expect([rule, known, compileRule(back, { meanings: {} }).holds(facts(known), 0)]).toEqual([
          rule,
          known,
          compileRule(rule, { meanings: {} }).holds(facts(known), 0),
        ]);
      }
    }
  });

  it('takes parts, changes them and gives them up', () => {
    const group = withMore(asGroup(one), two);
    expect(asRule(group)).toEqual({ all: [one, two] });
    expect(asRule(withPart(group, 0, two))).toEqual({ all: [two, two] });
    expect(asRule(withPart(group, 0, undefined))).toEqual({ all: [two] });
  });

  it('reads every comparison of the shipped models as one of its kinds, with its operator', () => {
    for (const { rule } of [...GENERAL_MODEL.stages, ...ECOMMERCE_MODEL.stages]) {
      for (const { fact, is } of comparisons(rule)) {
        expect(FACT_KINDS.map(({ id }) => id)).toContain(factKindOf(fact));
        expect(operatorsFor(fact)).toContain(is);
      }
    }
  });
});

describe('a comparison', () => {
  it('starts complete where nothing has to be named', () => {
    for (const kind of ['meaning', 'seen'] as const)
      expect(comparisonSchema.safeParse(startingComparison(kind)).success).toBe(true);
  });

  it('keeps its value where the operator reads the same kind', () => {
    expect(withOperator({ fact: { attribute: 'city' }, is: 'eq', value: 'Wuhan' }, 'in')).toMatchObject({
      is: 'in',
      value: ['Wuhan'],
    });
    expect(withOperator({ fact: { attribute: 'city' }, is: 'in', value: ['Wuhan', 'Xi’an'] }, 'ne')).toMatchObject({
      value: 'Wuhan',
    });
    expect(withOperator({ fact: { attribute: 'age' }, is: 'eq', value: 'old' }, 'gt').value).toBeUndefined();
    expect(withOperator({ fact: { seen: 'last' }, is: 'within', value: '30d' }, 'known')).not.toHaveProperty('value');
    expect(withOperator({ fact: { seen: 'last' }, is: 'known' }, 'longer_ago').value).toBe('30d');
  });

  it('asks anew where another kind of fact is looked at', () => {
    const counted = startingComparison('meaning');
    expect(withFact(counted, { meaning: 'order', measure: 'last' })).toEqual({
      fact: { meaning: 'order', measure: 'last' },
      is: 'within',
      value: '30d',
    });
    expect(withFact(counted, { meaning: 'view', measure: 'count' })).toMatchObject({ is: 'gte', value: 1 });
  });
});
