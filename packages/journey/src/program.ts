import type { CompiledModel } from '@sojourn/lifecycle';
import { compileRule, DeclaredFacts, milliseconds, type CompiledRule, type Duration } from '@sojourn/rules';
import type { Journey, Reentry } from './journey.js';
import type { Behaviour, NodeRegistry, Surroundings, Trigger } from './node-type.js';

/** A node ready to run. `next` maps a port to the node its edge leads to. */
export interface ProgramNode {
  id: string;
  type: string;
  trigger?: Trigger & { accepts?: CompiledRule };
  behaviour?: Behaviour;
  next: Map<string, ProgramNode>;
  program: Program;
}

/** A published version ready to run. */
export interface Program {
  journey: string;
  version: number;
  nodes: Map<string, ProgramNode>;
  triggers: ProgramNode[];
  reentry: PreparedReentry;
  zone?: string;
}

/** Re-entry with its durations as milliseconds. */
export interface PreparedReentry extends Omit<Reentry, 'period'> {
  period: number;
}

/**
 * The re-entry rule where nothing is set, by the kind of trigger: a schedule takes everybody in each time, a change of
 * stage not again within 30 days of the exit, so that who flaps is left in peace; all others after the exit.
 */
export function defaultReentry(trigger: Trigger | undefined): Reentry {
  if (trigger?.on === 'stage') return { rule: 'after_exit', period: '30d' };
  if (trigger?.on === 'schedule') return { rule: 'always' };
  return { rule: 'after_exit' };
}

/** Gets a checked journey ready to run. Settings must have passed `checkJourney`; a fault here is a bug and throws. */
export function prepare(
  journey: Journey,
  identity: { journey: string; version: number },
  registry: NodeRegistry,
  around: Surroundings,
): Program {
  const program: Program = {
    ...identity,
    nodes: new Map(),
    triggers: [],
    reentry: { rule: 'once', period: 0 },
    zone: journey.settings?.zone,
  };
  for (const node of journey.nodes) {
    const type = registry.get(node.type);
    if (!type) throw new Error(`Node "${node.id}" has the unknown type "${node.type}".`);
    const settings = type.settings.parse(node.settings);
    const ready: ProgramNode = { id: node.id, type: node.type, next: new Map(), program };
    const trigger = type.trigger?.(settings);
    if (trigger) {
      const filter = trigger.on === 'event' ? trigger.filter : trigger.on === 'schedule' ? trigger.audience : undefined;
      ready.trigger = { ...trigger, ...(filter ? { accepts: compileRule(filter, around) } : {}) };
      program.triggers.push(ready);
    }
    ready.behaviour = type.prepare?.(settings, around);
    program.nodes.set(node.id, ready);
  }
  for (const edge of journey.edges) program.nodes.get(edge.from)!.next.set(edge.port, program.nodes.get(edge.to)!);
  const reentry = journey.settings?.reentry ?? defaultReentry(program.triggers[0]?.trigger);
  program.reentry = { ...reentry, period: reentry.period ? milliseconds(reentry.period as Duration) : 0 };
  return program;
}

/** A journey as the engine knows it: whether it takes people in, and all versions somebody may still be in. */
export interface RunningJourney {
  id: string;
  state: 'live' | 'paused' | 'draining' | 'stopped';
  newest: Program;
  versions: Map<number, Program>;
}

/** Everything of one workspace that playing a profile depends on. Rebuilt when something is published. */
export interface World {
  model: CompiledModel;
  journeys: Map<string, RunningJourney>;
  onEvent: Map<string, ProgramNode[]>;
  onStage: ProgramNode[];
  /** What is kept of each event. */
  declared: DeclaredFacts;
}

/** Builds the world of a workspace from its model and journeys. Only live journeys take anyone in. */
export function buildWorld(
  model: CompiledModel,
  journeys: RunningJourney[],
  declared: DeclaredFacts = new DeclaredFacts({ meanings: {} }),
): World {
  const world: World = { model, journeys: new Map(), onEvent: new Map(), onStage: [], declared };
  for (const journey of journeys) {
    world.journeys.set(journey.id, journey);
    if (journey.state !== 'live') continue;
    for (const node of journey.newest.triggers) {
      if (node.trigger!.on === 'stage') world.onStage.push(node);
      if (node.trigger!.on === 'event') {
        const listeners = world.onEvent.get(node.trigger!.event) ?? [];
        world.onEvent.set(node.trigger!.event, [...listeners, node]);
      }
    }
  }
  return world;
}
