import type { Journey, JourneyNode, NodeType } from '@sojourn/journey';
import { CARD } from './card-size.js';
import { samePort, type Change, type PortRef, type Position } from './document.js';
import { downstream, freshId } from './graph.js';
import { newNode } from './new-node.js';
import type { Reading } from './reading.js';

/** From the top of one row to the top of the next: a card, its foot, and room for a port's name and a "+". */
export const ROW = CARD.height + CARD.foot + 82;
const COLUMN = CARD.width + 40;

export interface Insertion {
  change: Change;
  /** The new node's id. */
  id: string;
}

/** Puts a new node after a port; what the port led to follows it, and whatever stands in the way moves down. */
export function insertAfter(journey: Journey, type: NodeType, after: PortRef, reading: Reading): Insertion {
  const source = journey.nodes.find(({ id }) => id === after.from)!;
  const id = newId(journey, type);
  const old = journey.edges.find((edge) => samePort(edge, after));
  const target = old && journey.nodes.find((node) => node.id === old.to);
  const node = newNode(type, id, { x: 0, y: 0 });
  const { ports, width } = reading(node);
  const at = { x: portCentre(source, after.port, reading) - width / 2, y: place(source).y + ROW };
  const onward = ports[0]?.id;
  if (!target || place(target).y <= place(source).y) {
    const position = freePlace(journey, at, reading, width);
    return { id, change: { do: 'insert', node: { ...node, position }, after, ...(old && onward ? { onward } : {}) } };
  }
  const below = [...downstream(journey, [target.id])].filter(
    (each) => each !== source.id && place(journey.nodes.find((other) => other.id === each)!).y >= place(target).y,
  );
  const room = place(source).y + 2 * ROW - place(target).y;
  return {
    id,
    change: {
      do: 'insert',
      node: { ...node, position: snapped(at) },
      after,
      ...(onward ? { onward } : {}),
      ...(room > 0 ? { shift: { nodes: below, by: { x: 0, y: room } } } : {}),
    },
  };
}

/** Puts a new node down on its own, with its upper middle at a place, or, unless it is `exact`, where room is near it. */
export function insertAt(
  journey: Journey,
  type: NodeType,
  at: Position,
  reading: Reading,
  { exact = false } = {},
): Insertion {
  const id = newId(journey, type);
  const node = newNode(type, id, { x: 0, y: 0 });
  const { width } = reading(node);
  const corner = { x: at.x - width / 2, y: at.y };
  const position = exact ? snapped(corner) : freePlace(journey, corner, reading, width);
  return { id, change: { do: 'add', node: { ...node, position } } };
}

/** The port a node that is inserted "after this node" goes under: the first open one, else the first. */
export function portAfter(journey: Journey, node: JourneyNode, reading: Reading): PortRef | undefined {
  const { ports } = reading(node);
  const open = ports.find(({ id }) => !journey.edges.some((edge) => samePort(edge, { from: node.id, port: id })));
  const port = open?.required || !ports[0] ? open : ports[0];
  return port && { from: node.id, port: port.id };
}

/** Where the middle of a port is, from the left. */
export function portCentre(node: JourneyNode, port: string, reading: Reading): number {
  const { ports, width } = reading(node);
  const index = Math.max(
    0,
    ports.findIndex(({ id }) => id === port),
  );
  return place(node).x + ((index + 0.5) / Math.max(1, ports.length)) * width;
}

function newId(journey: Journey, type: NodeType): string {
  return freshId(type.type, new Set(journey.nodes.map(({ id }) => id)));
}

/** The nearest place to the right where no card stands. */
function freePlace(journey: Journey, at: Position, reading: Reading, width: number): Position {
  const position = snapped(at);
  const height = CARD.height + CARD.foot;
  const taken = (x: number) =>
    journey.nodes.some((node) => {
      const other = place(node);
      const beside = x + width + 16 <= other.x || other.x + reading(node).width + 16 <= x;
      return !beside && position.y < other.y + height && other.y < position.y + height;
    });
  while (taken(position.x)) position.x += COLUMN;
  return position;
}

function place(node: JourneyNode): Position {
  return node.position ?? { x: 0, y: 0 };
}

/** Across, a card stands exactly under its port, so that the line to it is straight. */
function snapped({ x, y }: Position): Position {
  return { x: Math.round(x), y: Math.round(y / 8) * 8 };
}
