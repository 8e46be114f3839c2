import { stableShare, type NodeType } from '@sojourn/journey';
import { said } from '@sojourn/rules';
import { z } from 'zod';
import { branchesSchema, branchPorts } from '../branches.js';
import { field } from '../field.js';
import { allot, slotCount, SLOTS, type Arm, type Slots } from './slots.js';

interface Settings {
  experiment: string;
  arms: Arm[];
  slots?: Slots;
}

const A_HUNDRED = said('The shares must add up to 100 %.', '各组占比之和必须为 100%。');

/**
 * Sends people into arms by chance, each always into the same one (SPLIT-4): the slot of a profile is fixed by a hash of
 * experiment and profile, and an arm is a set of slots, pinned when the journey is published.
 */
export const randomSplit: NodeType<Settings> = {
  type: 'random-split',
  revision: 1,
  group: 'condition',
  icon: 'arrows-shuffle',
  title: { en: 'Random split', zh: '随机分流（A/B）' },
  about: {
    en: 'Sends people into arms by chance. Each stays in their arm; changed shares move no more than they must.',
    zh: '随机分组，同一用户始终在同一组；调整占比时仅移动必须移动的用户。',
  },
  settings: z
    .strictObject({
      experiment: field(z.string().trim().min(1).max(100), {
        label: { en: 'Experiment', zh: '实验' },
        help: {
          en: 'The same name in two splits sends the same people the same way',
          zh: '同名实验的分组结果一致',
        },
      }),
      arms: field(
        branchesSchema(
          { share: field(z.number().gt(0).max(100), { label: { en: 'Share in %', zh: '占比（%）' } }) },
          20,
          [],
        ),
        {
          label: { en: 'Arms', zh: '分组' },
          widget: 'branches',
          start: [
            { id: 'a', share: 50 },
            { id: 'b', share: 50 },
          ],
        },
      ),
      slots: field(
        z
          .record(
            z.string().max(64),
            z.array(z.tuple([z.int().min(0).max(SLOTS), z.int().min(0).max(SLOTS)])).max(2_000),
          )
          .optional() as z.ZodType<Slots | undefined>,
        { label: { en: 'Slots', zh: '槽位' }, hidden: true },
      ),
    })
    .refine(({ arms }) => (arms as Arm[]).reduce((sum, { share }) => sum + slotCount(share), 0) === SLOTS, {
      path: ['arms'],
      error: A_HUNDRED,
    }) as z.ZodType<Settings>,
  ports: ({ arms }) => branchPorts(arms, ({ id, share }) => ({ en: `${id} ${share} %`, zh: `${id} 组 ${share}%` })),
  sentence: ({ arms, experiment }) => {
    const shares = arms.map(({ id, name, share }) => `${name ?? id} ${share} %`).join(', ');
    return { en: `Split “${experiment}” by chance: ${shares}`, zh: `实验“${experiment}”随机分流：${shares}` };
  },
  settle: (settings, before) => ({
    ...settings,
    slots: allot(
      settings.arms,
      before?.experiment === settings.experiment ? (before.slots ?? allot(before.arms)) : undefined,
    ),
  }),
  prepare: ({ experiment, arms, slots }) => {
    const armOf = Array.from({ length: SLOTS }, (): string => arms[0]!.id);
    for (const [arm, ranges] of Object.entries(allot(arms, slots)))
      for (const [from, to] of ranges) armOf.fill(arm, from, to);
    return {
      visit: ({ profile }) => {
        const slot = Math.floor(stableShare(experiment, profile) * SLOTS);
        return { do: 'leave', port: armOf[slot]!, reason: { experiment, slot } };
      },
    };
  },
};
