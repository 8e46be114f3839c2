import { isFact, isHappening, LONGEST_DAYS, type Fact, type Happening } from './fact.js';
import { DAY, milliseconds } from './instant.js';
import { said } from './language.js';
import type { Operator } from './operators.js';
import type { Comparison } from './rule.js';

/** What values a fact has. An attribute or a property can have any; of a computed attribute it shows where it is known. */
export type FactKind = 'any' | 'number' | 'instant' | 'text' | 'boolean';

export function factKind(fact: Fact): FactKind {
  if (isHappening(fact)) return happeningKind(fact);
  if ('journey' in fact) return fact.measure.startsWith('last') ? 'instant' : 'number';
  if ('sent' in fact) return fact.sent === 'last' ? 'instant' : 'number';
  if ('stage' in fact) return fact.stage === 'since' ? 'instant' : 'text';
  if ('score' in fact || 'tasks' in fact) return 'number';
  if ('consent' in fact || 'tag' in fact || 'segment' in fact || 'was' in fact) return 'boolean';
  return 'seen' in fact ? 'instant' : 'any';
}

function happeningKind({ measure, property }: Happening): FactKind {
  if (measure === 'top') return 'any';
  if (measure === 'first' || measure === 'last') return property === undefined ? 'instant' : 'any';
  return 'number';
}

/** Whether a fact has a value for everybody: who never did something did it 0 times. */
export function isAlwaysKnown(fact: Fact): boolean {
  if (isHappening(fact)) return ['count', 'sum', 'days'].includes(fact.measure);
  if ('journey' in fact || 'sent' in fact) return factKind(fact) === 'number';
  return 'tasks' in fact || 'tag' in fact || 'was' in fact || 'segment' in fact;
}

/** How many local days a window covers: today and those before it. */
export function daysOf(within: string): number {
  return Math.max(1, Math.ceil(milliseconds(within) / DAY));
}

/** Which comparisons make sense for which kind of fact; forms offer these and no others. */
export const FITTING: Readonly<Record<FactKind, readonly Operator[]>> = {
  any: [
    'eq',
    'ne',
    'lt',
    'lte',
    'gt',
    'gte',
    'in',
    'not_in',
    'contains',
    'starts_with',
    'within',
    'longer_ago',
    'before',
    'after',
    'known',
    'unknown',
  ],
  number: ['gte', 'lte', 'eq', 'ne', 'gt', 'lt', 'in', 'not_in', 'known', 'unknown'],
  instant: ['within', 'longer_ago', 'before', 'after', 'known', 'unknown'],
  text: ['eq', 'ne', 'in', 'not_in', 'known', 'unknown'],
  boolean: ['eq', 'ne', 'known', 'unknown'],
};

const NOT_SO = said('This cannot be compared so. Choose another comparison.', '不能这样比较，请选择其他比较方式。');
const NUMBER = said('Compare this with a number.', '请与数字比较。');
const TEXT = said('Compare this with a text.', '请与文本比较。');
const TRUTH = said('Compare this with yes or no.', '请与“是”或“否”比较。');
const OTHER_FACT = said('These two cannot be compared with each other.', '这两项不能相互比较。');
const WANTS: Partial<Record<FactKind, [type: string, otherwise: string]>> = {
  number: ['number', NUMBER],
  text: ['string', TEXT],
  boolean: ['boolean', TRUTH],
};

/** A fault in a document, and the path that leads to it. */
interface Fault {
  path: string[];
  message: string;
}

/** What does not go together in a comparison whose parts are each well formed, and where. */
export function misfit({ fact, is, value }: Comparison): Fault | undefined {
  const kind = factKind(fact);
  if (!FITTING[kind].includes(is)) return { path: ['is'], message: NOT_SO };
  if (isFact(value)) {
    const other = factKind(value);
    const meet = kind === other || kind === 'any' || other === 'any';
    return meet && FITTING[other].includes(is) ? undefined : { path: ['value'], message: OTHER_FACT };
  }
  const wants = WANTS[kind];
  if (!wants || value === undefined) return undefined;
  return [value].flat().every((each) => typeof each === wants[0]) ? undefined : { path: ['value'], message: wants[1] };
}

const SUM_OF_WHAT = said('Say which property to add up.', '请选择要求和的属性。');
const OF_WHAT = said('Say which property is meant.', '请选择属性。');
const NO_PROPERTY = said('This measure has no property. Remove it.', '该统计方式不需要属性，请删除。');
const HOW_MANY_DAYS = said('Say over how many days.', '请填写统计的天数范围。');
const TOO_MANY_DAYS = said(
  `What is counted in whole days reaches back ${LONGEST_DAYS} days at most. Choose a shorter time.`,
  `按自然日统计的时间范围最长 ${LONGEST_DAYS} 天，请缩短时长。`,
);

/** What is wrong with a fact by itself whose parts are each well formed, and where. */
export function factFault(fact: Fact): Fault | undefined {
  if (!isHappening(fact)) return undefined;
  const { measure, property, within } = fact;
  const needs = measure === 'sum' || measure === 'average' || measure === 'top';
  if (needs && property === undefined)
    return { path: ['property'], message: measure === 'sum' ? SUM_OF_WHAT : OF_WHAT };
  if ((measure === 'count' || measure === 'days') && property !== undefined)
    return { path: ['property'], message: NO_PROPERTY };
  if (measure === 'days' && within === undefined) return { path: ['within'], message: HOW_MANY_DAYS };
  // A count is exact where it is compared with few; whether it is shows only in the comparison.
  const byDays = within !== undefined && measure !== 'count' && measure !== 'last';
  if (byDays && daysOf(within) > LONGEST_DAYS) return { path: ['within'], message: TOO_MANY_DAYS };
  return undefined;
}
