import { JOURNEY_LIMITS, journeySchema, type Edge, type Journey, type JourneyNode } from '@sojourn/journey';
import type { Position } from './document.js';
import { freshId } from './graph.js';

/** Nodes and the edges between them, as they lie on the clipboard: JSON text that survives a chat or a mail. */
interface Clipping {
  sojourn: 'nodes';
  nodes: JourneyNode[];
  edges: Edge[];
}

/** The chosen nodes as text, with the edges among them. */
export function clip(journey: Journey, chosen: ReadonlySet<string>): string {
  const clipping: Clipping = {
    sojourn: 'nodes',
    nodes: journey.nodes.filter(({ id }) => chosen.has(id)),
    edges: journey.edges.filter(({ from, to }) => chosen.has(from) && chosen.has(to)),
  };
  return JSON.stringify(clipping, null, 2);
}

/** Why a text could not be pasted. */
export type PasteFault = 'not-nodes' | 'too-many';

/**
 * Reads a clipping, or a whole exported journey, and gives its nodes fresh ids. `at` is where their upper left corner
 * goes; without it they land a little beside where they were. Positions keep their relation to each other.
 */
export function unclip(
  text: string,
  journey: Journey,
  at?: Position,
  random?: () => number,
): { nodes: JourneyNode[]; edges: Edge[] } | { fault: PasteFault } {
  const clipping = read(text);
  if (!clipping) return { fault: 'not-nodes' };
  if (
    journey.nodes.length + clipping.nodes.length > JOURNEY_LIMITS.nodes ||
    journey.edges.length + clipping.edges.length > JOURNEY_LIMITS.edges
  ) {
    return { fault: 'too-many' };
  }
  const taken = new Set(journey.nodes.map(({ id }) => id));
  const ids = new Map<string, string>();
  for (const { id, type } of clipping.nodes) {
    const fresh = freshId(type.replace(/[^A-Za-z0-9_-]/g, ''), taken, random);
    taken.add(fresh);
    ids.set(id, fresh);
  }
  const by = offset(clipping.nodes, at);
  return {
    nodes: clipping.nodes.map((node) => ({
      ...node,
      id: ids.get(node.id)!,
      ...(node.position ? { position: { x: node.position.x + by.x, y: node.position.y + by.y } } : {}),
    })),
    edges: clipping.edges.flatMap(({ from, port, to }) =>
      ids.has(from) && ids.has(to) ? [{ from: ids.get(from)!, port, to: ids.get(to)! }] : [],
    ),
  };
}

function read(text: string): Pick<Clipping, 'nodes' | 'edges'> | undefined {
  if (text.length > JOURNEY_LIMITS.bytes * 2) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (json === null || typeof json !== 'object' || !('nodes' in json)) return undefined;
  const { nodes, edges = [] } = json as Partial<Clipping>;
  // The shape is a journey's; whether its node types are known is for the checks to say, on the canvas.
  const parsed = journeySchema.safeParse({ format: 1, name: 'clipping', nodes, edges });
  return parsed.success && parsed.data.nodes.length > 0 ? parsed.data : undefined;
}

function offset(nodes: readonly JourneyNode[], at: Position | undefined): Position {
  const placed = nodes.flatMap(({ position }) => (position ? [position] : []));
  if (!at || placed.length === 0) return { x: 32, y: 32 };
  return {
    x: at.x - Math.min(...placed.map(({ x }) => x)),
    y: at.y - Math.min(...placed.map(({ y }) => y)),
  };
}
