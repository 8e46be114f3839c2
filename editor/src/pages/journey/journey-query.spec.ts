import { describe, expect, it } from '@jest/globals';
import { GENERAL_MODEL, usualMeanings } from '@sojourn/lifecycle';
import { aJourney, aNode } from '../../canvas/a-journey.js';
import { placed } from './journey-query.js';

const around = { model: GENERAL_MODEL, meanings: usualMeanings() };
const nowhere = (id: string) => aNode(id, 'set-attribute', { position: undefined });

describe('placing nodes that have no place', () => {
  it('leaves a drawn journey as it is', async () => {
    const drawn = aJourney(['a', 'b'], 'a.next>b');
    await expect(placed(drawn, around)).resolves.toBe(drawn);
  });

  it('lays out a journey made by a program', async () => {
    const { nodes } = await placed(aJourney([nowhere('a'), nowhere('b')], 'a.next>b'), around);
    expect(nodes[1]!.position!.y).toBeGreaterThan(nodes[0]!.position!.y);
  });

  it('keeps places that are known from another drawing of it', async () => {
    const like = aJourney([aNode('a', 'end', { position: { x: 7, y: 9 } })]);
    const { nodes } = await placed(aJourney([nowhere('a')]), around, like);
    expect(nodes[0]!.position).toEqual({ x: 7, y: 9 });
  });
});
