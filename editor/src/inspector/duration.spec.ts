import { describe, expect, it } from '@jest/globals';
import { asAmount, writeAmount } from './duration.js';

describe('a duration as an amount and a unit', () => {
  it.each([
    ['3d', 3, 'd'],
    ['36h', 36, 'h'],
    ['2w', 2, 'w'],
    ['1d12h', 36, 'h'],
    ['1h30m', 90, 'm'],
    ['0s', 0, 's'],
  ])('%s', (text, amount, unit) => expect(asAmount(text)).toEqual({ amount, unit }));

  it('is nothing for what is no duration', () => expect(asAmount('soon')).toBeUndefined());

  it('is written as one unit', () => expect(writeAmount(2.6, 'd')).toBe('3d'));
});
