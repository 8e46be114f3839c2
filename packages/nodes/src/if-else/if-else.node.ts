import type { NodeType } from '@sojourn/journey';
import { compileRule, ruleSchema, type Rule } from '@sojourn/rules';
import { z } from 'zod';
import { field } from '../field.js';
import { conditionWords } from '../stages.js';

interface Settings {
  rule: Rule;
}

/** Yes or no, by a condition. The values it met go to the log (SPLIT-2). */
export const ifElse: NodeType<Settings> = {
  type: 'if-else',
  revision: 1,
  group: 'condition',
  icon: 'git-branch',
  title: { en: 'If / else', zh: '条件判断' },
  about: { en: 'Splits by a condition on stage, attributes or events.', zh: '按阶段、属性或事件条件分流。' },
  settings: z.strictObject({
    rule: field(ruleSchema, { label: { en: 'Condition', zh: '条件' }, widget: 'rule' }),
  }),
  ports: () => [
    { id: 'yes', label: { en: 'Yes', zh: '满足' }, required: true },
    { id: 'no', label: { en: 'No', zh: '不满足' }, required: true },
  ],
  sentence: ({ rule }, { model }) => {
    const words = conditionWords(rule, model);
    return { en: `If ${words.en}`, zh: `如果${words.zh}` };
  },
  prepare: ({ rule }, around) => {
    const compiled = compileRule(rule, around);
    return {
      visit: ({ facts, now }) => ({
        do: 'leave',
        port: compiled.holds(facts, now) ? 'yes' : 'no',
        reason: { findings: compiled.findings(facts, now) },
      }),
    };
  },
};
