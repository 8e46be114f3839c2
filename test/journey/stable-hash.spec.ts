import { readFileSync } from 'node:fs';
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

  it('SPLIT-4 gives experiments and profiles the shares and slots that docs/stable-hash.md publishes', () => {
    const page = readFileSync(new URL('../../docs/stable-hash.md', import.meta.url), 'utf8');
    const rows = [...page.matchAll(/^\| (\S+) +\| (\S+) +\| (0\.\d+) +\| (\d+) +\|$/gm)];
    expect(rows).toHaveLength(6);
    for (const [, experiment, profile, share, slot] of rows) {
      const found = stableShare(experiment!, profile!);
      expect([profile, found, Math.floor(found * 10_000)]).toEqual([profile, Number(share), Number(slot)]);
    }
  });

  it('SPLIT-4 keeps texts apart that only join to the same', () => {
    expect(stableShare('ab', 'c')).not.toBe(stableShare('a', 'bc'));
  });

  it('SPLIT-4 reads text as UTF-8', () => {
    expect(stableShare('旅程')).not.toBe(stableShare('??'));
    expect(stableShare('\ud800')).toBe(stableShare('\ufffd'));
  });
});
