import type { NodeType } from '@sojourn/journey';
import { said } from '@sojourn/rules';
import { z } from 'zod';
import { field, NEXT } from '../field.js';
import { givenSchema, givenValues, type Given } from '../given-properties.js';

interface Settings {
  event: string;
  properties?: Record<string, Given>;
}

/** Records an event of the profile, as if it had come in: it may move the stage and start other journeys. */
export const emitEvent: NodeType<Settings> = {
  type: 'emit-event',
  revision: 1,
  group: 'action',
  icon: 'broadcast',
  title: { en: 'Emit an event', zh: '触发事件' },
  about: {
    en: 'Records an event of the profile, to which stages and other journeys listen.',
    zh: '为用户记录一个事件，阶段与其他旅程可以响应。',
  },
  settings: z.strictObject({
    event: field(
      z
        .string()
        .trim()
        .min(1)
        .max(200)
        .refine((name) => !name.startsWith('$'), {
          error: said(
            'Names that begin with $ are reserved. Choose another.',
            '以 $ 开头的名称为系统保留，请换一个名称。',
          ),
        }),
      { label: { en: 'Event', zh: '事件' }, widget: 'event' },
    ),
    properties: field(givenSchema.optional(), { label: { en: 'Properties', zh: '事件属性' }, widget: 'properties' }),
  }),
  ports: () => [NEXT],
  sentence: ({ event }) => ({ en: `Emit ${event}`, zh: `触发事件 ${event}` }),
  prepare: ({ event, properties }) => ({
    visit: ({ facts }) => ({
      do: 'act',
      effects: [{ emit: event, properties: givenValues(properties, facts) }],
      port: 'next',
    }),
  }),
};
