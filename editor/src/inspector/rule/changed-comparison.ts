import { factKind, isFact, operatorsFor, OPERATORS, type Comparison, type Fact, type Operator } from '@sojourn/rules';

/**
 * The comparison with another fact. Its operator stays where the new fact can be compared so, its value where it still
 * means the same kind of thing.
 */
export function withFact(comparison: Comparison, fact: Fact): Comparison {
  const operators = operatorsFor(fact);
  const sameKind = factKind(fact) === factKind(comparison.fact);
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
  if (value === undefined) return undefined;
  // Another fact can be compared with by equality and by order alike.
  if (isFact(value)) return to === 'scalar' || to === 'number' ? value : undefined;
  if (to === 'list') return Array.isArray(value) ? value : [value];
  const one = Array.isArray(value) ? value[0] : value;
  if (to === 'scalar') return one;
  if (to === 'number') return typeof one === 'number' ? one : undefined;
  if (to === 'text') return typeof one === 'string' ? one : undefined;
  return undefined;
}

function startingValue(fact: Fact, is: Operator): Comparison {
  if (OPERATORS[is] === 'duration') return { fact, is, value: '30d' };
  const kind = factKind(fact);
  if (kind === 'number') return { fact, is, value: 1 };
  if (kind === 'boolean') return { fact, is, value: true };
  return { fact, is };
}
