import type { Edge, Journey, JourneyNode, JourneySettings } from '@sojourn/journey';
import { reconnected } from './removal.js';

export interface Position {
  x: number;
  y: number;
}

/** A port of a node: where an edge starts. */
export type PortRef = Pick<Edge, 'from' | 'port'>;

/** Everything a gesture can do to a journey. Node ids are made by the caller, so that {@link edit} stays pure. */
export type Change =
  /** A node on its own. */
  | { do: 'add'; node: JourneyNode }
  /**
   * A node after a port. What the port led to comes after the new node, by its port `onward` (absent: the new node
   * goes nowhere, and what followed is left loose). Nodes in `shift` make room by moving down.
   */
  | { do: 'insert'; node: JourneyNode; after: PortRef; onward?: string; shift?: Shift }
  | { do: 'connect'; edge: Edge }
  | { do: 'disconnect'; edges: readonly PortRef[] }
  | { do: 'move'; to: Readonly<Record<string, Position>> }
  /** Neighbours are joined where one way leads on; `keep` says which port to follow where a node has several. */
  | { do: 'remove'; nodes: readonly string[]; edges?: readonly PortRef[]; keep?: Readonly<Record<string, string>> }
  | { do: 'configure'; node: string; settings: Record<string, unknown> }
  | { do: 'rename'; node: string; name: string }
  /** How often one may come to a node, or what follows where its step fails; what is given as undefined is taken away. */
  | ({ do: 'limit'; node: string } & Partial<Record<'visits', number | undefined>> & {
        onError?: JourneyNode['onError'] | undefined;
      })
  | { do: 'title'; name: string }
  | { do: 'settle'; settings: JourneySettings }
  /** Nodes and edges whose ids were made fresh before. */
  | { do: 'paste'; nodes: readonly JourneyNode[]; edges: readonly Edge[] }
  /** Another document in this one's place: a version restored, the other side of a conflict. */
  | { do: 'replace'; journey: Journey };

export interface Shift {
  nodes: readonly string[];
  by: Position;
}

/**
 * The one way a journey is changed. Pure; what a change does not touch stays the same object, and a change that
 * changes nothing returns the journey itself.
 */
export function edit(journey: Journey, change: Change): Journey {
  switch (change.do) {
    case 'add':
      return { ...journey, nodes: [...journey.nodes, change.node] };
    case 'insert':
      return inserted(journey, change);
    case 'connect':
      return connected(journey, change.edge);
    case 'disconnect':
      return withEdges(
        journey,
        journey.edges.filter((edge) => !change.edges.some((gone) => samePort(edge, gone))),
      );
    case 'move':
      return moved(journey, (node) => change.to[node.id]);
    case 'remove':
      return removed(journey, change);
    case 'configure':
      return withNode(journey, change.node, (node) =>
        sameJson(node.settings, change.settings) ? node : { ...node, settings: change.settings },
      );
    case 'rename':
      return withNode(journey, change.node, (node) => renamed(node, change.name));
    case 'limit':
      return withNode(journey, change.node, (node) => limited(node, change));
    case 'title':
      return change.name === journey.name ? journey : { ...journey, name: change.name };
    case 'settle':
      return sameJson(journey.settings ?? {}, change.settings) ? journey : settled(journey, change.settings);
    case 'paste':
      if (change.nodes.length === 0) return journey;
      return {
        ...journey,
        nodes: [...journey.nodes, ...change.nodes],
        edges: [...journey.edges, ...change.edges],
      };
    case 'replace':
      return sameJson(journey, change.journey) ? journey : change.journey;
  }
}

export function samePort(one: PortRef, other: PortRef): boolean {
  return one.from === other.from && one.port === other.port;
}

function limited(node: JourneyNode, { do: _, node: __, ...policy }: Extract<Change, { do: 'limit' }>): JourneyNode {
  const { visits, onError, ...rest } = { ...node, ...policy };
  const next = { ...rest, ...(visits === undefined ? {} : { visits }), ...(onError === undefined ? {} : { onError }) };
  return sameJson(next, node) ? node : next;
}

function inserted(journey: Journey, { node, after, onward, shift }: Extract<Change, { do: 'insert' }>): Journey {
  const old = journey.edges.find((edge) => samePort(edge, after));
  const edges = journey.edges.filter((edge) => edge !== old);
  edges.push({ ...after, to: node.id });
  if (old && onward) edges.push({ from: node.id, port: onward, to: old.to });
  const room = shift ? makeRoom(journey, shift) : journey;
  return { ...journey, nodes: [...room.nodes, node], edges };
}

function makeRoom(journey: Journey, shift: Shift): Journey {
  const nodes = new Set(shift.nodes);
  return moved(journey, ({ id, position }) =>
    nodes.has(id) && position ? { x: position.x + shift.by.x, y: position.y + shift.by.y } : undefined,
  );
}

/** A port has at most one edge: a new one takes the place of the old. A node never leads to itself. */
function connected(journey: Journey, edge: Edge): Journey {
  const known = (id: string) => journey.nodes.some((node) => node.id === id);
  if (edge.from === edge.to || !known(edge.from) || !known(edge.to)) return journey;
  const old = journey.edges.find((other) => samePort(other, edge));
  if (old?.to === edge.to) return journey;
  return { ...journey, edges: [...journey.edges.filter((other) => other !== old), edge] };
}

function moved(journey: Journey, target: (node: JourneyNode) => Position | undefined): Journey {
  let changed = false;
  const nodes = journey.nodes.map((node) => {
    const to = target(node);
    if (!to || (to.x === node.position?.x && to.y === node.position.y)) return node;
    changed = true;
    return { ...node, position: { x: to.x, y: to.y } };
  });
  return changed ? { ...journey, nodes } : journey;
}

function removed(journey: Journey, { nodes, edges = [], keep }: Extract<Change, { do: 'remove' }>): Journey {
  const gone = new Set(nodes);
  const rest = journey.nodes.filter((node) => !gone.has(node.id));
  const cut = withEdges(
    journey,
    journey.edges.filter((edge) => !edges.some((other) => samePort(edge, other))),
  );
  if (rest.length === journey.nodes.length) return cut;
  return { ...cut, nodes: rest, edges: reconnected(cut, gone, keep) };
}

function withEdges(journey: Journey, edges: Edge[]): Journey {
  return edges.length === journey.edges.length ? journey : { ...journey, edges };
}

function withNode(journey: Journey, id: string, change: (node: JourneyNode) => JourneyNode): Journey {
  const index = journey.nodes.findIndex((node) => node.id === id);
  if (index < 0) return journey;
  const node = change(journey.nodes[index]!);
  return node === journey.nodes[index] ? journey : { ...journey, nodes: journey.nodes.with(index, node) };
}

/** An empty name means none: the node is then called after its type. */
function renamed(node: JourneyNode, name: string): JourneyNode {
  if (name === (node.name ?? '')) return node;
  const { name: _, ...rest } = node;
  return name === '' ? rest : { ...rest, name };
}

function settled(journey: Journey, settings: JourneySettings): Journey {
  const { settings: _, ...rest } = journey;
  return Object.keys(settings).length === 0 ? rest : { ...rest, settings };
}

function sameJson(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
