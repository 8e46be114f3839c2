import { describe, expect, it } from '@jest/globals';
import {
  ECOMMERCE_MODEL,
  GENERAL_MODEL,
  ORDERS_ONLY_MODEL,
  stageModelSchema,
  type StageModel,
} from '@sojourn/lifecycle';
import { comparisons } from '@sojourn/rules';
import { changedStages, linkedStages, lostStages, thresholdKind, withThreshold } from './thresholds.js';

const valuesOf = (model: StageModel, stage: string) =>
  comparisons(model.stages.find(({ id }) => id === stage)!.rule).map(({ value }) => value);

describe('a threshold of a stage model', () => {
  it('moves everywhere it bounds, so that no gap opens between stages', () => {
    const model = withThreshold(ECOMMERCE_MODEL, 'silent', 1, '45d');
    expect(valuesOf(model, 'silent')).toEqual([1, '45d']);
    expect(valuesOf(model, 'growth')).toEqual([1, '45d']);
    expect(valuesOf(model, 'mature')).toEqual([2, '45d']);
    expect(valuesOf(model, 'churned')).toEqual(['90d']);
    expect(changedStages(ECOMMERCE_MODEL, model)).toEqual(['growth', 'mature', 'silent']);
    expect(stageModelSchema.safeParse(model).success).toBe(true);
  });

  it('names the other stages it decides', () => {
    expect(linkedStages(ECOMMERCE_MODEL, 'silent', 1)).toEqual(['growth', 'mature']);
    expect(linkedStages(ECOMMERCE_MODEL, 'churned', 0)).toEqual([]);
    expect(linkedStages(GENERAL_MODEL, 'silent', 1)).toEqual(['new', 'active']);
  });

  it('stays alone where it is a count', () => {
    const model = withThreshold(ECOMMERCE_MODEL, 'mature', 0, 3);
    expect(changedStages(ECOMMERCE_MODEL, model)).toEqual(['mature']);
    expect(valuesOf(model, 'mature')).toEqual([3, '60d']);
  });

  it('is no "never" and no "at least once"', () => {
    expect(thresholdKind({ fact: { meaning: 'order', measure: 'count' }, is: 'eq', value: 0 })).toBeUndefined();
    expect(thresholdKind({ fact: { meaning: 'order', measure: 'count' }, is: 'gte', value: 1 })).toBeUndefined();
    expect(thresholdKind({ fact: { meaning: 'order', measure: 'count' }, is: 'gte', value: 2 })).toBe('number');
    expect(thresholdKind({ fact: { seen: 'first' }, is: 'longer_ago', value: '120d' })).toBe('duration');
  });

  it('is found inside any, all and not', () => {
    const model = withThreshold(ORDERS_ONLY_MODEL, 'churned', 2, '200d');
    expect(valuesOf(model, 'churned')).toEqual(['120d', 0, '200d']);
  });

  it('leaves a model as it is where there is none', () => {
    expect(withThreshold(ECOMMERCE_MODEL, 'nowhere', 0, '1d')).toBe(ECOMMERCE_MODEL);
  });
});

describe('another model', () => {
  it('tells which stages are lost', () => {
    expect(lostStages(GENERAL_MODEL, ECOMMERCE_MODEL)).toEqual(['potential', 'new', 'active']);
    expect(lostStages(ECOMMERCE_MODEL, ORDERS_ONLY_MODEL)).toEqual([]);
  });
});
