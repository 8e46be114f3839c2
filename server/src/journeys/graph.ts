import { nextOccurrence, type FieldMeta, type Journey, type NodeRegistry, type Trigger } from '@sojourn/journey';
import type { Instant } from '@sojourn/rules';
import { z } from 'zod';

/** The templates that a journey's nodes name, told by the widget their settings are chosen with. */
export function templatesOf(journey: Journey, registry: NodeRegistry): Set<string> {
  const used = new Set<string>();
  for (const { type, settings } of journey.nodes) {
    const schema = registry.get(type)?.settings;
    if (!(schema instanceof z.ZodObject)) continue;
    for (const [field, each] of Object.entries(schema.shape as Record<string, z.ZodType>)) {
      const { widget } = (each.meta() ?? {}) as Partial<FieldMeta>;
      const value = settings[field];
      if (widget === 'template' && typeof value === 'string') used.add(value);
    }
  }
  return used;
}

/** The triggers of a journey that was checked, by node. */
export function triggersOf(journey: Journey, registry: NodeRegistry): Map<string, Trigger> {
  const triggers = new Map<string, Trigger>();
  for (const { id, type, settings } of journey.nodes) {
    const declared = registry.get(type);
    if (declared?.trigger) triggers.set(id, declared.trigger(declared.settings.parse(settings)));
  }
  return triggers;
}

/** The segments whose comings and goings start a journey: from its publication on they are kept on the profiles. */
export function watchedSegments(journey: Journey, registry: NodeRegistry): string[] {
  return [...triggersOf(journey, registry).values()].flatMap((trigger) =>
    trigger.on === 'stage' && trigger.model?.startsWith('segment:') ? [trigger.model.slice('segment:'.length)] : [],
  );
}

/** The graph with everything fixed that must not change by itself once it is published, such as who is in which arm. */
export function settled(graph: Journey, before: Journey | undefined, registry: NodeRegistry): Journey {
  const nodes = graph.nodes.map((node) => {
    const type = registry.get(node.type);
    if (!type?.settle) return node;
    const was = before?.nodes.find(({ id }) => id === node.id);
    const old = was?.type === node.type ? type.settings.safeParse(was.settings).data : undefined;
    return { ...node, settings: type.settle(type.settings.parse(node.settings), old) };
  });
  return { ...graph, nodes };
}

/** A trigger that fires by the clock. */
type Timing = Extract<Trigger, { on: 'schedule' | 'date' }>;

/**
 * When each schedule trigger is looked at next. One that the version before had with the same times keeps its turn, so
 * that publishing neither skips an occurrence that is just due nor repeats one.
 */
export function schedulesOf(
  journey: Journey,
  registry: NodeRegistry,
  now: Instant,
  workspaceZone: string,
  before: { journey: Journey; schedules: ReadonlyMap<string, Instant> } | undefined,
): Map<string, Instant> {
  const old = before ? timings(before.journey, registry) : new Map<string, Timing>();
  const next = new Map<string, Instant>();
  for (const [node, timing] of timings(journey, registry)) {
    const zone = zoneOf(timing, journey, workspaceZone);
    const was = old.get(node);
    const same = was && timesOf(was, zoneOf(was, before!.journey, workspaceZone)) === timesOf(timing, zone);
    const at = (same ? before!.schedules.get(node) : undefined) ?? firstLook(timing, zone, now);
    if (at !== undefined && at !== Infinity) next.set(node, at);
  }
  return next;
}

/** What goes from zone to zone is looked at once, to see which zones there are. */
function firstLook(timing: Timing, zone: string, now: Instant): Instant | undefined {
  return timing.on === 'date' || timing.local ? now : nextOccurrence(timing.when, zone, now);
}

/** What decides when it fires, as a text to compare; whom it takes in does not. */
function timesOf({ audience: _, missed: __, ...times }: Timing, zone: string): string {
  return JSON.stringify([times, zone]);
}

function timings(journey: Journey, registry: NodeRegistry): Map<string, Timing> {
  return new Map(
    [...triggersOf(journey, registry)].filter(
      (entry): entry is [string, Timing] => entry[1].on === 'schedule' || entry[1].on === 'date',
    ),
  );
}

const zoneOf = (timing: Timing, journey: Journey, workspaceZone: string): string =>
  (timing.on === 'schedule' ? timing.zone : undefined) ?? journey.settings?.zone ?? workspaceZone;
