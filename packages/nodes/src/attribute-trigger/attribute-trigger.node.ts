import type { NodeType } from '@sojourn/journey';
import { ruleSchema, type Rule } from '@sojourn/rules';
import { z } from 'zod';
import { field, NEXT } from '../field.js';
import { conditionWords } from '../stages.js';

type Scalar = string | number | boolean;

interface Settings {
  attribute: string;
  to?: Scalar;
  filter?: Rule;
}

/** Starts when an attribute gets another value. */
export const attributeTrigger: NodeType<Settings> = {
  type: 'attribute-trigger',
  revision: 1,
  group: 'trigger',
  icon: 'edit-circle',
  title: { en: 'When an attribute changes', zh: '属性变化触发' },
  about: { en: 'People enter when the attribute gets another value.', zh: '该属性的值发生变化时用户进入旅程。' },
  settings: z.strictObject({
    attribute: field(z.string().trim().min(1).max(200), {
      label: { en: 'Attribute', zh: '属性' },
      widget: 'attribute',
    }),
    to: field(z.union([z.string().max(1_000), z.number(), z.boolean()]).optional(), {
      label: { en: 'New value', zh: '新值' },
      help: { en: 'Empty: any', zh: '留空表示任意值' },
    }),
    filter: field(ruleSchema.optional(), {
      label: { en: 'Only if', zh: '仅当' },
      help: {
        en: 'The values before and after are the properties from and to of this event',
        zh: '变化前后的值为该事件的属性“from”和“to”',
      },
      widget: 'filter',
    }),
  }),
  ports: () => [NEXT],
  sentence: ({ attribute, to, filter }, { model }) => {
    const only = filter && conditionWords(filter, model);
    return {
      en: `When “${attribute}” changes${to === undefined ? '' : ` to ${String(to)}`}${only ? `, if ${only.en}` : ''}`,
      zh: `当“${attribute}”变${to === undefined ? '化' : `为 ${String(to)}`}${only ? `，且${only.zh}` : ''}`,
    };
  },
  trigger: ({ attribute, to, filter }) => {
    const becomes: Rule[] = to === undefined ? [] : [{ fact: { property: 'to' }, is: 'eq', value: to }];
    const all = [...becomes, ...(filter ? [filter] : [])];
    return { on: 'attribute', attribute, ...(all.length > 0 ? { filter: all.length === 1 ? all[0]! : { all } } : {}) };
  },
};
