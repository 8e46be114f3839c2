import { DAY, HOUR, milliseconds, MINUTE, SECOND, formatDuration, type Duration } from './instant.js';
import type { Language, Words } from './language.js';
import { isFact, isHappening, type Fact, type Happening } from './fact.js';
import { OPERATORS, type Operator, type Scalar } from './operators.js';
import type { Comparison, Rule } from './rule.js';

/** What stages, models and meanings are called; an id that has no name is shown as it is. */
export interface Names {
  stage?(id: string, model?: string): Words | undefined;
  meaning?(id: string): Words | undefined;
}

/** A rule as a sentence: "Order paid happened at least 2 times and the stage is Silent". */
export function ruleWords(rule: Rule, names: Names = {}): Words {
  return { en: tell(rule, names, 'en', false), zh: tell(rule, names, 'zh', false) };
}

/** A duration in words: `30d` → "30 days", 30 天. */
export function durationInWords(duration: Duration): Words {
  const units: [number, string, string][] = [
    [DAY, 'day', '天'],
    [HOUR, 'hour', '小时'],
    [MINUTE, 'minute', '分钟'],
    [SECOND, 'second', '秒'],
  ];
  let rest = milliseconds(duration);
  const en: string[] = [];
  const zh: string[] = [];
  for (const [size, one, chinese] of units) {
    const amount = Math.floor(rest / size);
    if (amount === 0) continue;
    en.push(`${amount} ${one}${amount === 1 ? '' : 's'}`);
    zh.push(`${amount} ${chinese}`);
    rest -= amount * size;
  }
  if (rest > 0 || en.length === 0) {
    en.push(formatDuration(rest));
    zh.push(formatDuration(rest));
  }
  return { en: en.join(' '), zh: zh.join(' ') };
}

const JOINED: Record<'all' | 'any', Words> = {
  all: { en: ' and ', zh: '，且' },
  any: { en: ' or ', zh: '，或' },
};

function tell(rule: Rule, names: Names, language: Language, nested: boolean): string {
  const zh = language === 'zh';
  if ('not' in rule) {
    const inner = tell(rule.not, names, language, false);
    return zh ? `并非（${inner}）` : `not (${inner})`;
  }
  if (!('all' in rule) && !('any' in rule)) return comparison(rule, names, language);
  const every = 'all' in rule;
  const parts = every ? rule.all : rule.any;
  if (parts.length === 0) return every ? (zh ? '始终满足' : 'always') : zh ? '从不满足' : 'never';
  const told = parts
    .map((part) => tell(part, names, language, parts.length > 1))
    .join(JOINED[every ? 'all' : 'any'][language]);
  return nested && parts.length > 1 ? (zh ? `（${told}）` : `(${told})`) : told;
}

function comparison({ fact, is, value }: Comparison, names: Names, language: Language): string {
  if (isHappening(fact) && fact.measure === 'count' && typeof value === 'number') {
    const told = count(is, value, language);
    if (told) return `${eventName(fact, names, language)}${language === 'zh' ? '' : ' '}${told}`;
  }
  const what = factName(fact, names, language);
  const than = operand(fact, is, value, names, language);
  return OPERATOR_WORDS[is][language].replace('{fact}', () => what).replace('{value}', () => than);
}

/** Counts as people say them. */
function count(is: Operator, times: number, language: Language): string | undefined {
  const zh = language === 'zh';
  const en = (bound: string) => `happened ${bound}${times} time${times === 1 ? '' : 's'}`;
  if ((is === 'eq' && times === 0) || (is === 'lt' && times === 1) || (is === 'lte' && times === 0)) {
    return zh ? '从未发生' : 'never happened';
  }
  if ((is === 'gte' && times === 1) || (is === 'gt' && times === 0)) return zh ? '发生过' : 'happened';
  if (is === 'eq') return zh ? `恰好发生 ${times} 次` : en('exactly ');
  if (is === 'gte') return zh ? `至少发生 ${times} 次` : en('at least ');
  if (is === 'lte') return zh ? `最多发生 ${times} 次` : en('at most ');
  if (is === 'gt') return zh ? `发生超过 ${times} 次` : en('more than ');
  if (is === 'lt') return zh ? `发生少于 ${times} 次` : en('fewer than ');
  return undefined;
}

