import type { StageModel } from '@sojourn/lifecycle';
import { comparisonSchema, DeclaredFacts, type Around, type Comparison, type Rule } from '@sojourn/rules';
import type { Journey } from './journey.js';
import type { NodeRegistry } from './node-type.js';

/** The properties of an order that are added up for good, whether a rule asks for them or not. */
const MONEY = ['amount', 'revenue'];

/** Everything that may ask for facts. Segments count only where somebody watches them. */
export interface Asking {
  models: Iterable<StageModel>;
  segments?: Iterable<Rule>;
  journeys: Iterable<Journey>;
  /** Node types may read facts besides those in the conditions of their settings. */
  registry?: NodeRegistry;
}

/**
 * What has to be kept of each event: the money of orders, and what models, watched segments, computed attributes and the
 * settings of journeys ask for.
 */
export function declaredFacts(asking: Asking, around: Around): DeclaredFacts {
  const declared = new DeclaredFacts(around);
  for (const property of MONEY) declared.addHappening({ meaning: 'order', measure: 'sum', property });
  for (const computed of around.computed?.values() ?? []) declared.addHappening(computed);
  return neededBy(asking, around, declared);
}

/** What these ask for, beside what is declared already. */
export function neededBy(
  { models, segments = [], journeys, registry }: Asking,
  around: Around,
  needed = new DeclaredFacts(around),
): DeclaredFacts {
  for (const { stages } of models) for (const { rule } of stages) needed.add(rule);
  for (const rule of segments) needed.add(rule);
  for (const journey of journeys) addJourney(needed, journey, registry);
  return needed;
}

/** Takes in what the settings of a journey and of its nodes ask for, however little sense they make. */
export function addJourney(declared: DeclaredFacts, { nodes, settings }: Journey, registry?: NodeRegistry): void {
  for (const comparison of comparisonsIn([settings, nodes])) declared.add(comparison);
  // What is stored may be no graph at all: then only those inside it are held (STATE-4).
  if (!registry || !Array.isArray(nodes)) return;
  for (const { type } of nodes) for (const comparison of registry.get(type)?.asks ?? []) declared.add(comparison);
}

/** Every comparison anywhere in a document, told by its shape: the node type of an old version may be gone. */
function comparisonsIn(document: unknown): Comparison[] {
  if (document === null || typeof document !== 'object') return [];
  if ('fact' in document) {
    const { data } = comparisonSchema.safeParse(document);
    if (data) return [data as Comparison];
  }
  return Object.values(document).flatMap(comparisonsIn);
}
