import type { NodeType } from '@sojourn/journey';
import { z } from 'zod';
import { field, NEXT } from '../field.js';

interface Settings {
  score: string;
  crosses: 'below' | 'above';
  bound: number;
}

/** Starts when a score comes from one side of a bound to the other. */
export const scoreTrigger: NodeType<Settings> = {
  type: 'score-trigger',
  revision: 1,
  group: 'trigger',
  icon: 'gauge',
  title: { en: 'When a score crosses a bound', zh: '评分越过阈值触发' },
  about: {
    en: 'People enter when a score such as the churn warning falls below a bound, or rises to it.',
    zh: '流失预警等评分跌破或升至阈值时用户进入旅程。',
  },
  settings: z.strictObject({
    score: field(z.string().trim().min(1).max(100), {
      label: { en: 'Score', zh: '评分' },
      help: { en: 'e.g. p_alive (churn warning), value, r, f, m', zh: '例如 p_alive（流失预警）、value、r、f、m' },
    }),
    crosses: field(z.enum(['below', 'above']).default('below'), {
      label: { en: 'When it', zh: '时机' },
      options: { below: { en: 'falls below', zh: '跌破' }, above: { en: 'rises to', zh: '升至' } },
    }),
    bound: field(z.number(), { label: { en: 'Bound', zh: '阈值' } }),
  }) as z.ZodType<Settings>,
  ports: () => [NEXT],
  sentence: ({ score, crosses, bound }) => ({
    en: `When ${score} ${crosses === 'below' ? 'falls below' : 'rises to'} ${bound}`,
    zh: `当 ${score} ${crosses === 'below' ? '跌破' : '升至'} ${bound}`,
  }),
  trigger: (settings) => ({ on: 'score', ...settings }),
};
