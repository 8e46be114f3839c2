import { graphlib, layout } from '@dagrejs/dagre';
import type { Edge, Journey } from '@sojourn/journey';
import { CARD } from './card-size.js';
import type { Position } from './document.js';

/** Space between cards: beside each other, and from one row to the next with room for a port's name and a "+". */
const GAP = { beside: 40, below: 84 } as const;

/**
 * Where every node goes in a tidy drawing, from top to bottom, snapped to the grid. `width` says how wide a node's card
 * is, `order` in which order the ports of a node stand, so that branches do not cross.
 */
export function tidied(
  journey: Journey,
  width: (node: string) => number = () => CARD.width,
  order: (node: string, port: string) => number = () => 0,
): Record<string, Position> {
  const graph = new graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'TB', nodesep: GAP.beside, ranksep: GAP.below, marginx: 0, marginy: 0 });
  graph.setDefaultEdgeLabel(() => ({}));
  const height = CARD.height + CARD.foot;
  const known = new Set(journey.nodes.map(({ id }) => id));
  const edges = journey.edges
    .filter(({ from, to }) => known.has(from) && known.has(to))
    .toSorted((a, b) => order(a.from, a.port) - order(b.from, b.port));
  for (const id of asRead(journey, edges)) graph.setNode(id, { width: width(id), height });
  // Measured: of branches that could stand either way, dagre puts the one it was told last on the left.
  for (const { from, port, to } of edges.toReversed()) graph.setEdge(from, to, {}, port);
  layout(graph);
  return Object.fromEntries(
    journey.nodes.map(({ id }) => {
      const { x, y } = graph.node(id) as { x: number; y: number };
      return [id, { x: snap(x - width(id) / 2), y: snap(y - height / 2) }];
    }),
  );
}

/** Nodes as one reads the drawing, branch by branch: dagre keeps this order wherever it makes no difference to it. */
function asRead(journey: Journey, edges: readonly Edge[]): Set<string> {
  const next = new Map<string, Edge[]>();
  for (const edge of edges) next.set(edge.from, [...(next.get(edge.from) ?? []), edge]);
  const entered = new Set(edges.map(({ to }) => to));
  const read = new Set<string>();
  const roots = journey.nodes.filter(({ id }) => !entered.has(id));
  const stack = [...roots, ...journey.nodes].map(({ id }) => id).toReversed();
  while (stack.length > 0) {
    const id = stack.pop()!;
    if (read.has(id)) continue;
    read.add(id);
    stack.push(...(next.get(id) ?? []).map(({ to }) => to).toReversed());
  }
  return read;
}

function snap(value: number): number {
  return Math.round(value / 8) * 8;
}