const OPERATOR_WORDS: Record<Operator, Words> = {
  eq: { en: '{fact} is {value}', zh: '{fact}是{value}' },
  ne: { en: '{fact} is not {value}', zh: '{fact}不是{value}' },
  lt: { en: '{fact} is less than {value}', zh: '{fact}小于 {value}' },
  lte: { en: '{fact} is at most {value}', zh: '{fact}不超过 {value}' },
  gt: { en: '{fact} is more than {value}', zh: '{fact}大于 {value}' },
  gte: { en: '{fact} is at least {value}', zh: '{fact}不少于 {value}' },
  in: { en: '{fact} is one of {value}', zh: '{fact}是{value}之一' },
  not_in: { en: '{fact} is none of {value}', zh: '{fact}不是{value}中的任何一个' },
  contains: { en: '{fact} contains {value}', zh: '{fact}包含{value}' },
  starts_with: { en: '{fact} begins with {value}', zh: '{fact}以{value}开头' },
  known: { en: '{fact} is known', zh: '{fact}已知' },
  unknown: { en: '{fact} is unknown', zh: '{fact}未知' },
  within: { en: '{fact} was less than {value} ago', zh: '{fact}在最近 {value}内' },
  longer_ago: { en: '{fact} was at least {value} ago', zh: '{fact}距今至少 {value}' },
  before: { en: '{fact} was before {value}', zh: '{fact}早于 {value}' },
  after: { en: '{fact} was at {value} or later', zh: '{fact}不早于 {value}' },
};

function factName(fact: Fact, names: Names, language: Language): string {
  const zh = language === 'zh';
  if (isHappening(fact)) {
    const event = eventName(fact, names, language);
    if (fact.measure === 'count') return zh ? `${event}的次数` : `the number of ${event}`;
    if (fact.measure === 'sum')
      return zh ? `${event}的“${fact.property}”合计` : `the sum of “${fact.property}” of ${event}`;
    if (fact.measure === 'first') return zh ? `首次${event}` : `the first ${event}`;
    return zh ? `最近一次${event}` : `the last ${event}`;
  }
  if ('attribute' in fact) return zh ? `属性“${fact.attribute}”` : `“${fact.attribute}”`;
  if ('computed' in fact) return zh ? `“${fact.computed}”` : `“${fact.computed}”`;
  if ('was' in fact) return zh ? `曾处于阶段“${fact.was}”` : `was ${fact.was}`;
  if ('segment' in fact) return zh ? `属于人群“${fact.segment}”` : `in segment “${fact.segment}”`;
  if ('tag' in fact) return zh ? `标签“${fact.tag}”` : `tag “${fact.tag}”`;
  if ('score' in fact) return zh ? `评分“${fact.score}”` : `score “${fact.score}”`;
  if ('journey' in fact) return `${fact.measure} “${fact.journey}”`;
  if ('sent' in fact) return `${fact.sent} sent`;
  if ('tasks' in fact) return zh ? '待办任务数' : 'open tasks';
  if ('property' in fact) return zh ? `事件属性“${fact.property}”` : `the event's “${fact.property}”`;
  if ('entry' in fact) return zh ? `起始事件的“${fact.entry}”` : `the starting event's “${fact.entry}”`;
  if ('consent' in fact)
    return zh ? `${fact.consent} 的“${fact.topic}”授权` : `consent to “${fact.topic}” by ${fact.consent}`;
  if ('seen' in fact)
    return fact.seen === 'first' ? (zh ? '首次出现' : 'the first visit') : zh ? '最近一次出现' : 'the last visit';
  if (fact.stage === 'current') return zh ? '阶段' : 'the stage';
  if (fact.stage === 'previous') return zh ? '上一阶段' : 'the stage before';
  return zh ? '进入当前阶段的时间' : 'the last change of stage';
}

function eventName(fact: Happening, names: Names, language: Language): string {
  if ('event' in fact) return language === 'zh' ? `“${fact.event}”` : fact.event;
  return names.meaning?.(fact.meaning)?.[language] ?? fact.meaning;
}

function operand(fact: Fact, is: Operator, value: Comparison['value'], names: Names, language: Language): string {
  if (value === undefined) return '';
  if (isFact(value)) return factName(value, names, language);
  if (OPERATORS[is] === 'duration') return durationInWords(String(value))[language];
  if (OPERATORS[is] === 'instant') return String(value);
  const zh = language === 'zh';
  const one = (each: Scalar): string => {
    if (typeof each === 'boolean') return each ? (zh ? '“是”' : 'yes') : zh ? '“否”' : 'no';
    if (typeof each === 'number') return String(each);
    if (!('stage' in fact)) return `“${each}”`;
    const name = names.stage?.(each, fact.model)?.[language] ?? each;
    return zh ? `“${name}”` : name;
  };
  if (!Array.isArray(value)) return one(value);
  const told = value.map(one);
  return told.length < 2
    ? told.join('')
    : `${told.slice(0, -1).join(zh ? '、' : ', ')}${zh ? '或' : ' or '}${told.at(-1)}`;
}
