import { describe, expect, it } from '@jest/globals';
import { OPERATORS, type Operator } from './operators.js';
import type { Comparison, Rule } from './rule.js';
import { durationInWords, ruleWords, type Names } from './words.js';

const names: Names = {
  stage: (id) => (id === 'silent' ? { en: 'Silent', zh: '沉默期' } : undefined),
  meaning: (id) => (id === 'order' ? { en: 'Order paid', zh: '支付订单' } : undefined),
};

describe('a rule in words', () => {
  it.each<[Rule, string, string]>([
    [
      { fact: { meaning: 'order', measure: 'count' }, is: 'gte', value: 2 },
      'Order paid happened at least 2 times',
      '支付订单至少发生 2 次',
    ],
    [
      { fact: { meaning: 'order', measure: 'count' }, is: 'eq', value: 0 },
      'Order paid never happened',
      '支付订单从未发生',
    ],
    [
      { fact: { event: 'app_opened', measure: 'count' }, is: 'gte', value: 1 },
      'app_opened happened',
      '“app_opened”发生过',
    ],
    [
      { fact: { meaning: 'order', measure: 'last' }, is: 'longer_ago', value: '60d' },
      'the last Order paid was at least 60 days ago',
      '最近一次支付订单距今至少 60 天',
    ],
    [
      { fact: { stage: 'current' }, is: 'in', value: ['silent', 'lost'] },
      'the stage is one of Silent or lost',
      '阶段是“沉默期”或“lost”之一',
    ],
    [{ fact: { attribute: 'city' }, is: 'eq', value: '$& {fact}' }, '“city” is “$& {fact}”', '属性“city”是“$& {fact}”'],
    [
      { fact: { consent: 'email', topic: 'marketing' }, is: 'eq', value: true },
      'consent to “marketing” by email is yes',
      'email 的“marketing”授权是“是”',
    ],
    [
      {
        all: [
          { fact: { attribute: 'a' }, is: 'known' },
          { any: [{ fact: { attribute: 'b' }, is: 'known' }, { not: { fact: { attribute: 'c' }, is: 'known' } }] },
        ],
      },
      '“a” is known and (“b” is known or not (“c” is known))',
      '属性“a”已知，且（属性“b”已知，或并非（属性“c”已知））',
    ],
    [{ all: [] }, 'always', '始终满足'],
    [{ any: [] }, 'never', '从不满足'],
  ])('%j', (rule, en, zh) => expect(ruleWords(rule, names)).toEqual({ en, zh }));

  it('has words for every comparison', () => {
    for (const is of Object.keys(OPERATORS) as Operator[]) {
      const value =
        { duration: '1d', instant: '2026-01-01', none: undefined, list: ['x'] }[OPERATORS[is] as string] ?? 'x';
      const { en, zh } = ruleWords({
        fact: { attribute: 'a' },
        is,
        ...(OPERATORS[is] === 'none' ? {} : { value }),
      } as Comparison);
      for (const told of [en, zh]) expect(told).not.toMatch(/[{}]|undefined/);
    }
  });

  it('tells durations in their units', () => {
    expect(durationInWords('1d12h')).toEqual({ en: '1 day 12 hours', zh: '1 天 12 小时' });
    expect(durationInWords('2w')).toEqual({ en: '14 days', zh: '14 天' });
    expect(durationInWords('0s').en).toBe('0s');
    expect(durationInWords('1500ms').en).toBe('1 second 500ms');
  });
});
