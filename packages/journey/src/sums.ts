import type { StageModel } from '@sojourn/lifecycle';
import { comparisons, type Fact, type Meanings } from '@sojourn/rules';
import type { Journey } from './journey.js';

/** The properties of an order that are added up for good, whether a rule asks for them or not. */
const MONEY = ['amount', 'revenue'];

/**
 * The properties that have to be added up, by event name: the money of orders, and what the model's rules and those in
 * the settings of the journeys' nodes ask for. A sum that stands here from a later day on counts from that day on.
 */
export function declaredSums(
  model: StageModel,
  journeys: Iterable<Journey>,
  meanings: Meanings,
): Map<string, string[]> {
  const sums = new Map<string, string[]>();
  const declare = (event: string, property: string) => {
    const known = sums.get(event) ?? [];
    if (!known.includes(property)) sums.set(event, [...known, property]);
  };
  for (const event of meanings.order ?? []) for (const property of MONEY) declare(event, property);
  const facts = model.stages.flatMap(({ rule }) => comparisons(rule).map(({ fact }) => fact));
  for (const { nodes } of journeys) for (const { settings } of nodes) facts.push(...factsIn(settings));
  for (const fact of facts) for (const { event, property } of summedBy(fact, meanings)) declare(event, property);
  return sums;
}

/** What a fact adds up: one property, of each event that its meaning stands for. Nothing where it is no sum. */
export function summedBy(fact: Fact, meanings: Meanings): { event: string; property: string }[] {
  if (!('measure' in fact) || fact.measure !== 'sum' || fact.property === undefined) return [];
  const { property } = fact;
  return ('event' in fact ? [fact.event] : (meanings[fact.meaning] ?? [])).map((event) => ({ event, property }));
}

/**
 * Every fact anywhere in a node's settings, told by its shape: an old version's node type may be gone, and what is taken
 * for a sum without being one costs a number and harms nobody.
 */
function factsIn(settings: unknown): Fact[] {
  if (settings === null || typeof settings !== 'object') return [];
  const { fact } = settings as { fact?: Partial<Record<string, unknown>> | null };
  const named = fact !== null && typeof fact === 'object' && ['event', 'meaning'].some((key) => isName(fact[key]));
  return [
    ...(named && isName(fact.property) ? [fact as Fact] : []),
    ...Object.values(settings).flatMap((value) => factsIn(value)),
  ];
}

const isName = (value: unknown): value is string => typeof value === 'string';
