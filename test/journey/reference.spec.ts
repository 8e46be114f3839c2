import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Arrival, Changes, Journey } from '@sojourn/journey';
import { HOUR } from '@sojourn/rules';
import { arbitraryHistory, arbitraryJourney } from './arbitrary-journeys.js';
import { Playing } from './playing.js';
import { Reference, type Happening } from './reference.js';

/** Graphs times orders of events; a further seed is tried with SOJOURN_SEED. */
const RUNS = 10_000;
const seed = Number(process.env.SOJOURN_SEED ?? 20261122);
const END = Date.parse('2026-01-01T00:00:00Z') + 2 * HOUR;

/** What the product's player logs, one line for each thing, sorted within an instant by what it is about. */
function told({ steps, endings, goals, refusals }: Changes, numbers: Map<string, number>): string[] {
  const who = ({ id, journey }: { id: string; journey: string }) => {
    if (!numbers.has(id)) numbers.set(id, Number(id));
    return `${journey} ${numbers.get(id)}`;
  };
  return [
    ...steps.map(
      ({ enrollment, node, port, outcome, at }) =>
        `${who(enrollment)} ${node.id}${port ? `.${port}` : `:${outcome}`} @${at}`,
    ),
    ...endings.map(({ enrollment, reason, at }) => `${who(enrollment)} over ${reason} @${at}`),
    ...goals.map(({ enrollment, goal, at }) => `${who(enrollment)} goal ${goal} @${at}`),
    ...refusals.map(({ node, rule, at }) => `${node.program.journey} refused ${rule} @${at}`),
  ];
}

function played(journeys: Record<string, Journey>, history: readonly Happening[], batches: readonly number[]) {
  const playing = new Playing({ journeys });
  const arrivals = history.map(({ at, name, plan }, index): Arrival => ({
    kind: 'event',
    seq: index + 1,
    at,
    occurredAt: at,
    name,
    properties: { plan },
  }));
  for (let from = 0, batch = 0; from < arrivals.length; batch++) {
    const size = batches[batch % batches.length]!;
    playing.play(arrivals.slice(from, from + size));
    from += size;
  }
  playing.play([], END);
  return playing;
}

describe('the player and a naive reference', () => {
  it(`D1 log the same for ${RUNS.toLocaleString('en')} random graphs and orders of events, however they are batched`, () => {
    let compared = 0;
    let steps = 0;
    fc.assert(
      fc.property(
        fc.array(arbitraryJourney, { minLength: 1, maxLength: 2 }),
        arbitraryHistory,
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 }),
        (graphs, history, batches) => {
          const journeys = Object.fromEntries(graphs.map((graph, index) => [`j${index}`, graph]));
          const reference = new Reference(journeys);
          reference.play(history, END);
          // What is too much for one play goes through the inbox; that way is tested with the engine.
          if (reference.tooMuch) return;
          const { changes } = played(journeys, history, batches);
          expect(told(changes, new Map()).toSorted()).toEqual(reference.log.toSorted());
          compared += 1;
          steps += changes.steps.length;
        },
      ),
      { numRuns: RUNS, seed },
    );
    expect(compared).toBeGreaterThan(RUNS * 0.95);
    expect(steps).toBeGreaterThan(RUNS * 5);
  }, 120_000);
});
