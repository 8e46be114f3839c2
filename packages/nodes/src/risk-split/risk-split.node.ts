import type { NodeType } from '@sojourn/journey';
import { said } from '@sojourn/rules';
import { z } from 'zod';
import { field } from '../field.js';

interface Settings {
  high: number;
  mid: number;
}

/** The stored score of the churn warning: the probability that a customer still buys (SCORE-2). */
const SCORE = 'p_alive';
const share = z.number().min(0).max(1);

/** One way on for each band of the churn warning. */
export const riskSplit: NodeType<Settings> = {
  type: 'risk-split',
  revision: 1,
  group: 'condition',
  icon: 'alert-triangle',
  title: { en: 'Split by churn risk', zh: '按流失风险分流' },
  about: {
    en: 'Splits by how likely a customer still buys; who bought too little to tell has a way of their own.',
    zh: '按客户仍会购买的概率分流，数据不足者单独一路。',
  },
  settings: z
    .strictObject({
      high: field(share.default(0.3), {
        label: { en: 'High below', zh: '低于此值为高风险' },
        help: { en: 'Probability that they still buy', zh: '仍会购买的概率' },
      }),
      mid: field(share.default(0.5), { label: { en: 'Middle below', zh: '低于此值为中风险' } }),
    })
    .refine(({ high, mid }) => high < mid, {
      path: ['mid'],
      error: said(
        'The bound of the middle band must lie above that of the high one.',
        '中风险阈值必须大于高风险阈值。',
      ),
    }) as z.ZodType<Settings>,
  ports: () => [
    { id: 'high', label: { en: 'High risk', zh: '高风险' } },
    { id: 'mid', label: { en: 'Middle risk', zh: '中风险' } },
    { id: 'low', label: { en: 'Low risk', zh: '低风险' } },
    { id: 'unknown', label: { en: 'Not known', zh: '未知' } },
  ],
  sentence: ({ high, mid }) => ({
    en: `Split by churn risk: high below ${high}, middle below ${mid}`,
    zh: `按流失风险分流：低于 ${high} 为高，低于 ${mid} 为中`,
  }),
  prepare: ({ high, mid }) => ({
    visit: ({ facts }) => {
      const found = facts.score(SCORE);
      const port = found === undefined ? 'unknown' : found < high ? 'high' : found < mid ? 'mid' : 'low';
      return { do: 'leave', port, reason: { score: SCORE, ...(found === undefined ? {} : { found }) } };
    },
  }),
};
