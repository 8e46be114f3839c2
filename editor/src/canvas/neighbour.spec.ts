import { describe, expect, it } from '@jest/globals';
import { GENERAL_MODEL, usualMeanings } from '@sojourn/lifecycle';
import { nodes } from '@sojourn/nodes';
import { aJourney, aNode } from './a-journey.js';
import { neighbour } from './neighbour.js';
import { readingOf } from './reading.js';

const reading = readingOf(nodes, { model: GENERAL_MODEL, meanings: usualMeanings() });
const at = (x: number, y: number) => ({ position: { x, y } });
const journey = aJourney(
  [
    aNode('if', 'if-else', at(200, 0)),
    aNode('y', 'end', at(0, 200)),
    aNode('n', 'end', at(400, 200)),
    aNode('far', 'end', at(900, 200)),
  ],
  'if.no>n',
  'if.yes>y',
);

describe('the arrow keys', () => {
  it('follow the drawing down its first port and back up', () => {
    expect(neighbour(journey, 'if', 'down', reading)).toBe('y');
    expect(neighbour(journey, 'n', 'up', reading)).toBe('if');
  });

  it('go from branch to branch in the order of the ports', () => {
    expect(neighbour(journey, 'y', 'right', reading)).toBe('n');
    expect(neighbour(journey, 'n', 'left', reading)).toBe('y');
  });

  it('go to the nearest card where no line leads', () => {
    expect(neighbour(journey, 'n', 'right', reading)).toBe('far');
    expect(neighbour(journey, 'y', 'down', reading)).toBeUndefined();
    expect(neighbour(journey, 'nobody', 'up', reading)).toBeUndefined();
  });
});
