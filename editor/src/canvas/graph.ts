import type { Edge, Journey } from '@sojourn/journey';
import type { PortRef } from './document.js';

/** The edges of a node, in the order its ports stand. */
export function edgesFrom(journey: Journey, node: string, ports: readonly { id: string }[] = []): Edge[] {
  const order = (edge: Edge) => ports.findIndex(({ id }) => id === edge.port);
  return journey.edges.filter(({ from }) => from === node).toSorted((a, b) => order(a) - order(b));
}

export function edgesTo(journey: Journey, node: string): Edge[] {
  return journey.edges.filter(({ to }) => to === node);
}

/** A name for an edge that lasts: a port has at most one. */
export function edgeId({ from, port }: PortRef): string {
  return `${from}|${port}`;
}

export function portOf(id: string): PortRef {
  const [from = '', port = ''] = id.split('|');
  return { from, port };
}

/** Everything that can be reached from these nodes, themselves included. */
export function downstream(journey: Journey, from: readonly string[]): Set<string> {
  const next = new Map<string, string[]>();
  for (const edge of journey.edges) next.set(edge.from, [...(next.get(edge.from) ?? []), edge.to]);
  const reached = new Set<string>();
  for (const queue = [...from]; queue.length > 0;) {
    const id = queue.pop()!;
    if (reached.has(id)) continue;
    reached.add(id);
    queue.push(...(next.get(id) ?? []));
  }
  return reached;
}

/** An id no node of the journey has, and none it had before: ids of removed nodes are never given again. */
export function freshId(type: string, taken: ReadonlySet<string>, random: () => number = Math.random): string {
  for (;;) {
    const tail = Math.floor(random() * 36 ** 5)
      .toString(36)
      .padStart(5, '0');
    const id = `${type.slice(0, 50)}-${tail}`;
    if (!taken.has(id)) return id;
  }
}
