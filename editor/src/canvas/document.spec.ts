import { describe, expect, it } from '@jest/globals';
import type { Journey } from '@sojourn/journey';
import { aJourney, aNode, anEdge } from './a-journey.js';
import { edit } from './document.js';

const drawn = (journey: Journey) => journey.edges.map(({ from, port, to }) => `${from}.${port}>${to}`);
const line = aJourney(['a', 'b', 'c'], 'a.next>b', 'b.next>c');

describe('adding', () => {
  it('puts a node down on its own', () => {
    const journey = edit(line, { do: 'add', node: aNode('d') });
    expect(journey.nodes.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd']);
    expect(drawn(journey)).toEqual(drawn(line));
  });

  it('inserts a node on an edge, and what followed follows the new one', () => {
    const journey = edit(line, { do: 'insert', node: aNode('d'), after: { from: 'a', port: 'next' }, onward: 'next' });
    expect(drawn(journey)).toEqual(['b.next>c', 'a.next>d', 'd.next>b']);
  });

  it('inserts a node that leads nowhere, and what followed is left loose', () => {
    const journey = edit(line, { do: 'insert', node: aNode('end', 'end'), after: { from: 'a', port: 'next' } });
    expect(drawn(journey)).toEqual(['b.next>c', 'a.next>end']);
  });

  it('hangs a node under an open port', () => {
    const journey = edit(line, { do: 'insert', node: aNode('d'), after: { from: 'c', port: 'next' }, onward: 'next' });
    expect(drawn(journey)).toEqual([...drawn(line), 'c.next>d']);
  });

  it('makes room for it, in the same change', () => {
    const shift = { nodes: ['b', 'c'], by: { x: 0, y: 100 } };
    const after = { from: 'a', port: 'next' };
    const journey = edit(line, { do: 'insert', node: aNode('d'), after, onward: 'next', shift });
    expect(journey.nodes.map(({ position }) => position?.y)).toEqual([0, 100, 100, 0]);
  });
});

describe('connecting', () => {
  it('joins a port to a node', () => {
    expect(drawn(edit(line, { do: 'connect', edge: anEdge('c.next>a') }))).toContain('c.next>a');
  });

  it('moves the edge of a port that had one', () => {
    expect(drawn(edit(line, { do: 'connect', edge: anEdge('a.next>c') }))).toEqual(['b.next>c', 'a.next>c']);
  });

  it('never joins a node to itself, to nothing, or twice', () => {
    for (const edge of ['a.next>a', 'a.next>nobody', 'nobody.next>a', 'a.next>b']) {
      expect(edit(line, { do: 'connect', edge: anEdge(edge) })).toBe(line);
    }
  });

  it('cuts edges', () => {
    expect(drawn(edit(line, { do: 'disconnect', edges: [{ from: 'a', port: 'next' }] }))).toEqual(['b.next>c']);
    expect(edit(line, { do: 'disconnect', edges: [{ from: 'x', port: 'next' }] })).toBe(line);
  });
});

describe('removing', () => {
  const fork = aJourney(['a', 'if', 'y', 'n'], 'a.next>if', 'if.yes>y', 'if.no>n');

  it('joins the neighbours of a middle node', () => {
    expect(drawn(edit(line, { do: 'remove', nodes: ['b'] }))).toEqual(['a.next>c']);
  });

  it('joins around several nodes in a row', () => {
    const journey = aJourney(['a', 'b', 'c', 'd'], 'a.next>b', 'b.next>c', 'c.next>d');
    expect(drawn(edit(journey, { do: 'remove', nodes: ['c', 'b'] }))).toEqual(['a.next>d']);
  });

  it('follows the branch that is kept of a split', () => {
    expect(drawn(edit(fork, { do: 'remove', nodes: ['if'], keep: { if: 'no' } }))).toEqual(['a.next>n']);
  });

  it('ends the way at a split nobody chose a branch of', () => {
    expect(drawn(edit(fork, { do: 'remove', nodes: ['if'] }))).toEqual([]);
  });

  it('takes two ports that lead to the same place as one way', () => {
    const mail = aJourney(['a', 'mail', 'c'], 'a.next>mail', 'mail.next>c', 'mail.failed>c');
    expect(drawn(edit(mail, { do: 'remove', nodes: ['mail'] }))).toEqual(['a.next>c']);
  });

  it('makes no node lead to itself when a loop is cut, and does not run in circles', () => {
    const loop = aJourney(['a', 'b'], 'a.next>b', 'b.next>a');
    expect(drawn(edit(loop, { do: 'remove', nodes: ['b'] }))).toEqual([]);
    const ring = aJourney(['a', 'b', 'c'], 'a.next>b', 'b.next>c', 'c.next>b');
    expect(drawn(edit(ring, { do: 'remove', nodes: ['b', 'c'] }))).toEqual([]);
  });

  it('removes nodes and edges as one', () => {
    const journey = edit(line, { do: 'remove', nodes: ['c'], edges: [{ from: 'a', port: 'next' }] });
    expect([journey.nodes.length, drawn(journey)]).toEqual([2, []]);
  });
});

describe('everything else', () => {
  it('moves nodes and leaves the others as they are', () => {
    const journey = edit(line, { do: 'move', to: { b: { x: 8, y: 16 } } });
    expect(journey.nodes[1]!.position).toEqual({ x: 8, y: 16 });
    expect(journey.nodes[0]).toBe(line.nodes[0]);
    expect(edit(line, { do: 'move', to: { b: { x: 0, y: 0 } } })).toBe(line);
  });

  it('configures and renames a node; an empty name is none', () => {
    const configured = edit(line, { do: 'configure', node: 'b', settings: { for: '1d' } });
    expect(configured.nodes[1]!.settings).toEqual({ for: '1d' });
    expect(edit(configured, { do: 'configure', node: 'b', settings: { for: '1d' } })).toBe(configured);
    const named = edit(line, { do: 'rename', node: 'b', name: '等等' });
    expect(named.nodes[1]!.name).toBe('等等');
    expect(edit(named, { do: 'rename', node: 'b', name: '' }).nodes[1]).not.toHaveProperty('name');
  });

  it('names the journey and settles its rules', () => {
    expect(edit(line, { do: 'title', name: 'Recall' }).name).toBe('Recall');
    expect(edit(line, { do: 'settle', settings: { zone: 'Asia/Shanghai' } }).settings).toEqual({
      zone: 'Asia/Shanghai',
    });
    expect(edit(line, { do: 'settle', settings: {} })).toBe(line);
  });

  it('never changes the journey it is given', () => {
    const before = structuredClone(line);
    edit(line, { do: 'remove', nodes: ['b'] });
    edit(line, { do: 'insert', node: aNode('d'), after: { from: 'a', port: 'next' }, onward: 'next' });
    edit(line, { do: 'move', to: { a: { x: 9, y: 9 } } });
    expect(line).toEqual(before);
  });
});
