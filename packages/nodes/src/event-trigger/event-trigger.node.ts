import type { NodeType } from '@sojourn/journey';
import { ruleSchema, type Rule } from '@sojourn/rules';
import { z } from 'zod';
import { field, NEXT } from '../field.js';
import { conditionWords } from '../stages.js';

interface Settings {
  event: string;
  filter?: Rule;
}

/** Starts when the profile does something. */
export const eventTrigger: NodeType<Settings> = {
  type: 'event-trigger',
  revision: 1,
  group: 'trigger',
  icon: 'bolt',
  title: { en: 'When an event happens', zh: '事件触发' },
  about: { en: 'People enter when this event arrives.', zh: '收到该事件时用户进入旅程。' },
  settings: z.strictObject({
    event: field(z.string().trim().min(1).max(200), { label: { en: 'Event', zh: '事件' }, widget: 'event' }),
    filter: field(ruleSchema.optional(), { label: { en: 'Only if', zh: '仅当' }, widget: 'filter' }),
  }),
  ports: () => [NEXT],
  sentence: ({ event, filter }, { model }) => {
    const only = filter && conditionWords(filter, model);
    return {
      en: `When ${event} happens${only ? `, if ${only.en}` : ''}`,
      zh: `当发生 ${event}${only ? `，且${only.zh}` : ''}`,
    };
  },
  trigger: ({ event, filter }) => ({ on: 'event', event, filter }),
};
