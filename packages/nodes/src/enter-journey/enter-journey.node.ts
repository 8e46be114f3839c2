import type { NodeType } from '@sojourn/journey';
import { z } from 'zod';
import { field, NEXT } from '../field.js';
import { givenSchema, givenValues, type Given } from '../given-properties.js';
import { unknownId } from '../known.js';

interface Settings {
  journey: string;
  entry?: Record<string, Given>;
}

/** Takes the profile into another journey, as far as that lets it in, and goes on at once. */
export const enterJourney: NodeType<Settings> = {
  type: 'enter-journey',
  revision: 1,
  group: 'action',
  icon: 'login-2',
  title: { en: 'Enter a journey', zh: '转入旅程' },
  about: {
    en: 'Takes the profile into another journey and goes on here at once.',
    zh: '让用户进入另一个旅程，本旅程立即继续。',
  },
  settings: z.strictObject({
    journey: field(z.string().min(1).max(200), { label: { en: 'Journey', zh: '旅程' }, widget: 'journey' }),
    entry: field(givenSchema.optional(), { label: { en: 'Hand over', zh: '附带属性' }, widget: 'properties' }),
  }),
  ports: () => [NEXT],
  sentence: ({ journey }) => ({ en: `Enter the journey “${journey}”`, zh: `转入旅程“${journey}”` }),
  check: ({ journey }, { journeys }) => unknownId('journey', 'journey', journey, journeys),
  prepare: ({ journey, entry }) => ({
    visit: ({ facts }) => ({
      do: 'act',
      effects: [{ enter: journey, entry: givenValues(entry, facts) }],
      port: 'next',
    }),
  }),
};
