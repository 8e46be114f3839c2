import { describe, expect, it } from '@jest/globals';
import { issueWords } from './issue-words.js';
import { comparisons, ruleSchema, type Rule } from './rule.js';

const faults = (rule: unknown): string[] => {
  const { error } = ruleSchema.safeParse(rule);
  return error
    ? issueWords(error, rule).map(({ path, message }) => `${path.map(String).join('.')}: ${message.en}`)
    : [];
};
const silent = { fact: { meaning: 'order', measure: 'last' }, is: 'longer_ago', value: '60d' };

describe('a rule from outside', () => {
  it('is a tree of all, any, not and comparisons', () => {
    const rule = {
      all: [silent, { any: [{ not: silent }, { fact: { stage: 'current' }, is: 'in', value: ['silent'] }] }],
    };
    expect(faults(rule)).toEqual([]);
    expect(comparisons(rule as Rule)).toHaveLength(3);
  });

  it.each([
    [{ ...silent, value: 60 }, 'value: This must be a text.'],
    [{ ...silent, value: undefined }, 'value: This is missing.'],
    [{ ...silent, extra: 1 }, ': "extra" does not belong here. Remove it.'],
    [
      { fact: { meaning: 'order', measure: 'sum' }, is: 'gt', value: 1 },
      'fact.property: Say which property to add up.',
    ],
    [
      { fact: { meaning: 'order', measure: 'count' }, is: 'within', value: '1d' },
      'is: This cannot be compared so. Choose another comparison.',
    ],
    [{ fact: { meaning: 'order', measure: 'count' }, is: 'eq', value: '1' }, 'value: Compare this with a number.'],
    [
      { fact: { meaning: 'order', measure: 'last' }, is: 'gt', value: 5 },
      'is: This cannot be compared so. Choose another comparison.',
    ],
    [{ fact: { stage: 'current' }, is: 'in', value: ['silent', 3] }, 'value: Compare this with a text.'],
    [{ fact: { consent: 'email', topic: 'm' }, is: 'eq', value: 'yes' }, 'value: Compare this with yes or no.'],
    [{ fact: { attribute: 'a' }, is: 'known', value: 1 }, 'value: This does not belong here. Remove it.'],
    [{ fact: { attribute: 'a' }, is: 'in', value: [] }, 'value: Choose at least one.'],
    [
      { fact: { attribute: 'a' }, is: 'before', value: '9999-01-01' },
      'value: Write a date like 2026-11-21 or an instant with its offset like 2026-11-21T09:00:00+08:00.',
    ],
    [{ fact: { planet: 'a' }, is: 'known' }, expect.stringContaining('fact')],
    [{ all: [silent, { any: {} }] }, 'all.1.any: This must be a list.'],
    [7, expect.any(String)],
    [null, expect.any(String)],
  ])('%j is told what is wrong with it', (rule, told) => {
    expect(faults(rule)[0]).toEqual(told);
  });

  it('nested 10,000 deep is refused without overflowing the stack', () => {
    let deep: unknown = silent;
    for (let level = 0; level < 10_000; level++) deep = { not: deep };
    expect(faults(deep)).toEqual([': A condition may nest 12 levels deep.']);
  });

  it('with thousands of comparisons is refused', () => {
    expect(faults({ any: Array.from({ length: 5_000 }, () => silent) })).toEqual([
      ': A condition may hold 200 comparisons. Make a segment of a part of it.',
    ]);
  });
});
