import type { NodeType } from '@sojourn/journey';
import { durationSchema, milliseconds, type Duration } from '@sojourn/rules';
import { z } from 'zod';
import { durationInWords, field, NEXT } from '../field.js';

interface Settings {
  for: Duration;
}

/** Rests for an elapsed time, exact to the millisecond and blind to daylight saving (TIME-2). */
export const waitDuration: NodeType<Settings> = {
  type: 'wait-duration',
  revision: 1,
  group: 'wait',
  icon: 'hourglass',
  title: { en: 'Wait', zh: '等待' },
  about: { en: 'Waits for a while, then goes on.', zh: '等待一段时间后继续。' },
  settings: z.strictObject({
    for: field(durationSchema, {
      label: { en: 'For', zh: '时长' },
      help: { en: 'e.g. 3d, 12h, 30m', zh: '例如 3d、12h、30m' },
      widget: 'duration',
    }),
  }),
  rests: true,
  ports: () => [NEXT],
  sentence: (settings) => {
    const words = durationInWords(settings.for);
    return { en: `Wait ${words.en}`, zh: `等待 ${words.zh}` };
  },
  prepare: (settings) => {
    const length = milliseconds(settings.for);
    return {
      visit: ({ arrivedAt }) => ({ do: 'wait', due: arrivedAt + length }),
      due: () => 'next',
    };
  },
};
