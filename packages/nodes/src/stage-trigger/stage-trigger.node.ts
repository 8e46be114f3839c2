import type { NodeType } from '@sojourn/journey';
import { z } from 'zod';
import { field, NEXT } from '../field.js';
import { layerNamed, stageList, unknownModel, unknownStages } from '../stages.js';

interface Settings {
  model?: string;
  from?: string[];
  to?: string[];
}

/** Starts when the lifecycle stage, or the stage of a layering, changes; either side may be left open. */
export const stageTrigger: NodeType<Settings> = {
  type: 'stage-trigger',
  revision: 1,
  group: 'trigger',
  icon: 'arrows-exchange',
  title: { en: 'When the stage changes', zh: '阶段变化触发' },
  about: { en: 'People enter when their lifecycle stage changes.', zh: '用户的生命周期阶段发生流转时进入旅程。' },
  settings: z.strictObject({
    model: field(z.string().min(1).max(100).optional(), {
      label: { en: 'Stage of', zh: '依据' },
      help: { en: 'Empty: the lifecycle model', zh: '留空表示生命周期模型' },
      widget: 'model',
    }),
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
  sentence: ({ model, from, to }, around) => {
    const layer = layerNamed(model, around);
    const source = from && stageList(from, layer ?? around.model);
    const target = to && stageList(to, layer ?? around.model);
    const what =
      model === undefined
        ? { en: 'the stage', zh: '阶段' }
        : { en: `“${layer?.name.en ?? model}”`, zh: `“${layer?.name.zh ?? model}”` };
    return {
      en: `When ${what.en} changes${source ? ` from ${source.en}` : ''}${target ? ` to ${target.en}` : ''}`,
      zh: `当${what.zh}${source ? `从${source.zh}` : ''}变为${target ? target.zh : '其他阶段'}`,
    };
  },
  check: ({ model, from, to }, known) => [
    ...unknownModel('model', model, known),
    ...unknownStages('from', from, known, model),
    ...unknownStages('to', to, known, model),
  ],
  trigger: ({ model, from, to }) => ({ on: 'stage', ...(model === undefined ? {} : { model }), from, to }),
};
