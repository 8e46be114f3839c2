import type { NodeType } from '@sojourn/journey';
import { ruleSchema, type Rule } from '@sojourn/rules';
import { z } from 'zod';
import { field, NEXT } from '../field.js';
import { conditionWords } from '../stages.js';

interface Settings {
  filter?: Rule;
}

/** Starts when another journey hands people over, or calls this one as a sub-journey. */
export const journeyTrigger: NodeType<Settings> = {
  type: 'journey-trigger',
  revision: 1,
  group: 'trigger',
  icon: 'route',
  title: { en: 'From another journey', zh: '由其他旅程触发' },
  about: {
    en: 'People enter when another journey hands them over, with properties of its choice.',
    zh: '由其他旅程转入或作为子旅程调用，可附带属性。',
  },
  settings: z.strictObject({
    filter: field(ruleSchema.optional(), {
      label: { en: 'Only if', zh: '仅当' },
      help: { en: 'What was handed over are the properties of this event', zh: '转入时附带的属性即该事件的属性' },
      widget: 'filter',
    }),
  }),
  ports: () => [NEXT],
  sentence: ({ filter }, { model }) => {
    const only = filter && conditionWords(filter, model);
    return {
      en: `When another journey hands over${only ? `, if ${only.en}` : ''}`,
      zh: `由其他旅程转入${only ? `，且${only.zh}` : ''}`,
    };
  },
  trigger: ({ filter }) => ({ on: 'journey', filter }),
};
