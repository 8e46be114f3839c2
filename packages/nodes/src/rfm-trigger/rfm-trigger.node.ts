import type { NodeType } from '@sojourn/journey';
import { RFM, RFM_CLASSES } from '@sojourn/lifecycle';
import type { Words } from '@sojourn/rules';
import { z } from 'zod';
import { field, NEXT } from '../field.js';

interface Settings {
  from?: string[];
  to?: string[];
}

const options = Object.fromEntries(RFM_CLASSES.map(({ id, name }) => [id, name]));
const classes = z.array(z.enum(RFM_CLASSES.map(({ id }) => id) as [string, ...string[]])).min(1);

/** Starts when the RFM class changes; either side may be left open. */
export const rfmTrigger: NodeType<Settings> = {
  type: 'rfm-trigger',
  revision: 1,
  group: 'trigger',
  icon: 'layout-grid',
  title: { en: 'When the RFM class changes', zh: 'RFM 分类变化触发' },
  about: {
    en: 'People enter when their class by recency, frequency and value changes.',
    zh: '用户的 RFM 分类（最近、频率、金额）发生变化时进入旅程。',
  },
  settings: z.strictObject({
    from: field(classes.optional(), {
      label: { en: 'From', zh: '从' },
      help: { en: 'Empty: from any class', zh: '留空表示任意分类' },
      widget: 'stages',
      options,
    }),
    to: field(classes.optional(), {
      label: { en: 'To', zh: '到' },
      help: { en: 'Empty: to any class', zh: '留空表示任意分类' },
      widget: 'stages',
      options,
    }),
  }),
  ports: () => [NEXT],
  sentence: ({ from, to }) => {
    const [source, target] = [from && classList(from), to && classList(to)];
    return {
      en: `When the RFM class changes${source ? ` from ${source.en}` : ''}${target ? ` to ${target.en}` : ''}`,
      zh: `当 RFM 分类${source ? `从${source.zh}` : ''}变为${target ? target.zh : '其他分类'}`,
    };
  },
  trigger: ({ from, to }) => ({ on: 'stage', model: RFM, from, to }),
};

function classList(ids: readonly string[]): Words {
  const names = ids.map((id) => options[id] ?? { en: id, zh: id });
  return { en: names.map(({ en }) => en).join(' or '), zh: names.map(({ zh }) => zh).join('或') };
}
