import { describe, expect, it } from '@jest/globals';
import { ECOMMERCE_MODEL, GENERAL_MODEL, ORDERS_ONLY_MODEL } from '@sojourn/lifecycle';
import { comparisonSentence, foundInWords, rulePieces, ruleSentence } from './rule-sentence.js';

const ruleOf = (model: typeof GENERAL_MODEL, stage: string) => model.stages.find(({ id }) => id === stage)!.rule;

describe('a rule as a sentence', () => {
  it('tells thresholds in words, in both languages', () => {
    expect(ruleSentence(ruleOf(ECOMMERCE_MODEL, 'mature'), { language: 'en' })).toBe(
      '“Order paid” happened at least 2 times and last “Order paid” less than 60 days ago',
    );
    expect(ruleSentence(ruleOf(ECOMMERCE_MODEL, 'mature'), { language: 'zh' })).toBe(
      '“支付订单”至少发生 2 次，且最近一次“支付订单”距今不足 60 天',
    );
  });

  it('puts brackets around what belongs together', () => {
    expect(ruleSentence(ruleOf(ORDERS_ONLY_MODEL, 'churned'), { language: 'en' })).toBe(
      'last “Order paid” 120 days ago or longer or (“Order paid” never happened and first seen 120 days ago or longer)',
    );
    expect(ruleSentence(ruleOf(GENERAL_MODEL, 'new'), { language: 'zh' })).toBe(
      '发生过“注册”，且最近一次“活跃行为”距今不足 30 天，且（首次“注册”距今不足 14 天，或不满足：发生过“完成关键行为”）',
    );
  });

  it('marks each value with the comparison it belongs to', () => {
    const values = rulePieces(ruleOf(GENERAL_MODEL, 'active'), { language: 'en' }).filter(
      ({ comparison }) => comparison !== undefined,
    );
    expect(values).toEqual([
      { text: '14 days', comparison: 0 },
      { text: '30 days', comparison: 2 },
    ]);
  });

  it('names stages by the model', () => {
    const comparison = { fact: { stage: 'current' }, is: 'in', value: ['silent', 'unclassified'] } as const;
    const telling = { language: 'zh', model: ECOMMERCE_MODEL } as const;
    expect(comparisonSentence({ ...comparison, value: [...comparison.value] }, telling)).toBe(
      '生命周期阶段为 沉默期或未归类',
    );
    expect(foundInWords(comparison.fact, 'mature', telling)).toBe('成熟期');
  });

  it('says that a value is unknown, and dates instants', () => {
    expect(foundInWords({ attribute: 'city' }, undefined, { language: 'zh' })).toBe('未知');
    expect(
      foundInWords({ meaning: 'order', measure: 'last' }, new Date(2026, 2, 4, 12).getTime(), { language: 'en' }),
    ).toContain('4 Mar 2026');
  });
});
