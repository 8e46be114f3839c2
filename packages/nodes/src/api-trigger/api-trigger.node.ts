import type { NodeType } from '@sojourn/journey';
import { ruleSchema, type Rule } from '@sojourn/rules';
import { z } from 'zod';
import { field, NEXT } from '../field.js';
import { conditionWords } from '../stages.js';

interface Settings {
  filter?: Rule;
}

/** Starts when another system says so. */
export const apiTrigger: NodeType<Settings> = {
  type: 'api-trigger',
  revision: 1,
  group: 'trigger',
  icon: 'api',
  title: { en: 'By the API', zh: 'API 触发' },
  about: {
    en: 'People enter when another system calls for it, with properties of its choice.',
    zh: '由其他系统通过 API 让用户进入，可附带属性。',
  },
  settings: z.strictObject({
    filter: field(ruleSchema.optional(), {
      label: { en: 'Only if', zh: '仅当' },
      help: { en: "The call's properties are those of this event", zh: '调用附带的属性即该事件的属性' },
      widget: 'filter',
    }),
  }),
  ports: () => [NEXT],
  sentence: ({ filter }, { model }) => {
    const only = filter && conditionWords(filter, model);
    return {
      en: `When the API says so${only ? `, if ${only.en}` : ''}`,
      zh: `由 API 触发${only ? `，且${only.zh}` : ''}`,
    };
  },
  trigger: ({ filter }) => ({ on: 'api', filter }),
};
