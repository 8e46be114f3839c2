import type { Journey, JourneyNode } from '@sojourn/journey';
import { Position as Side, type Edge as FlowEdge, type Node as FlowNode } from '@xyflow/react';
import { cardSize } from './card-size.js';
import type { Position } from './document.js';
import { edgeId } from './graph.js';
import type { Reading } from './reading.js';

export type CardNode = FlowNode<{ node: JourneyNode }, 'card'>;
export type JourneyEdge = FlowEdge<{ from: JourneyNode; to: JourneyNode; port: string }, 'journey'>;

const HANDLE = 12;
export const INTO = 'in';

/** What React Flow draws. An element that did not change stays the same object, so that it is not drawn again. */
export class FlowElements {
  private nodes = new Map<
    string,
    { of: JourneyNode; at: Position; selected: boolean; counts: boolean; made: CardNode }
  >();
  private edges = new Map<string, { of: JourneyEdge['data']; selected: boolean; made: JourneyEdge }>();

  constructor(
    private readonly reading: Reading,
    private readonly label: (node: JourneyNode) => string,
  ) {}

  nodesOf(
    journey: Journey,
    {
      selected,
      dragged,
      counts,
    }: { selected: ReadonlySet<string>; dragged: Readonly<Record<string, Position>>; counts: boolean },
  ): CardNode[] {
    const next: typeof this.nodes = new Map();
    for (const node of journey.nodes) {
      const at = dragged[node.id] ?? node.position ?? { x: 0, y: 0 };
      const known = this.nodes.get(node.id);
      const same =
        known?.of === node &&
        known.at.x === at.x &&
        known.at.y === at.y &&
        known.selected === selected.has(node.id) &&
        known.counts === counts;
      next.set(
        node.id,
        same
          ? known
          : {
              of: node,
              at,
              selected: selected.has(node.id),
              counts,
              made: this.card(node, at, selected.has(node.id), counts),
            },
      );
    }
    this.nodes = next;
    return [...next.values()].map(({ made }) => made);
  }

  edgesOf(journey: Journey, selected: ReadonlySet<string>): JourneyEdge[] {
    const byId = new Map(journey.nodes.map((node) => [node.id, node]));
    const next: typeof this.edges = new Map();
    for (const edge of journey.edges) {
      const [from, to] = [byId.get(edge.from), byId.get(edge.to)];
      if (!from || !to) continue;
      const id = edgeId(edge);
      const known = this.edges.get(id);
      const same = known?.of?.from === from && known.of.to === to && known.selected === selected.has(id);
      if (same) next.set(id, known);
      else {
        const data = { from, to, port: edge.port };
        const made = {
          id,
          type: 'journey' as const,
          source: from.id,
          sourceHandle: edge.port,
          target: to.id,
          targetHandle: INTO,
          selected: selected.has(id),
          focusable: false,
          data,
        };
        next.set(id, { of: data, selected: selected.has(id), made });
      }
    }
    this.edges = next;
    return [...next.values()].map(({ made }) => made);
  }

  /** Sizes and handles are given rather than measured: a thousand cards are drawn without a measuring pass. */
  private card(node: JourneyNode, position: Position, selected: boolean, counts: boolean): CardNode {
    const { ports, width, type } = this.reading(node);
    const { height } = cardSize(ports.length, counts);
    const handle = { width: HANDLE, height: HANDLE };
    return {
      id: node.id,
      type: 'card',
      position,
      selected,
      data: { node },
      ariaLabel: this.label(node),
      width,
      height,
      measured: { width, height },
      handles: [
        ...(type?.trigger
          ? []
          : [
              {
                ...handle,
                id: INTO,
                type: 'target' as const,
                position: Side.Top,
                x: (width - HANDLE) / 2,
                y: -HANDLE / 2,
              },
            ]),
        ...ports.map(({ id }, index) => ({
          ...handle,
          id,
          type: 'source' as const,
          position: Side.Bottom,
          x: ((index + 0.5) / ports.length) * width - HANDLE / 2,
          y: height - HANDLE / 2,
        })),
      ],
    };
  }
}

/** Where a port stands on its card, as a share of the card's width. */
export function portShare(index: number, ports: number): string {
  return `${((index + 0.5) / Math.max(1, ports)) * 100}%`;
}
