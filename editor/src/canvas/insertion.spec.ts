import { describe, expect, it } from '@jest/globals';
import { GENERAL_MODEL, usualMeanings } from '@sojourn/lifecycle';
import { nodes } from '@sojourn/nodes';
import { aJourney, aNode } from './a-journey.js';
import { edit } from './document.js';
import { insertAfter, insertAt, portAfter, portCentre, ROW } from './insertion.js';
import { readingOf } from './reading.js';

const reading = readingOf(nodes, { model: GENERAL_MODEL, meanings: usualMeanings() });
const type = (name: string) => nodes.get(name)!;
const at = (x: number, y: number) => ({ position: { x, y } });
const line = aJourney(
  [
    aNode('start', 'event-trigger', at(0, 0)),
    aNode('mail', 'send-email', at(0, ROW)),
    aNode('end', 'end', at(-60, 2 * ROW)),
  ],
  'start.next>mail',
  'mail.next>end',
);

describe('a node inserted on an edge', () => {
  const { id, change } = insertAfter(line, type('wait-duration'), { from: 'start', port: 'next' }, reading);
  const journey = edit(line, change);
  const node = journey.nodes.find((each) => each.id === id)!;

  it('stands under the port, and what follows moves down to make room', () => {
    expect(node.position).toEqual({ x: 0, y: ROW });
    expect(journey.nodes.map(({ position }) => position!.y)).toEqual([0, 2 * ROW, 3 * ROW, ROW]);
  });

  it('leads on by its first port to what followed', () => {
    expect(journey.edges).toContainEqual({ from: id, port: 'next', to: 'mail' });
  });

  it('starts with what its type declares, and a day where a time is asked for', () => {
    expect(node).toMatchObject({ type: 'wait-duration', revision: 1, settings: { for: '1d' } });
  });
});

describe('a node under an open port', () => {
  it('stands under that port and covers nothing', () => {
    const { id, change } = insertAfter(line, type('end'), { from: 'mail', port: 'failed' }, reading);
    const journey = edit(line, change);
    const [node, end] = [id, 'end'].map((each) => journey.nodes.find((other) => other.id === each)!);
    expect(node!.position!.y).toBe(2 * ROW);
    expect(node!.position!.x).toBeGreaterThanOrEqual(end!.position!.x + 240);
  });
});

describe('a loose node', () => {
  it('stands exactly where it is dropped, else where there is room', () => {
    const dropped = insertAt(line, type('wait-event'), { x: 120, y: 3 }, reading, { exact: true });
    expect(edit(line, dropped.change).nodes.at(-1)!.position).toEqual({ x: 0, y: 0 });
    const added = insertAt(line, type('stage-trigger'), { x: 120, y: 0 }, reading);
    expect(edit(line, added.change).nodes.at(-1)!.position!.x).toBeGreaterThanOrEqual(240);
  });
});

describe('the port after a node', () => {
  it('is the first that is open and has to lead somewhere, else the first', () => {
    const fork = aJourney([aNode('if', 'if-else'), aNode('y', 'end')], 'if.yes>y');
    expect(portAfter(fork, fork.nodes[0]!, reading)).toEqual({ from: 'if', port: 'no' });
    expect(portAfter(line, line.nodes[1]!, reading)).toEqual({ from: 'mail', port: 'next' });
    expect(portAfter(line, line.nodes[2]!, reading)).toBeUndefined();
  });
});

describe('the ports of a card', () => {
  it('are spread over its width', () => {
    expect(portCentre(line.nodes[1]!, 'next', reading)).toBe(60);
    expect(portCentre(line.nodes[1]!, 'failed', reading)).toBe(180);
    const split = aNode('split', 'stage-split', at(0, 0));
    expect(reading(split).width).toBe(480);
    expect(portCentre(split, 'unclassified', reading)).toBe(440);
  });
});
