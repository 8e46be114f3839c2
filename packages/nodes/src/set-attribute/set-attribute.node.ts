import type { NodeType } from '@sojourn/journey';
import { said } from '@sojourn/rules';
import { z } from 'zod';
import { field, NEXT } from '../field.js';

interface Settings {
  attribute: string;
  value: string | number | boolean | null;
}

/** Sets an attribute of the profile, exactly once (SEND-3). */
export const setAttribute: NodeType<Settings> = {
  type: 'set-attribute',
  revision: 1,
  group: 'action',
  icon: 'tag',
  title: { en: 'Set attribute', zh: '设置属性' },
  about: { en: 'Writes a value to the profile.', zh: '更新用户属性的值。' },
  settings: z.strictObject({
    attribute: field(
      z
        .string()
        .trim()
        .min(1)
        .max(100)
        .refine((name) => name !== 'consents' && name !== '__proto__', {
          error: said('Choose another name; this one is reserved.', '该名称为系统保留，请换一个名称。'),
        }),
      { label: { en: 'Attribute', zh: '属性' }, widget: 'attribute' },
    ),
    value: field(z.union([z.string().max(1_000), z.number(), z.boolean(), z.null()]), {
      label: { en: 'Value', zh: '值' },
    }),
  }),
  ports: () => [NEXT],
  sentence: ({ attribute, value }) => ({
    en: `Set ${attribute} to ${String(value)}`,
    zh: `将 ${attribute} 设为 ${String(value)}`,
  }),
  prepare: ({ attribute, value }) => ({
    visit: () => ({ do: 'act', effects: [{ set: { [attribute]: value } }], port: 'next' }),
  }),
};
