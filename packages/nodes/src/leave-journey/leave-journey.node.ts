import type { NodeType } from '@sojourn/journey';
import { z } from 'zod';
import { field, NEXT } from '../field.js';
import { unknownId } from '../known.js';

interface Settings {
  journey: string;
}

/** Takes the profile out of another journey, wherever it is there. */
export const leaveJourney: NodeType<Settings> = {
  type: 'leave-journey',
  revision: 1,
  group: 'action',
  icon: 'logout-2',
  title: { en: 'Leave a journey', zh: '退出旅程' },
  about: {
    en: 'Takes the profile out of another journey, wherever it is there.',
    zh: '让用户退出另一个旅程，无论其处于哪一步。',
  },
  settings: z.strictObject({
    journey: field(z.string().min(1).max(200), { label: { en: 'Journey', zh: '旅程' }, widget: 'journey' }),
  }),
  ports: () => [NEXT],
  sentence: ({ journey }) => ({ en: `Leave the journey “${journey}”`, zh: `退出旅程“${journey}”` }),
  check: ({ journey }, { journeys }) => unknownId('journey', 'journey', journey, journeys),
  prepare: ({ journey }) => ({ visit: () => ({ do: 'act', effects: [{ leave: journey }], port: 'next' }) }),
};
