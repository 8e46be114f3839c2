import { describe, expect, it } from '@jest/globals';
import { ALL_SHARDS, shareOf } from './share.js';

const PLAYERS = 2;
const sharesOf = (members: number[]) =>
  members.flatMap((member) => [0, 1].map((player) => shareOf(members, member, player, PLAYERS)));

describe('the shares of processes', () => {
  it.each([1, 2, 3, 4, 7])('D2 cover all shards once and evenly, with %i processes', (count) => {
    const shares = sharesOf(Array.from({ length: count }, (_, index) => 100 + index));
    expect(shares.flat().sort((a, b) => a - b)).toEqual(ALL_SHARDS);
    const sizes = shares.map(({ length }) => length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  });

  it('D2 leave nothing untried where more processes run than there are shards', () => {
    const shares = sharesOf(Array.from({ length: 50 }, (_, index) => index + 1));
    expect(shares.flat().sort((a, b) => a - b)).toEqual(ALL_SHARDS);
  });

  it('D2 of one that nobody has seen yet are all of them', () => {
    expect([...shareOf([5, 9], 7, 0, PLAYERS), ...shareOf([5, 9], 7, 1, PLAYERS)].sort((a, b) => a - b)).toEqual(
      ALL_SHARDS,
    );
  });
});
