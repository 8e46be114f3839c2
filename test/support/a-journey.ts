import type { Edge, Journey, JourneyNode } from '@sojourn/journey';

type Nodes = Record<string, [type: string, settings?: Record<string, unknown>]>;

/** A journey from its nodes by id and its edges as `from.port > to`; `next` is the port where none is named. */
export function aJourney(nodes: Nodes, edges: string[], more: Partial<Journey> = {}): Journey {
  return {
    format: 1,
    name: 'Welcome',
    nodes: Object.entries(nodes).map(([id, [type, settings = {}]]): JourneyNode => ({ id, type, settings })),
    edges: edges.map((edge): Edge => {
      const [from = '', to = ''] = edge.split(' > ');
      const [node = '', port = 'next'] = from.split('.');
      return { from: node, port, to };
    }),
    ...more,
  };
}

/** Signing up starts it; it waits a day and ends. */
export function aWelcome(more: Partial<Journey> = {}): Journey {
  return aJourney(
    { start: ['event-trigger', { event: 'signed_up' }], rest: ['wait-duration', { for: '1d' }], done: ['end', {}] },
    ['start > rest', 'rest > done'],
    more,
  );
}
