import type { NodeType } from '@sojourn/journey';
import { z } from 'zod';
import { field } from '../field.js';

interface Settings {
  result?: string;
}

/** Ends the journey for this profile. */
export const end: NodeType<Settings> = {
  type: 'end',
  revision: 1,
  group: 'flow',
  icon: 'flag',
  title: { en: 'End', zh: '结束' },
  about: { en: 'The journey is over.', zh: '旅程到此结束。' },
  settings: z.strictObject({
    result: field(z.string().trim().max(100).optional(), {
      label: { en: 'Result', zh: '结果' },
      help: { en: 'How this ending is called in reports', zh: '该结局在报表中的名称' },
    }),
  }),
  ports: () => [],
  sentence: ({ result }) => (result ? { en: `End: ${result}`, zh: `结束：${result}` } : { en: 'End', zh: '结束' }),
  prepare: ({ result }) => ({ visit: () => ({ do: 'end', reason: result ?? 'completed' }) }),
};
