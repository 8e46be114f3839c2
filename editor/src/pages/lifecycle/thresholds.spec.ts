import { describe, expect, it } from '@jest/globals';
import {
  ECOMMERCE_MODEL,
  GENERAL_MODEL,
  ORDERS_ONLY_MODEL,
  stageModelSchema,
  type StageModel,
} from '@sojourn/lifecycle';
import { comparisons } from '@sojourn/rules';
import { changedStages, linkedPlaces, lostStages, thresholdKind, withThreshold, type Place } from './thresholds.js';

const valuesOf = (model: StageModel, stage: string) =>
  comparisons(model.stages.find(({ id }) => id === stage)!.rule).map(({ value }) => value);

describe('a threshold of a stage model', () => {
  it('moves everywhere it bounds, so that no gap opens between stages', () => {
    const model = withThreshold(ECOMMERCE_MODEL, ECOMMERCE_MODEL, { stage: 'silent', comparison: 1 }, '45d');
    expect(valuesOf(model, 'silent')).toEqual([1, '45d']);
    expect(valuesOf(model, 'growth')).toEqual([1, '45d']);
    expect(valuesOf(model, 'mature')).toEqual([2, '45d']);
    expect(valuesOf(model, 'churned')).toEqual(['90d']);
    expect(changedStages(ECOMMERCE_MODEL, model)).toEqual(['growth', 'mature', 'silent']);
    expect(stageModelSchema.safeParse(model).success).toBe(true);
  });

  it('names the other stages it decides', () => {
    const stages = (place: Place, model = ECOMMERCE_MODEL) => linkedPlaces(model, place).map(({ stage }) => stage);
    expect(stages({ stage: 'silent', comparison: 1 })).toEqual(['growth', 'mature']);
    expect(stages({ stage: 'churned', comparison: 0 })).toEqual([]);
    expect(stages({ stage: 'silent', comparison: 1 }, GENERAL_MODEL)).toEqual(['new', 'active']);
  });

  it('stays apart from another bound that is equal for a moment, while it is being written', () => {
    const base = GENERAL_MODEL;
    let model = withThreshold(base, base, { stage: 'silent', comparison: 1 }, '');
    model = withThreshold(model, base, { stage: 'churned', comparison: 1 }, '');
    model = withThreshold(model, base, { stage: 'churned', comparison: 1 }, '60d');
    model = withThreshold(model, base, { stage: 'silent', comparison: 1 }, '20d');
    expect([valuesOf(model, 'silent')[1], valuesOf(model, 'churned')[1], valuesOf(model, 'new')[1]]).toEqual([
      '20d',
      '60d',
      '20d',
    ]);
  });

  it('stays alone where it is a count', () => {
    const model = withThreshold(ECOMMERCE_MODEL, ECOMMERCE_MODEL, { stage: 'mature', comparison: 0 }, 3);
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
    const model = withThreshold(ORDERS_ONLY_MODEL, ORDERS_ONLY_MODEL, { stage: 'churned', comparison: 2 }, '200d');
    expect(valuesOf(model, 'churned')).toEqual(['120d', 0, '200d']);
  });

  it('leaves a model as it is where there is none', () => {
    const model = withThreshold(ECOMMERCE_MODEL, ECOMMERCE_MODEL, { stage: 'nowhere', comparison: 0 }, '1d');
    expect(model).toEqual(ECOMMERCE_MODEL);
  });
});

describe('another model', () => {
  it('tells which stages are lost', () => {
    expect(lostStages(GENERAL_MODEL, ECOMMERCE_MODEL)).toEqual(['potential', 'new', 'active']);
    expect(lostStages(ECOMMERCE_MODEL, ORDERS_ONLY_MODEL)).toEqual([]);
  });
});
