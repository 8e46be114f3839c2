import type { NodeType } from '@sojourn/journey';
import { durationSchema, milliseconds, ruleSchema, type Duration, type Rule } from '@sojourn/rules';
import { z } from 'zod';
import { durationInWords, field } from '../field.js';
import { conditionWords } from '../stages.js';

interface Settings {
  rule: Rule;
  timeout: Duration;
}

/** Rests until a condition holds, a stage among them, or the timeout. One that holds already is met at once. */
export const waitCondition: NodeType<Settings> = {
  type: 'wait-condition',
  revision: 1,
  group: 'wait',
  icon: 'filter-check',
  title: { en: 'Wait for a condition', zh: '等待条件满足' },
  about: {
    en: 'Waits until a condition on stage, attributes or events holds, or a time is over.',
    zh: '等待阶段、属性或事件条件满足，或等到超时。',
  },
  settings: z.strictObject({
    rule: field(ruleSchema, { label: { en: 'Condition', zh: '条件' }, widget: 'rule' }),
    timeout: field(durationSchema, {
      label: { en: 'At most', zh: '最长等待' },
      help: { en: 'e.g. 30d, 12h', zh: '例如 30d、12h' },
      widget: 'duration',
    }),
  }),
  ports: () => [
    { id: 'met', label: { en: 'It holds', zh: '已满足' }, required: true },
    { id: 'timeout', label: { en: 'Timeout', zh: '超时' }, required: true },
  ],
  sentence: ({ rule, timeout }, { model }) => {
    const [words, most] = [conditionWords(rule, model), durationInWords(timeout)];
    return { en: `Wait until ${words.en}, at most ${most.en}`, zh: `等到${words.zh}，最长 ${most.zh}` };
  },
  prepare: ({ rule, timeout }, { compile }) => {
    const length = milliseconds(timeout);
    const condition = compile(rule);
    return {
      visit: ({ arrivedAt }) => ({ do: 'wait', due: arrivedAt + length }),
      meets: ({ facts, now }) =>
        condition.holds(facts, now) ? { port: 'met', reason: { findings: condition.findings(facts, now) } } : undefined,
      turnsAt: ({ facts, now }) => condition.flipsAt(facts, now),
      due: ({ facts, now }) => ({ port: 'timeout', reason: { findings: condition.findings(facts, now) } }),
    };
  },
};
