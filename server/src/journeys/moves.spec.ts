import { describe, expect, it } from '@jest/globals';
import type { JourneyState } from '@sojourn/api';
import { moved, published, type Move } from './moves.js';

const STATES: JourneyState[] = ['draft', 'live', 'paused', 'draining', 'stopped', 'archived'];
const MOVES: Move[] = ['pause', 'resume', 'drain', 'stop', 'archive'];

describe('the states of a journey (STATE-1)', () => {
  it('lead to each other by these moves and no others', () => {
    const ways = MOVES.flatMap((move) =>
      STATES.flatMap((state) => {
        const way = moved(move, state, 0);
        return 'to' in way ? [`${state} -${move}-> ${way.to}`] : [];
      }),
    );
    expect(ways).toEqual([
      'live -pause-> paused',
      'paused -resume-> live',
      'draining -resume-> live',
      'live -drain-> draining',
      'paused -drain-> draining',
      'live -stop-> stopped',
      'paused -stop-> stopped',
      'draining -stop-> stopped',
      'draft -archive-> archived',
      'draining -archive-> archived',
      'stopped -archive-> archived',
    ]);
  });

  it('say what to do instead where a move makes no sense', () => {
    for (const move of MOVES) {
      for (const state of STATES) {
        const way = moved(move, state, 0);
        if ('refused' in way) expect(way.refused).toMatch(/^This journey .+\. .+\.$/);
      }
    }
  });

  it('keep a journey from being archived while somebody is inside', () => {
    expect(moved('archive', 'stopped', 1)).toEqual({ refused: 'One person is still inside. Try again in a moment.' });
    expect(moved('archive', 'draining', 7)).toMatchObject({ refused: expect.stringContaining('7 people') as unknown });
  });

  it('become live by publishing what was never published or was stopped, and stay as they are otherwise', () => {
    expect(STATES.map((state) => published(state))).toEqual(['live', 'live', 'paused', 'draining', 'live', undefined]);
  });
});
