import { describe, expect, it } from '@jest/globals';
import { aJourney } from './a-journey.js';
import { CARD } from './card-size.js';
import { tidied } from './tidy.js';

describe('a tidy drawing', () => {
  const journey = aJourney(
    ['a', 'if', 'y', 'n', 'end', 'loose'],
    'a.next>if',
    'if.no>n',
    'if.yes>y',
    'y.next>end',
    'n.next>end',
  );
  const at = tidied(
    journey,
    () => CARD.width,
    (_, port) => ['yes', 'no'].indexOf(port),
  );

  it('goes from top to bottom', () => {
    for (const { from, to } of journey.edges) expect(at[to]!.y).toBeGreaterThan(at[from]!.y + CARD.height);
  });

  it('lets no two cards touch', () => {
    const places = Object.values(at);
    for (const [index, one] of places.entries()) {
      for (const other of places.slice(index + 1)) {
        const apart = Math.abs(one.x - other.x) >= CARD.width || Math.abs(one.y - other.y) >= CARD.height;
        expect(apart).toBe(true);
      }
    }
  });

  it('stands branches in the order of their ports', () => {
    expect(at.y!.x).toBeLessThan(at.n!.x);
  });

  it('does so for a split of seven ways', () => {
    const ways = ['p1', 'p2', 'p3', 'p4', 'p5', 'p6', 'p7'];
    const split = aJourney(['s', ...ways], ...ways.map((way) => `s.${way}>${way}`).toReversed());
    const places = tidied(
      split,
      () => CARD.width,
      (_, port) => ways.indexOf(port),
    );
    const left = ways.map((way) => places[way]!.x);
    expect(left).toEqual(left.toSorted((a, b) => a - b));
  });

  it('bears loops, nothing at all and a thousand nodes', () => {
    expect(tidied(aJourney([]))).toEqual({});
    expect(Object.keys(tidied(aJourney(['a', 'b'], 'a.next>b', 'b.next>a'))).length).toBe(2);
    const long = aJourney(
      Array.from({ length: 1000 }, (_, n) => `n${n}`),
      ...Array.from({ length: 999 }, (_, n) => `n${n}.next>n${n + 1}`),
    );
    expect(Object.keys(tidied(long)).length).toBe(1000);
  });
});
