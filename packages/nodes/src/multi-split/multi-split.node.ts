import type { NodeType } from '@sojourn/journey';
import { ruleSchema, type Finding, type Rule } from '@sojourn/rules';
import { z } from 'zod';
import { branchesSchema, branchPorts, type Branch } from '../branches.js';
import { field } from '../field.js';
import { conditionWords } from '../stages.js';

interface Ruled extends Branch {
  rule: Rule;
}

interface Settings {
  branches: Ruled[];
}

/** Ordered branches: the first whose condition holds is taken, everyone else leaves by `else` (SPLIT-3). */
export const multiSplit: NodeType<Settings> = {
  type: 'multi-split',
  revision: 1,
  group: 'condition',
  icon: 'git-fork',
  title: { en: 'Several branches', zh: '多路分流' },
  about: {
    en: 'Takes the first branch whose condition holds; everyone else goes on below.',
    zh: '按顺序取首个满足条件的分支，其余用户走“其他人”。',
  },
  settings: z.strictObject({
    branches: field(
      branchesSchema({ rule: field(ruleSchema, { label: { en: 'Condition', zh: '条件' }, widget: 'rule' }) }, 50, [
        'else',
      ]),
      {
        label: { en: 'Branches', zh: '分支' },
        help: { en: 'The first that holds is taken', zh: '从上到下，取首个满足的分支' },
        widget: 'branches',
        start: [{ id: 'a' }],
      },
    ),
  }),
  ports: ({ branches }, { model }) => [
    ...branchPorts(branches, ({ id, rule }) => (rule ? conditionWords(rule, model) : { en: id, zh: id })),
    { id: 'else', label: { en: 'Everyone else', zh: '其他人' }, required: true },
  ],
  sentence: ({ branches }) => ({
    en: `Split into ${branches.length + 1} ways, the first that holds`,
    zh: `分为 ${branches.length + 1} 路，取首个满足的分支`,
  }),
  prepare: ({ branches }, { compile }) => {
    const ruled = branches.map(({ id, rule }) => ({ id, condition: compile(rule) }));
    return {
      visit: ({ facts, now }) => {
        const findings: Finding[] = [];
        for (const { id, condition } of ruled) {
          findings.push(...condition.findings(facts, now));
          if (condition.holds(facts, now)) return { do: 'leave', port: id, reason: { findings } };
        }
        return { do: 'leave', port: 'else', reason: { findings } };
      },
    };
  },
};
