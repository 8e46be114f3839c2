import { said } from './language.js';
import type { Comparison, Fact, Operator } from './rule.js';

/** What values a fact has. An attribute or a property can have any. */
export type FactKind = 'any' | 'number' | 'instant' | 'text' | 'boolean';

export function factKind(fact: Fact): FactKind {
  if ('measure' in fact) return fact.measure === 'count' || fact.measure === 'sum' ? 'number' : 'instant';
  if ('stage' in fact) return fact.stage === 'since' ? 'instant' : 'text';
  if ('consent' in fact) return 'boolean';
  return 'seen' in fact ? 'instant' : 'any';
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
  number: ['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'in', 'not_in'],
  instant: ['within', 'longer_ago', 'before', 'after', 'known', 'unknown'],
  text: ['eq', 'ne', 'in', 'not_in', 'known', 'unknown'],
  boolean: ['eq', 'ne', 'known', 'unknown'],
};

const NOT_SO = said('This cannot be compared so. Choose another comparison.', '不能这样比较，请选择其他比较方式。');
const NUMBER = said('Compare this with a number.', '请与数字比较。');
const TEXT = said('Compare this with a text.', '请与文本比较。');
const TRUTH = said('Compare this with yes or no.', '请与“是”或“否”比较。');
const WANTS: Partial<Record<FactKind, [type: string, otherwise: string]>> = {
  number: ['number', NUMBER],
  text: ['string', TEXT],
  boolean: ['boolean', TRUTH],
};

/** What does not go together in a comparison whose parts are each well formed, and where. */
export function misfit({ fact, is, value }: Comparison): { path: string[]; message: string } | undefined {
  const kind = factKind(fact);
  if (!FITTING[kind].includes(is)) return { path: ['is'], message: NOT_SO };
  const wants = WANTS[kind];
  if (!wants || value === undefined) return undefined;
  return [value].flat().every((each) => typeof each === wants[0]) ? undefined : { path: ['value'], message: wants[1] };
}
