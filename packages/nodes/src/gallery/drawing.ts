import type { Edge, Journey, JourneyNode, Reentry } from '@sojourn/journey';
import type { Duration, Language, Words } from '@sojourn/rules';
import { nodes } from '../registry.js';

/** A node of a gallery journey: its place on a grid, and its name in every language. */
export interface Card {
  id: string;
  type: string;
  at: [column: number, row: number];
  name: Words;
  settings?: Record<string, unknown>;
  /** How an ending is called in reports: the one setting that is read by people. */
  result?: Words;
}

/** A column is a card and the room for an edge's label; a row leaves room for the ports' labels. */
const COLUMN = 320;
const ROW = 170;

/** Draws a journey in one language. Edges are written `from.port > to`. */
export function drawing(
  language: Language,
  plan: { name: Words; reentry: Reentry; cards: readonly Card[]; edges: readonly string[] },
): Journey {
  const drawn = plan.cards.map(({ id, type, at: [column, row], name, settings, result }): JourneyNode => ({
    id,
    type,
    revision: nodes.get(type)!.revision,
    name: name[language],
    settings: { ...settings, ...(result ? { result: result[language] } : {}) },
    position: { x: column * COLUMN, y: row * ROW },
  }));
  return {
    format: 1,
    name: plan.name[language],
    nodes: drawn,
    edges: plan.edges.map(edge),
    settings: { reentry: plan.reentry },
  };
}

/** A wait for one event, left by `happened` or `timeout`. */
export function awaiting(event: string, timeout: Duration): Record<string, unknown> {
  return { events: [{ id: 'happened', event }], timeout };
}

/** Both ways on from a message: a failed hand-over must not end the journey of somebody who may still order. */
export function onward(from: string, to: string): string[] {
  return [`${from}.next > ${to}`, `${from}.failed > ${to}`];
}

function edge(text: string): Edge {
  const [, from, port, to] = /^(\w+)\.(\w+) > (\w+)$/.exec(text) ?? [];
  if (!from || !port || !to) throw new Error(`"${text}" is not an edge. Write from.port > to.`);
  return { from, port, to };
}
