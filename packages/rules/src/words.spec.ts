import { describe, expect, it } from '@jest/globals';
import { OPERATORS, type Operator } from './operators.js';
import type { Comparison, Rule } from './rule.js';
import { durationInWords } from './duration-words.js';
import { FACT_KINDS, factKindOf, startingComparison } from './fact-catalogue.js';
import { ruleWords, type Names } from './words.js';

const names: Names = {
  stage: (id) => (id === 'silent' ? { en: 'Silent', zh: '沉默期' } : undefined),
  meaning: (id) => (id === 'order' ? { en: 'Order paid', zh: '支付订单' } : undefined),
};

describe('a rule in words', () => {
  it.each<[Rule, string, string]>([
    [
      { fact: { meaning: 'order', measure: 'count' }, is: 'gte', value: 2 },
      '“Order paid” happened at least 2 times',
      '“支付订单”至少发生 2 次',
    ],
    [
      { fact: { meaning: 'order', measure: 'count' }, is: 'eq', value: 0 },
      '“Order paid” never happened',
      '“支付订单”从未发生',
    ],
    [
      { fact: { event: 'app_opened', measure: 'count' }, is: 'gte', value: 1 },
      '“app_opened” happened',
      '“app_opened”发生过',
    ],
    [
      { fact: { meaning: 'order', measure: 'last' }, is: 'longer_ago', value: '60d' },
      'the last “Order paid” was at least 60 days ago',
      '最近一次“支付订单”距今至少 60 天',
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
    [
      { fact: { event: 'visit', measure: 'count', within: '7d' }, is: 'gte', value: 3 },
      '“visit” happened at least 3 times in the last 7 days',
      '“visit”至少发生 3 次（最近 7 天内）',
    ],
    [
      { fact: { event: 'visit', measure: 'count', within: '7d' }, is: 'gte', value: 60 },
      '“visit” happened at least 60 times in the last 7 whole days, today included',
      '“visit”至少发生 60 次（最近 7 个自然日内，含今天）',
    ],
    [
      {
        fact: {
          meaning: 'order',
          measure: 'sum',
          property: 'amount',
          within: '36h',
          where: { fact: { property: 'kind' }, is: 'eq', value: 'gift' },
        },
        is: 'gt',
        value: 1_000,
      },
      "the sum of “amount” of “Order paid” where the event's “kind” is “gift” in the last 2 whole days, today included is more than 1,000",
      '“支付订单”的“amount”合计（事件属性“kind”是“gift”）（最近 2 个自然日内，含今天）大于 1,000',
    ],
    [
      { fact: { event: 'visit', measure: 'days', within: '30d' }, is: 'gte', value: 8 },
      'the number of days with “visit” in the last 30 whole days, today included is at least 8',
      '发生“visit”的天数（最近 30 个自然日内，含今天）不少于 8',
    ],
    [
      { fact: { event: 'visit', measure: 'last' }, is: 'after', value: { meaning: 'order', measure: 'last' } },
      'the last “visit” was at the last “Order paid” or later',
      '最近一次“visit”不早于 最近一次“支付订单”',
    ],
    [
      { fact: { property: 'order_id' }, is: 'eq', value: { entry: 'order_id' } },
      "the event's “order_id” is the starting event's “order_id”",
      '事件属性“order_id”是起始事件的“order_id”',
    ],
    [
      { fact: { was: 'silent', within: '30d' }, is: 'eq', value: false },
      'was never in the stage Silent in the last 30 days',
      '最近 30 天内未曾处于“沉默期”阶段',
    ],
    [{ fact: { tag: 'vip' }, is: 'ne', value: true }, 'does not have the tag “vip”', '没有标签“vip”'],
    [{ fact: { segment: 'rich' }, is: 'eq', value: true }, 'is in segment “rich”', '属于人群“rich”'],
    [
      { fact: { sent: 'count', channel: 'sms', within: '7d' }, is: 'lt', value: 2 },
      'the number of messages sent by sms in the last 7 days is less than 2',
      '发送sms消息的次数（最近 7 天内）小于 2',
    ],
    [
      { fact: { journey: 'welcome', measure: 'goals' }, is: 'gte', value: 1 },
      'the number of goals reached in journey “welcome” is at least 1',
      '在旅程“welcome”中达成目标的次数不少于 1',
    ],
    [{ all: [] }, 'always', '始终满足'],
    [{ any: [] }, 'never', '从不满足'],
  ])('%j', (rule, en, zh) => expect(ruleWords(rule, names)).toEqual({ en, zh }));

  it('has words for every kind of fact that forms offer', () => {
    for (const { id } of FACT_KINDS) {
      const comparison = startingComparison(id);
      const { en, zh } = ruleWords({ value: 'x', ...comparison } as Comparison);
      for (const told of [en, zh])
        expect([id, told]).toEqual([id, expect.not.stringMatching(/[{}]|undefined|\[object/)]);
      expect([id, factKindOf(comparison.fact)]).toEqual([id, id]);
    }
  });

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
