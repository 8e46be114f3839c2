import type { Journey, JourneyNode } from '@sojourn/journey';
import { edgesFrom, edgesTo } from './graph.js';
import type { Reading } from './reading.js';

export type Direction = 'up' | 'down' | 'left' | 'right';

/**
 * The node an arrow key leads to: down to the first that follows, up to the one before, sideways to the next branch of
 * the same split, or, where there is none, to the nearest card on that side.
 */
export function neighbour(journey: Journey, from: string, direction: Direction, reading: Reading): string | undefined {
  const node = journey.nodes.find(({ id }) => id === from);
  if (!node) return undefined;
  if (direction === 'down')
    return edgesFrom(journey, from, reading(node).ports)[0]?.to ?? nearest(journey, node, direction);
  if (direction === 'up') return edgesTo(journey, from)[0]?.from ?? nearest(journey, node, direction);
  return branch(journey, from, direction, reading) ?? nearest(journey, node, direction);
}

function branch(journey: Journey, id: string, direction: 'left' | 'right', reading: Reading): string | undefined {
  const into = edgesTo(journey, id)[0];
  const parent = into && journey.nodes.find((node) => node.id === into.from);
  if (!parent) return undefined;
  const ways = edgesFrom(journey, parent.id, reading(parent).ports);
  const index = ways.findIndex(({ port }) => port === into.port);
  return ways[index + (direction === 'right' ? 1 : -1)]?.to;
}

function nearest(journey: Journey, from: JourneyNode, direction: Direction): string | undefined {
  const origin = from.position ?? { x: 0, y: 0 };
  let best: { id: string; distance: number } | undefined;
  for (const { id, position } of journey.nodes) {
    if (id === from.id || !position) continue;
    const across = { x: position.x - origin.x, y: position.y - origin.y };
    const ahead = { up: -across.y, down: across.y, left: -across.x, right: across.x }[direction];
    const aside = Math.abs(direction === 'up' || direction === 'down' ? across.x : across.y);
    if (ahead <= 0 || aside > ahead * 2) continue;
    const distance = ahead + aside * 2;
    if (!best || distance < best.distance) best = { id, distance };
  }
  return best?.id;
}
