import type { NodeType } from '@sojourn/journey';
import { z } from 'zod';
import { field, NEXT } from '../field.js';

interface Settings {
  tag: string;
  change: 'add' | 'remove';
}

/** Gives the profile a tag or takes it away, exactly once (SEND-3). */
export const tag: NodeType<Settings> = {
  type: 'tag',
  revision: 1,
  group: 'action',
  icon: 'tags',
  title: { en: 'Tag', zh: '打标签' },
  about: { en: 'Gives the profile a tag, or takes it away.', zh: '为用户添加或移除标签。' },
  settings: z.strictObject({
    tag: field(z.string().trim().min(1).max(100), { label: { en: 'Tag', zh: '标签' } }),
    change: field(z.enum(['add', 'remove']).default('add'), {
      label: { en: 'What to do', zh: '操作' },
      options: { add: { en: 'Add', zh: '添加' }, remove: { en: 'Remove', zh: '移除' } },
    }),
  }) as z.ZodType<Settings>,
  ports: () => [NEXT],
  sentence: ({ tag: name, change }) =>
    change === 'add'
      ? { en: `Add the tag “${name}”`, zh: `添加标签“${name}”` }
      : { en: `Remove the tag “${name}”`, zh: `移除标签“${name}”` },
  prepare: ({ tag: name, change }) => ({
    visit: () => ({ do: 'act', effects: [change === 'add' ? { tag: name } : { untag: name }], port: 'next' }),
  }),
};
