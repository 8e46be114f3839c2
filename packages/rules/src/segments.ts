import { comparisons, type Rule } from './rule.js';

/** What a rule refers to that has a rule of its own. */
export function segmentsIn(rule: Rule): string[] {
  return [...new Set(comparisons(rule).flatMap(({ fact }) => ('segment' in fact ? [fact.segment] : [])))];
}

/** The models whose stages a rule reads; `undefined` stands for the primary one. */
export function modelsIn(rule: Rule): (string | undefined)[] {
  const named = comparisons(rule).flatMap(({ fact }) => ('stage' in fact || 'was' in fact ? [fact.model] : []));
  return [...new Set(named)];
}

/** Things in an order in which each comes after those it needs, or a circle of things that need each other. */
export type Ordered<Id> = { order: Id[]; circle?: undefined } | { circle: Id[]; order?: undefined };

/**
 * Orders things by what they need; what is needed but not among them is left out. The order is that of `needs` wherever
 * it is free. A circle is told from the first of its members to itself again.
 */
export function inOrderOfNeed<Id>(needs: ReadonlyMap<Id, readonly Id[]>): Ordered<Id> {
  const order = new Set<Id>();
  const open: Id[] = [];
  const circleFrom = (id: Id): Id[] | undefined => {
    if (order.has(id) || !needs.has(id)) return undefined;
    if (open.includes(id)) return [...open.slice(open.indexOf(id)), id];
    open.push(id);
    for (const needed of needs.get(id)!) {
      const circle = circleFrom(needed);
      if (circle) return circle;
    }
    open.pop();
    order.add(id);
    return undefined;
  };
  for (const id of needs.keys()) {
    const circle = circleFrom(id);
    if (circle) return { circle };
  }
  return { order: [...order] };
}
