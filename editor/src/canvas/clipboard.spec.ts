import { describe, expect, it } from '@jest/globals';
import { JOURNEY_LIMITS } from '@sojourn/journey';
import { aJourney, aNode } from './a-journey.js';
import { clip, unclip } from './clipboard.js';
import { edit } from './document.js';

const journey = aJourney(
  [aNode('a'), aNode('b', 'wait-duration', { position: { x: 40, y: 200 }, settings: { for: '1d' } }), aNode('c')],
  'a.next>b',
  'b.next>c',
);

function taken(text: string, ...rest: [{ x: number; y: number }?]) {
  const result = unclip(text, journey, ...rest);
  if ('fault' in result) throw new Error(result.fault);
  return result;
}

describe('the clipboard', () => {
  it('carries nodes with their settings and the edges among them', () => {
    const { nodes, edges } = taken(clip(journey, new Set(['a', 'b'])));
    expect(nodes.map(({ type, settings }) => [type, settings])).toEqual([
      ['set-attribute', {}],
      ['wait-duration', { for: '1d' }],
    ]);
    expect(edges).toEqual([{ from: nodes[0]!.id, port: 'next', to: nodes[1]!.id }]);
  });

  it('gives fresh ids, so that nothing clashes', () => {
    const { nodes, edges } = taken(clip(journey, new Set(['a', 'b', 'c'])));
    const pasted = edit(journey, { do: 'paste', nodes, edges });
    expect(new Set(pasted.nodes.map(({ id }) => id)).size).toBe(6);
  });

  it('puts the upper left corner where it is told and keeps the shape', () => {
    const { nodes } = taken(clip(journey, new Set(['a', 'b'])), { x: 100, y: 100 });
    expect(nodes.map(({ position }) => position)).toEqual([
      { x: 100, y: 100 },
      { x: 140, y: 300 },
    ]);
  });

  it('takes a whole exported journey too', () => {
    expect(taken(JSON.stringify(journey)).nodes.length).toBe(3);
  });

  it.each([
    '',
    'hello',
    '{',
    '[]',
    'null',
    '{"nodes":[]}',
    '{"nodes":[{"id":"<b>","type":"x","settings":{}}]}',
    '{"nodes":7}',
  ])('refuses rubbish: %s', (text) => expect(unclip(text, journey)).toEqual({ fault: 'not-nodes' }));

  it('refuses what would make the journey too large', () => {
    const many = aJourney(Array.from({ length: JOURNEY_LIMITS.nodes }, (_, n) => `n${n}`));
    expect(unclip(JSON.stringify(many), journey)).toEqual({ fault: 'too-many' });
  });
});
