import type { NodeType } from '@sojourn/journey';
import { compileRule, durationSchema, milliseconds, ruleSchema, type Duration, type Rule } from '@sojourn/rules';
import { z } from 'zod';
import { durationInWords, field } from '../field.js';
import { conditionWords } from '../stages.js';

interface Settings {
  event: string;
  filter?: Rule;
  timeout: Duration;
}

/** Rests until an event comes, or the timeout. An event exactly at the timeout is late (TIME-6). */
export const waitEvent: NodeType<Settings> = {
  type: 'wait-event',
  revision: 1,
  group: 'wait',
  icon: 'ear',
  title: { en: 'Wait for an event', zh: '等待事件' },
  about: { en: 'Waits until an event happens, or a time is over.', zh: '等待某事件发生，或等到超时。' },
  settings: z.strictObject({
    event: field(z.string().trim().min(1).max(200), { label: { en: 'Event', zh: '事件' }, widget: 'event' }),
    filter: field(ruleSchema.optional(), { label: { en: 'Only if', zh: '仅当' }, widget: 'filter' }),
    timeout: field(durationSchema, {
      label: { en: 'At most', zh: '最长等待' },
      help: { en: 'e.g. 30d, 12h', zh: '例如 30d、12h' },
      widget: 'duration',
    }),
  }),
  rests: true,
  ports: () => [
    { id: 'happened', label: { en: 'Happened', zh: '已发生' }, required: true },
    { id: 'timeout', label: { en: 'Timeout', zh: '超时' }, required: true },
  ],
  sentence: ({ event, filter, timeout }, { model }) => {
    const words = durationInWords(timeout);
    const only = filter && conditionWords(filter, model);
    return {
      en: `Wait for ${event}${only ? ` where ${only.en}` : ''}, at most ${words.en}`,
      zh: `等待 ${event}${only ? `（${only.zh}）` : ''}，最长 ${words.zh}`,
    };
  },
  prepare: ({ event, filter, timeout }, around) => {
    const length = milliseconds(timeout);
    const accepts = filter ? compileRule(filter, around) : undefined;
    return {
      visit: ({ arrivedAt }) => ({ do: 'wait', due: arrivedAt + length }),
      due: () => 'timeout',
      listens: [event],
      hears: (_, { facts, now }) => (!accepts || accepts.holds(facts, now) ? 'happened' : undefined),
    };
  },
};
