import { isFact, isHappening, OPERATORS, type Comparison, type Fact, type Operator } from '@sojourn/rules';

/** What the builder lets one look at, in the order of its list. */
export const KINDS = ['meaning', 'event', 'attribute', 'stage', 'seen', 'consent', 'entry', 'property'] as const;
export type Kind = (typeof KINDS)[number];

/** What kind of value a fact has, which decides how it can be compared. */
export type ValueKind = 'any' | 'number' | 'instant' | 'stage' | 'truth';

const OPERATORS_FOR: Readonly<Record<ValueKind, readonly Operator[]>> = {
  any: [
    'eq',
    'ne',
    'gt',
    'gte',
    'lt',
    'lte',
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
  number: ['gte', 'lte', 'eq', 'ne', 'gt', 'lt'],
  instant: ['within', 'longer_ago', 'before', 'after', 'known', 'unknown'],
  stage: ['eq', 'ne', 'in', 'not_in'],
  truth: ['eq', 'ne', 'known', 'unknown'],
};

export function kindOf(fact: Fact): Kind {
  if ('meaning' in fact) return 'meaning';
  if ('event' in fact) return 'event';
  if ('attribute' in fact) return 'attribute';
  if ('stage' in fact) return 'stage';
  if ('consent' in fact) return 'consent';
  if ('entry' in fact) return 'entry';
  return 'seen' in fact ? 'seen' : 'property';
}

export function valueKindOf(fact: Fact): ValueKind {
  if (isHappening(fact)) return fact.measure === 'count' || fact.measure === 'sum' ? 'number' : 'instant';
  if ('stage' in fact) return fact.stage === 'since' ? 'instant' : 'stage';
  if ('seen' in fact) return 'instant';
  return 'consent' in fact ? 'truth' : 'any';
}

export function operatorsFor(fact: Fact): readonly Operator[] {
  return OPERATORS_FOR[valueKindOf(fact)];
}

/** A comparison to start from. */
export function startingComparison(kind: Kind): Comparison {
  switch (kind) {
    case 'meaning':
      return { fact: { meaning: 'order', measure: 'count' }, is: 'gte', value: 1 };
    case 'event':
      return { fact: { event: '', measure: 'count' }, is: 'gte', value: 1 };
    case 'attribute':
      return { fact: { attribute: '' }, is: 'eq' };
    case 'stage':
      return { fact: { stage: 'current' }, is: 'eq' };
    case 'seen':
      return { fact: { seen: 'last' }, is: 'within', value: '30d' };
    case 'consent':
      return { fact: { consent: 'email', topic: '' }, is: 'eq', value: true };
    case 'entry':
      return { fact: { entry: '' }, is: 'eq' };
    case 'property':
      return { fact: { property: '' }, is: 'eq' };
  }
}

/**
 * The comparison with another fact. Its operator stays where the new fact can be compared so, its value where it still
 * means the same kind of thing.
 */
export function withFact(comparison: Comparison, fact: Fact): Comparison {
  const operators = operatorsFor(fact);
  const sameKind = valueKindOf(fact) === valueKindOf(comparison.fact);
  if (sameKind && operators.includes(comparison.is)) return { ...comparison, fact };
  return withOperator({ fact, is: operators[0]! }, operators[0]!);
}

/** The comparison with another operator, and a value of the kind it wants. */
export function withOperator(comparison: Comparison, is: Operator): Comparison {
  const { fact, value } = comparison;
  const before = value === undefined ? undefined : OPERATORS[comparison.is];
  const after = OPERATORS[is];
  if (after === 'none') return { fact, is };
  if (before === after) return { fact, is, value };
  const carried = carry(value, after);
  return carried === undefined ? startingValue(fact, is) : { fact, is, value: carried };
}

function carry(value: Comparison['value'], to: (typeof OPERATORS)[Operator]): Comparison['value'] {
  if (value === undefined || isFact(value)) return undefined;
  if (to === 'list') return Array.isArray(value) ? value : [value];
  const one = Array.isArray(value) ? value[0] : value;
  if (to === 'scalar') return one;
  if (to === 'number') return typeof one === 'number' ? one : undefined;
  if (to === 'text') return typeof one === 'string' ? one : undefined;
  return undefined;
}

function startingValue(fact: Fact, is: Operator): Comparison {
  if (OPERATORS[is] === 'duration') return { fact, is, value: '30d' };
  const kind = valueKindOf(fact);
  if (kind === 'number') return { fact, is, value: 1 };
  if (kind === 'truth') return { fact, is, value: true };
  return { fact, is };
}
