import type { NodeType, Port } from '@sojourn/journey';
import { UNCLASSIFIED } from '@sojourn/lifecycle';
import { z } from 'zod';
import { stageName } from '../stages.js';

/** One port per lifecycle stage (SPLIT-3). */
export const stageSplit: NodeType<Record<string, never>> = {
  type: 'stage-split',
  revision: 1,
  group: 'condition',
  icon: 'arrows-split-2',
  title: { en: 'Split by stage', zh: '按阶段分流' },
  about: { en: 'One way on for every lifecycle stage.', zh: '每个生命周期阶段一个分支。' },
  settings: z.strictObject({}),
  ports: (_, { model }): Port[] =>
    [...model.stages.map((stage) => stage.id), UNCLASSIFIED].map((id) => ({ id, label: stageName(id, model) })),
  sentence: () => ({ en: 'Split by lifecycle stage', zh: '按生命周期阶段分流' }),
  prepare: () => ({
    visit: ({ facts }) => {
      const stage = facts.stage()?.stage ?? UNCLASSIFIED;
      return { do: 'leave', port: stage, reason: { stage } };
    },
  }),
};
