import { describe, expect, it } from '@jest/globals';
import { ECOMMERCE_MODEL, GENERAL_MODEL, ORDERS_ONLY_MODEL } from '@sojourn/lifecycle';
import { comparisonSentence, foundInWords, rulePieces, ruleSentence } from './rule-sentence.js';

const ruleOf = (model: typeof GENERAL_MODEL, stage: string) => model.stages.find(({ id }) => id === stage)!.rule;

describe('a rule as a sentence', () => {
  it('tells thresholds in words, in both languages', () => {
    expect(ruleSentence(ruleOf(ECOMMERCE_MODEL, 'mature'), { language: 'en' })).toBe(
      '“Order paid” happened at least 2 times and the last “Order paid” was less than 60 days ago',
    );
    expect(ruleSentence(ruleOf(ECOMMERCE_MODEL, 'mature'), { language: 'zh' })).toBe(
      '“支付订单”至少发生 2 次，且最近一次“支付订单”在最近 60 天内',
    );
  });

  it('puts brackets around what belongs together', () => {
    expect(ruleSentence(ruleOf(ORDERS_ONLY_MODEL, 'churned'), { language: 'en' })).toBe(
      'the last “Order paid” was at least 120 days ago or (“Order paid” never happened and the first visit was at least 120 days ago)',
    );
    expect(ruleSentence(ruleOf(GENERAL_MODEL, 'new'), { language: 'zh' })).toBe(
      '“注册”发生过，且最近一次“活跃行为”在最近 30 天内，且（首次“注册”在最近 14 天内，或并非（“完成关键行为”发生过））',
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
      '阶段是“沉默期”或“未归类”之一',
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
