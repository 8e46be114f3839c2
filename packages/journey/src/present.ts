import { comparisons, isFact, type Comparison, type Rule, type Words } from '@sojourn/rules';
import type { Trigger } from './node-type.js';

/**
 * Who matches a trigger now, so that they can enter when a journey is published (存量进入, ENTRY-4): those of whom a rule
 * holds; nobody, where a trigger is about a moment and no state; or why that cannot be said.
 */
export type Present = { rule: Rule } | { nobody: true } | { refused: Words };

/** Whether events of this name whose properties pass `where` are counted, and have been from the first on. */
export type Keeps = (event: string, where: Rule) => boolean;

const NOBODY: Present = { nobody: true };

/** What a trigger means by "matching now". `keeps` is asked where that is by events which nobody may have counted. */
export function presentAt(trigger: Trigger, keeps: Keeps = () => true): Present {
  switch (trigger.on) {
    case 'stage':
      return stagePresent(trigger);
    case 'event':
      return eventPresent(trigger, keeps);
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

/**
 * Having had the event, with properties that pass the filter. What else the filter asks for has to hold now, as far as it
 * can be told apart from the properties: what was true at the time of the event is not known.
 */
function eventPresent({ event, filter }: Extract<Trigger, { on: 'event' }>, keeps: Keeps): Present {
  if (!filter) return { rule: had({ event, measure: 'count' }) };
  const parts = 'all' in filter ? filter.all : [filter];
  const own = parts.filter((part) => comparisons(part).every(isOfEvent));
  const others = parts.filter((part) => !own.includes(part));
  if (others.some((part) => comparisons(part).some(readsEvent))) return { refused: NOT_APART };
  const where: Rule | undefined = own.length > 1 ? { all: own } : own[0];
  if (where && !keeps(event, where)) return { refused: NO_HISTORY };
  const rule = had({ event, measure: 'count', ...(where && { where }) });
  return { rule: others.length > 0 ? { all: [rule, ...others] } : rule };
}

const had = (fact: Extract<Comparison['fact'], { event: string }>): Comparison => ({ fact, is: 'gt', value: 0 });

/** What the filter of a fact may look at: the event's own properties, against fixed values. */
const isOfEvent = ({ fact, value }: Comparison): boolean =>
  'property' in fact && !('measure' in fact) && !isFact(value);

const readsEvent = ({ fact, value }: Comparison): boolean =>
  [fact, value].some((part) => isFact(part) && 'property' in part && !('measure' in part));

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
  en: 'Who had this event with these properties before is not counted. Start from now on, leave the filter out, or have it counted first: add a computed attribute that counts this event with the same filter.',
  zh: '系统未统计过去哪些用户发生过满足该条件的事件。请选择“从现在起”，去掉触发条件中的筛选，或先新建一个使用相同筛选条件统计该事件次数的计算属性。',
};
const NOT_APART: Words = {
  en: 'The filter mixes what the event says with what is known of the profile, which was not kept for past events. Start from now on, or join the two by “and”.',
  zh: '筛选条件混合了事件属性与用户信息，系统未保存过去事件发生时的用户信息。请选择“从现在起”，或用“且”将两者分开。',
};
const NO_EARLIER_VALUE: Words = {
  en: 'The filter asks for the value before, which is not kept. Start from now on, or ask for the new value alone.',
  zh: '筛选条件用到了变化前的值，系统不保存该值，请选择“从现在起”，或只按变化后的值筛选。',
};
