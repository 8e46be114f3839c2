import type { Drawn, NodeType, Port } from '@sojourn/journey';
import { RFM, RFM_CLASSES, UNCLASSIFIED } from '@sojourn/lifecycle';
import { z } from 'zod';
import { field } from '../field.js';
import { layerNamed, stageName, unknownModel } from '../stages.js';

interface Settings {
  model?: string;
}

/** One port for each stage of the lifecycle model, of a layering, or for each RFM class (SPLIT-3). */
export const stageSplit: NodeType<Settings> = {
  type: 'stage-split',
  revision: 1,
  group: 'condition',
  icon: 'arrows-split-2',
  title: { en: 'Split by stage', zh: '按阶段分流' },
  about: {
    en: 'One way on for every lifecycle stage, layer or RFM class.',
    zh: '每个生命周期阶段、分层或 RFM 分类一个分支。',
  },
  settings: z.strictObject({
    model: field(z.string().min(1).max(100).optional(), {
      label: { en: 'By', zh: '依据' },
      help: { en: 'Empty: the lifecycle stage', zh: '留空表示生命周期阶段' },
      widget: 'model',
    }),
  }),
  ports: ({ model }, around): Port[] =>
    model === RFM
      ? RFM_CLASSES.map(({ id, name }) => ({ id, label: name }))
      : stagesOf(model, around).map((id) => ({ id, label: stageName(id, layerNamed(model, around) ?? around.model) })),
  sentence: ({ model }, around) => {
    if (model === RFM) return { en: 'Split by RFM class', zh: '按 RFM 分类分流' };
    const layer = model === undefined ? undefined : layerNamed(model, around);
    return layer
      ? { en: `Split by ${layer.name.en}`, zh: `按${layer.name.zh}分流` }
      : { en: 'Split by lifecycle stage', zh: '按生命周期阶段分流' };
  },
  check: ({ model }, known) => unknownModel('model', model, known),
  prepare: ({ model }) => ({
    visit: ({ facts }) => {
      const nowhere = model === RFM ? 'no_purchase' : UNCLASSIFIED;
      const stage = facts.stage(model)?.stage ?? nowhere;
      // Who was never placed in a grid stands where nothing is known.
      const port = stage === UNCLASSIFIED ? nowhere : stage;
      return { do: 'leave', port, reason: { stage: port, ...(model === undefined ? {} : { model }) } };
    },
  }),
};

function stagesOf(model: string | undefined, around: Drawn): string[] {
  const layer = layerNamed(model, around);
  return [...(layer?.stages.map(({ id }) => id) ?? []), UNCLASSIFIED];
}
