import { describe, expect, it } from '@jest/globals';
import { inOrderOfNeed, modelsIn, segmentsIn, type Rule } from '@sojourn/rules';

const needs = (graph: Record<string, string[]>) => new Map(Object.entries(graph));

describe('what rules need of each other', () => {
  it('comes in an order in which each follows what it needs', () => {
    expect(inOrderOfNeed(needs({ a: ['b', 'c'], b: ['c'], c: [], d: [] }))).toEqual({ order: ['c', 'b', 'a', 'd'] });
  });

  it('leaves out what is not among them', () => {
    expect(inOrderOfNeed(needs({ a: ['elsewhere'] }))).toEqual({ order: ['a'] });
  });

  it('tells a circle', () => {
    expect(inOrderOfNeed(needs({ x: ['a'], a: ['b'], b: ['c'], c: ['a'] }))).toEqual({ circle: ['a', 'b', 'c', 'a'] });
    expect(inOrderOfNeed(needs({ a: ['a'] }))).toEqual({ circle: ['a', 'a'] });
  });

  it('is read from rules, however deep', () => {
    const rule: Rule = {
      all: [
        { not: { fact: { segment: 's' }, is: 'eq', value: true } },
        { any: [{ fact: { stage: 'current', model: 'm' }, is: 'eq', value: 'x' }] },
        { fact: { stage: 'since' }, is: 'within', value: '3d' },
      ],
    };
    expect(segmentsIn(rule)).toEqual(['s']);
    expect(modelsIn(rule)).toEqual(['m', undefined]);
  });
});
