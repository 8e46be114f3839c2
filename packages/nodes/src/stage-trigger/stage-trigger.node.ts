import type { NodeType } from '@sojourn/journey';
import { z } from 'zod';
import { field, NEXT } from '../field.js';
import { stageList, unknownStages } from '../stages.js';

interface Settings {
  from?: string[];
  to?: string[];
}

/** Starts when the lifecycle stage changes; either side may be left open. */
export const stageTrigger: NodeType<Settings> = {
  type: 'stage-trigger',
  revision: 1,
  group: 'trigger',
  icon: 'arrows-exchange',
  title: { en: 'When the stage changes', zh: '阶段变化触发' },
  about: { en: 'People enter when their lifecycle stage changes.', zh: '用户的生命周期阶段发生流转时进入旅程。' },
  settings: z.strictObject({
    from: field(z.array(z.string()).min(1).optional(), {
      label: { en: 'From', zh: '从' },
      help: { en: 'Empty: from any stage', zh: '留空表示任意阶段' },
      widget: 'stages',
    }),
    to: field(z.array(z.string()).min(1).optional(), {
      label: { en: 'To', zh: '到' },
      help: { en: 'Empty: to any stage', zh: '留空表示任意阶段' },
      widget: 'stages',
    }),
  }),
  ports: () => [NEXT],
  sentence: ({ from, to }, { model }) => {
    const source = from && stageList(from, model);
    const target = to && stageList(to, model);
    return {
      en: `When the stage changes${source ? ` from ${source.en}` : ''}${target ? ` to ${target.en}` : ''}`,
      zh: `当阶段${source ? `从${source.zh}` : ''}变为${target ? target.zh : '其他阶段'}`,
    };
  },
  check: ({ from, to }, known) => [...unknownStages('from', from, known), ...unknownStages('to', to, known)],
  trigger: ({ from, to }) => ({ on: 'stage', from, to }),
};
