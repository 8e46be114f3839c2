import type { Edge, Journey, JourneyNode } from '@sojourn/journey';

/** Builders for specs. `aNode('mail', 'send-email')`; `aJourney(nodes, 'a.next>b', …)`. */
export function aNode(id: string, type = 'set-attribute', more: Partial<JourneyNode> = {}): JourneyNode {
  return { id, type, settings: {}, position: { x: 0, y: 0 }, ...more };
}

export function anEdge(text: string): Edge {
  const [from = '', port = '', to = ''] = text.split(/[.>]/);
  return { from, port, to };
}

export function aJourney(nodes: readonly (JourneyNode | string)[], ...edges: string[]): Journey {
  return {
    format: 1,
    name: 'A journey',
    nodes: nodes.map((node) => (typeof node === 'string' ? aNode(node) : node)),
    edges: edges.map(anEdge),
  };
}
