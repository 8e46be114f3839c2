import { describe, expect, it } from '@jest/globals';
import { stableShare } from '@sojourn/journey';

const WORD = 2 ** 32;

describe('the hash behind holdouts, canaries and splits', () => {
  // Vectors of MurmurHash3 x86 32 with seed 0, as published with other implementations of it.
  it.each([
    ['', 0x00000000],
    ['abc', 0xb3dd93fa],
    ['hello', 0x248bfa47],
    ['hello, world', 0x149bbb7f],
    ['The quick brown fox jumps over the lazy dog', 0x2e4ff723],
  ])('SPLIT-4 gives %j its published number', (text, hash) => {
    expect(stableShare(text)).toBe(hash / WORD);
  });

  it('SPLIT-4 keeps texts apart that only join to the same', () => {
    expect(stableShare('ab', 'c')).not.toBe(stableShare('a', 'bc'));
  });

  it('SPLIT-4 reads text as UTF-8', () => {
    expect(stableShare('旅程')).not.toBe(stableShare('??'));
    expect(stableShare('\ud800')).toBe(stableShare('\ufffd'));
  });
});
