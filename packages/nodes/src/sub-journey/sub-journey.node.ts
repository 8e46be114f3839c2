import type { NodeType } from '@sojourn/journey';
import { durationSchema, milliseconds, type Duration } from '@sojourn/rules';
import { z } from 'zod';
import { durationInWords, field } from '../field.js';
import { givenSchema, givenValues, type Given } from '../given-properties.js';
import { unknownId } from '../known.js';

interface Settings {
  journey: string;
  entry?: Record<string, Given>;
  timeout: Duration;
}

/** Runs another journey and rests until that run has ended, however it did; the run goes on where the time is over. */
export const subJourney: NodeType<Settings> = {
  type: 'sub-journey',
  revision: 1,
  group: 'flow',
  icon: 'subtask',
  title: { en: 'Sub-journey', zh: '子旅程' },
  about: {
    en: 'Takes the profile through another journey and goes on when it has ended there.',
    zh: '让用户进入子旅程，结束后继续。',
  },
  settings: z.strictObject({
    journey: field(z.string().min(1).max(200), { label: { en: 'Journey', zh: '旅程' }, widget: 'journey' }),
    entry: field(givenSchema.optional(), { label: { en: 'Hand over', zh: '附带属性' }, widget: 'properties' }),
    timeout: field(durationSchema, {
      label: { en: 'At most', zh: '最长等待' },
      help: { en: 'e.g. 30d, 12h', zh: '例如 30d、12h' },
      widget: 'duration',
    }),
  }),
  ports: () => [
    { id: 'ended', label: { en: 'Ended', zh: '已结束' }, required: true },
    { id: 'refused', label: { en: 'Not let in', zh: '未能进入' }, required: true },
    { id: 'timeout', label: { en: 'Timeout', zh: '超时' }, required: true },
  ],
  sentence: ({ journey, timeout }) => {
    const most = durationInWords(timeout);
    return { en: `Run the journey “${journey}”, at most ${most.en}`, zh: `执行子旅程“${journey}”，最长 ${most.zh}` };
  },
  check: ({ journey }, { journeys }) => unknownId('journey', 'journey', journey, journeys),
  prepare: ({ journey, entry, timeout }) => {
    const length = milliseconds(timeout);
    return {
      visit: ({ facts, arrivedAt }) => ({
        do: 'call',
        journey,
        entry: givenValues(entry, facts),
        due: arrivedAt + length,
      }),
      returned: (how) => ('ended' in how ? 'ended' : 'refused'),
      due: () => 'timeout',
    };
  },
};
