import { describe, expect, it } from '@jest/globals';
import { difference, isSame, planMigration, type AtNode, type Choice, type Journey } from '@sojourn/journey';
import { nodes } from '@sojourn/nodes';
import fc from 'fast-check';
import { aJourney } from '../support/a-journey.js';

const before = aJourney(
  {
    start: ['event-trigger', { event: 'signed_up' }],
    rest: ['wait-duration', { for: '1d' }],
    idle: ['wait-duration', { for: '2d' }],
    done: ['end', {}],
  },
  ['start > rest', 'rest > idle', 'idle > done'],
);
/** `rest` waits longer, `idle` is gone, `later` is new. */
const after = aJourney(
  {
    start: ['event-trigger', { event: 'signed_up' }],
    rest: ['wait-duration', { for: '3d' }],
    later: ['wait-duration', { for: '2d' }],
    done: ['end', {}],
  },
  ['start > rest', 'rest > later', 'later > done'],
  { settings: { zone: 'Asia/Tokyo' } },
);
const inside: AtNode[] = [
  { version: 1, node: 'rest', count: 7 },
  { version: 1, node: 'idle', count: 3 },
];
const plan = (nodeChoices: Record<string, Choice>, everybody = false, counts = inside) =>
  planMigration(after, [before], counts, { nodes: nodeChoices, everybody }, nodes);

describe('the difference of two versions', () => {
  it('VERSION-2 names what was added, removed and changed, and how', () => {
    expect(difference(before, after)).toEqual({
      added: ['later'],
      removed: ['idle'],
      changed: [{ node: 'rest', type: false, settings: ['for'], ways: true }],
      settings: ['zone'],
    });
  });

  it('VERSION-2 tells a node of another type, and ways that lead elsewhere', () => {
    const other = structuredClone(before);
    other.nodes[2] = { id: 'idle', type: 'end', settings: {} };
    other.edges = other.edges.filter(({ from }) => from !== 'idle');
    expect(difference(before, other).changed).toEqual([{ node: 'idle', type: true, settings: ['for'], ways: true }]);
  });

  it('counts neither names nor places nor the order of keys', () => {
    const moved = structuredClone(before);
    moved.nodes = moved.nodes.map((node) => ({
      ...node,
      name: 'Renamed',
      position: { x: 1, y: 2 },
      visits: undefined!,
    }));
    moved.edges.reverse();
    expect(isSame(difference(before, moved))).toBe(true);
  });

  it('is empty against itself and mirrors itself the other way round', () => {
    fc.assert(
      fc.property(aGraph, aGraph, (a, b) => {
        expect(isSame(difference(a, structuredClone(a)))).toBe(true);
        const [there, back] = [difference(a, b), difference(b, a)];
        expect(there.added.toSorted()).toEqual(back.removed.toSorted());
        const ids = ({ changed }: typeof there) => changed.map(({ node }) => node).toSorted();
        expect(ids(there)).toEqual(ids(back));
      }),
    );
  });
});

describe('a plan for those inside', () => {
  it('VERSION-2 lets everybody finish on their version where nothing is asked', () => {
    expect(plan({})).toEqual({ fates: new Map() });
    expect(plan({ rest: { do: 'finish' }, idle: { do: 'finish' } })).toEqual({ fates: new Map() });
  });

  it('VERSION-2 moves to the same node unless another is named, or takes out', () => {
    expect(plan({ rest: { do: 'move', wait: 'recompute' }, idle: { do: 'move', to: 'later' } }).fates).toEqual(
      new Map([
        ['rest', { do: 'move', node: 'rest', wait: 'recompute' }],
        ['idle', { do: 'move', node: 'later', wait: 'keep' }],
      ]),
    );
    expect(plan({ idle: { do: 'exit' } }).fates).toEqual(new Map([['idle', { do: 'exit' }]]));
  });

  it('F24 needs a choice for a node that is gone while people wait there and everybody is to move', () => {
    expect(plan({}, true)).toMatchObject({
      unmapped: [{ version: 1, node: 'idle', count: 3 }],
      problems: [{ code: 'needs_choice', node: 'idle' }],
    });
    expect(plan({ idle: { do: 'finish' } }, true).fates?.get('rest')).toEqual({
      do: 'move',
      node: 'rest',
      wait: 'keep',
    });
    expect(plan({}, true, [inside[0]!]).fates?.has('idle')).toBe(false);
  });

  it('refuses what leads nowhere: an unknown node, one that is gone, a trigger', () => {
    const codes = (choices: Record<string, Choice>) =>
      plan(choices).problems?.map(({ code, node }) => `${node} ${code}`);
    expect(codes({ nobody: { do: 'exit' } })).toEqual(['nobody no_such_node']);
    expect(codes({ idle: { do: 'move' } })).toEqual(['idle no_such_node']);
    expect(codes({ idle: { do: 'move', to: 'start' } })).toEqual(['idle no_such_node']);
  });

  it('never sends anybody where nobody can rest, whatever is asked', () => {
    const choice: fc.Arbitrary<Choice> = fc.oneof(
      fc.constant<Choice>({ do: 'finish' }),
      fc.constant<Choice>({ do: 'exit' }),
      fc.record({ do: fc.constant('move' as const), to: fc.constantFrom(...NAMES) }),
    );
    fc.assert(
      fc.property(
        aGraph,
        aGraph,
        fc.dictionary(fc.constantFrom(...NAMES), choice),
        fc.boolean(),
        (a, b, asked, all) => {
          const made = planMigration(b, [a], [], { nodes: asked, everybody: all }, nodes);
          const places = b.nodes.filter(({ type }) => type !== 'event-trigger').map(({ id }) => id);
          for (const fate of made.fates?.values() ?? []) if (fate.do === 'move') expect(places).toContain(fate.node);
        },
      ),
    );
  });
});

const NAMES = ['a', 'b', 'c', 'd', '__proto__'];
const aGraph: fc.Arbitrary<Journey> = fc
  .uniqueArray(
    fc.record({
      id: fc.constantFrom(...NAMES),
      type: fc.constantFrom('event-trigger', 'wait-duration', 'end'),
      settings: fc.record({ for: fc.constantFrom('1d', '2d') }, { requiredKeys: [] }),
    }),
    { selector: ({ id }) => id },
  )
  .chain((drawn) =>
    fc
      .uniqueArray(
        fc.record({ from: fc.constantFrom(...NAMES), port: fc.constant('next'), to: fc.constantFrom(...NAMES) }),
        { selector: ({ from }) => from },
      )
      .map((edges): Journey => ({ format: 1, name: 'Any', nodes: drawn, edges })),
  );
