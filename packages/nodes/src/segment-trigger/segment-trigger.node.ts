import type { NodeType } from '@sojourn/journey';
import { z } from 'zod';
import { field, NEXT } from '../field.js';
import { unknownId } from '../known.js';

interface Settings {
  segment: string;
  when: 'entered' | 'left';
}

/** Starts when the profile comes into a segment, or leaves it. */
export const segmentTrigger: NodeType<Settings> = {
  type: 'segment-trigger',
  revision: 1,
  group: 'trigger',
  icon: 'users-group',
  title: { en: 'When a segment is entered or left', zh: '进入或离开人群触发' },
  about: { en: 'People enter when they come into the segment, or leave it.', zh: '用户进入或离开该人群时进入旅程。' },
  settings: z.strictObject({
    segment: field(z.string().min(1).max(200), { label: { en: 'Segment', zh: '人群' }, widget: 'segment' }),
    when: field(z.enum(['entered', 'left']).default('entered'), {
      label: { en: 'When it is', zh: '时机' },
      options: { entered: { en: 'entered', zh: '进入人群' }, left: { en: 'left', zh: '离开人群' } },
    }),
  }) as z.ZodType<Settings>,
  ports: () => [NEXT],
  sentence: ({ segment, when }) => ({
    en: `When the segment “${segment}” is ${when}`,
    zh: `当${when === 'entered' ? '进入' : '离开'}人群“${segment}”`,
  }),
  check: ({ segment }, { segments }) => unknownId('segment', 'segment', segment, segments),
  trigger: ({ segment, when }) => ({
    on: 'stage',
    model: `segment:${segment}`,
    ...(when === 'entered' ? { to: ['in'] } : { from: ['in'] }),
  }),
};
