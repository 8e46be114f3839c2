import { comparisons, type Comparison, type Rule, type Words } from '@sojourn/rules';
import type { Trigger } from './node-type.js';

/**
 * Who matches a trigger now, so that they can enter when a journey is published (存量进入, ENTRY-4): those of whom a rule
 * holds; nobody, where a trigger is about a moment and no state; or why that cannot be said.
 */
export type Present = { rule: Rule } | { nobody: true } | { refused: Words };

const NOBODY: Present = { nobody: true };

/** What a trigger means by "matching now". */
export function presentAt(trigger: Trigger): Present {
  switch (trigger.on) {
    case 'stage':
      return stagePresent(trigger);
    case 'event':
      return trigger.filter
        ? { refused: NO_HISTORY }
        : { rule: { fact: { event: trigger.event, measure: 'count' }, is: 'gt', value: 0 } };
    case 'attribute':
      return attributePresent(trigger);
    case 'score':
      return {
        rule: {
          fact: { score: trigger.score },
          is: trigger.crosses === 'below' ? 'lt' : 'gte',
          value: trigger.bound,
        } as Comparison,
      };
    default:
      return NOBODY;
  }
}

/** In the stage that the change leads to. Where that is open, nobody is: having left says nothing of where. */
function stagePresent({ model, to }: Extract<Trigger, { on: 'stage' }>): Present {
  if (!to || to.length === 0) return NOBODY;
  if (model?.startsWith('segment:')) {
    const fact = { segment: model.slice('segment:'.length) };
    return { rule: { fact, is: 'eq', value: to.includes('in') } as Comparison };
  }
  return { rule: { fact: { stage: 'current', ...(model !== undefined && { model }) }, is: 'in', value: [...to] } };
}

/** Having the attribute, and by the filter with what it has now as the new value. */
function attributePresent({ attribute, filter }: Extract<Trigger, { on: 'attribute' }>): Present {
  const known: Rule = { fact: { attribute }, is: 'known' };
  if (!filter) return { rule: known };
  const reads = comparisons(filter).flatMap(({ fact }) => ('property' in fact ? [fact.property] : []));
  if (reads.some((path) => path !== 'to')) return { refused: NO_EARLIER_VALUE };
  return { rule: { all: [known, withAttribute(filter, attribute)] } };
}

function withAttribute(rule: Rule, attribute: string): Rule {
  if ('all' in rule) return { all: rule.all.map((each) => withAttribute(each, attribute)) };
  if ('any' in rule) return { any: rule.any.map((each) => withAttribute(each, attribute)) };
  if ('not' in rule) return { not: withAttribute(rule.not, attribute) };
  return 'property' in rule.fact ? { ...rule, fact: { attribute } } : rule;
}

const NO_HISTORY: Words = {
  en: 'Who had this event with these properties before is not counted. Start from now on, or leave the filter out.',
  zh: '系统未统计过去哪些用户发生过满足该条件的事件，请选择“从现在起”，或去掉触发条件中的筛选。',
};
const NO_EARLIER_VALUE: Words = {
  en: 'The filter asks for the value before, which is not kept. Start from now on, or ask for the new value alone.',
  zh: '筛选条件用到了变化前的值，系统不保存该值，请选择“从现在起”，或只按变化后的值筛选。',
};
