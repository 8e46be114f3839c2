import { describe, expect, it } from '@jest/globals';
import { ECOMMERCE_MODEL } from '@sojourn/lifecycle';
import { nameOfStage } from '../../words/stage-names.js';
import { matrixOf, percent } from './matrix.js';

describe('the transition matrix', () => {
  const matrix = matrixOf(
    [
      { from: 'growth', to: 'silent', n: 45 },
      { from: 'mature', to: 'silent', n: 5 },
      { from: 'growth', to: 'mature', n: 50 },
      { from: 'unclassified', to: 'novice', n: 7 },
      { from: 'active', to: 'novice', n: 1 },
    ],
    ECOMMERCE_MODEL,
  );
  const at = (id: string) => matrix.stages.indexOf(id);

  it('has every stage of the model, also those nobody touched, and older stages last', () => {
    expect(matrix.stages).toEqual(['novice', 'growth', 'mature', 'silent', 'churned', 'unclassified', 'active']);
    expect(matrix.cells[at('growth')]![at('silent')]).toBe(45);
    expect(matrix.cells[at('churned')]).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });

  it('adds up who left and who came', () => {
    expect(matrix.left[at('growth')]).toBe(95);
    expect(matrix.reached[at('silent')]).toBe(50);
    expect(matrix.total).toBe(108);
    expect(matrix.most).toBe(50);
  });

  it('is all zeros where nobody moved', () => {
    expect(matrixOf([], ECOMMERCE_MODEL)).toMatchObject({ total: 0, most: 0 });
  });
});

describe('the name of a stage', () => {
  it('is found in the model, in the presets, or is its id', () => {
    expect(nameOfStage('silent', ECOMMERCE_MODEL).zh).toBe('沉默期');
    expect(nameOfStage('active', ECOMMERCE_MODEL).zh).toBe('活跃用户');
    expect(nameOfStage('unclassified', ECOMMERCE_MODEL).zh).toBe('未归类');
    expect(nameOfStage('own', ECOMMERCE_MODEL).zh).toBe('own');
  });
});

describe('a share', () => {
  it('is short', () => {
    expect([percent(1, 3), percent(1, 200), percent(0, 5), percent(5, 5), percent(1, 0)]).toEqual([
      '33%',
      '0.5%',
      '0%',
      '100%',
      '–',
    ]);
  });
});
