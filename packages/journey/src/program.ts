import type { CompiledModel } from '@sojourn/lifecycle';
import {
  compileRule,
  DeclaredFacts,
  milliseconds,
  parseInstant,
  type CompiledRule,
  type Meanings,
  type Rule,
} from '@sojourn/rules';
import type { Calendar } from './calendar.js';
import type { Freeze } from './freeze.js';
import type { Journey, JourneySettings, Reentry } from './journey.js';
import type { Behaviour, NodeRegistry, Preparing, Surroundings, Trigger } from './node-type.js';
import { tradeNames, type TradeNames } from './refunds.js';
import { prepareExits, prepareGoals, type PreparedExit, type PreparedGoal } from './watches.js';

/** A node ready to run. `next` maps a port to the node its edge leads to. */
export interface ProgramNode {
  id: string;
  type: string;
  trigger?: Trigger & { accepts?: CompiledRule };
  behaviour?: Behaviour;
  next: Map<string, ProgramNode>;
  /** How often one enrollment may come here. */
  visits?: number;
  /** The port by which a failed step goes on all the same. */
  fallback?: string;
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
  goals: readonly PreparedGoal[];
  exits: readonly PreparedExit[];
  /** Whether some wait of it counts events since the entry: then those are needed to play it. */
  looksBack: boolean;
  doors: Doors;
}

/** Who may enter besides by re-entry: the settings of ENTRY-5 and ENTRY-6 with their instants and shares. */
export interface Doors extends Pick<JourneySettings, 'entryRate' | 'canary' | 'exclusion' | 'priority'> {
  opens: number;
  closes: number;
  /** From 0 to 1. */
  holdout: number;
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
  if (trigger?.on === 'schedule' || trigger?.on === 'date') return { rule: 'always' };
  return { rule: 'after_exit' };
}

/** What there is of a workspace to get a journey ready with. */
export interface Workshop extends Surroundings {
  calendars?: readonly Calendar[];
}

/** Gets a checked journey ready to run. Settings must have passed `checkJourney`; a fault here is a bug and throws. */
export function prepare(
  journey: Journey,
  identity: { journey: string; version: number },
  registry: NodeRegistry,
  workshop: Workshop,
): Program {
  const around: Preparing = {
    ...workshop,
    compile: (rule: Rule) => compileRule(rule, workshop),
    calendar: (id) => workshop.calendars?.find((calendar) => calendar.id === id),
  };
  const { settings = {} } = journey;
  const program: Program = {
    ...identity,
    nodes: new Map(),
    triggers: [],
    reentry: { rule: 'once', period: 0 },
    zone: settings.zone,
    goals: prepareGoals(settings.goals ?? [], around.compile),
    exits: prepareExits(settings.exits ?? [], around.compile),
    looksBack: false,
    doors: doorsOf(settings),
  };
  for (const node of journey.nodes) program.nodes.set(node.id, readyNode(node, program, registry, around));
  for (const edge of journey.edges) program.nodes.get(edge.from)!.next.set(edge.port, program.nodes.get(edge.to)!);
  program.triggers = [...program.nodes.values()].filter(({ trigger }) => trigger);
  program.looksBack = [...program.nodes.values()].some(({ behaviour }) => behaviour?.sinceEntry);
  const reentry = settings.reentry ?? defaultReentry(program.triggers[0]?.trigger);
  program.reentry = { ...reentry, period: reentry.period ? milliseconds(reentry.period) : 0 };
  return program;
}

function readyNode(
  node: Journey['nodes'][number],
  program: Program,
  registry: NodeRegistry,
  around: Preparing,
): ProgramNode {
  const type = registry.get(node.type);
  if (!type) throw new Error(`Node "${node.id}" has the unknown type "${node.type}".`);
  const settings = type.settings.parse(node.settings);
  const trigger = type.trigger?.(settings);
  const filter = trigger && filterOf(trigger);
  return {
    id: node.id,
    type: node.type,
    next: new Map(),
    program,
    ...(trigger && { trigger: { ...trigger, ...(filter && { accepts: around.compile(filter) }) } }),
    ...(type.prepare && { behaviour: type.prepare(settings, around) }),
    ...(node.visits !== undefined && { visits: node.visits }),
    ...(node.onError === 'continue' && { fallback: type.ports(settings, around)[0]?.id }),
  };
}

/** The condition under which a trigger takes somebody in: its filter, or its audience. */
export function filterOf(trigger: Trigger): Rule | undefined {
  if ('filter' in trigger) return trigger.filter;
  return 'audience' in trigger ? trigger.audience : undefined;
}

function doorsOf({ start, end, holdout, entryRate, canary, exclusion, priority }: JourneySettings): Doors {
  return {
    opens: start === undefined ? -Infinity : parseInstant(start)!,
    closes: end === undefined ? Infinity : parseInstant(end)!,
    holdout: (holdout ?? 0) / 100,
    entryRate,
    canary,
    exclusion,
    priority,
  };
}

/** A journey as the engine knows it: whether it takes people in, and all versions somebody may still be in. */
export interface RunningJourney {
  id: string;
  state: 'live' | 'paused' | 'draining' | 'stopped';
  /** When time stood still for those inside, in order; the pause that lasts is among them where its timers froze. */
  freezes?: readonly Freeze[];
  newest: Program;
  versions: Map<number, Program>;
}

/** A model that places profiles: the primary one has no key, a layering its id, a watched segment `segment:<id>`. */
export interface PlacedModel {
  key: string | undefined;
  model: CompiledModel;
}

/** Everything of one workspace that playing a profile depends on. Rebuilt when something is published. */
export interface World {
  /** The primary model. */
  model: CompiledModel;
  /** All that place profiles, each after those it reads. */
  models: readonly PlacedModel[];
  /** Rises with every change of these: a profile placed under an older one is placed anew before anything else. */
  placing: number;
  /** Models whose latest publication may start journeys (STAGE-4), by key; the primary one under `undefined`. */
  starting: ReadonlySet<string | undefined>;
  zone: string;
  journeys: Map<string, RunningJourney>;
  onEvent: Map<string, ProgramNode[]>;
  onStage: ProgramNode[];
  onAttribute: Map<string, ProgramNode[]>;
  onScore: ProgramNode[];
  /** What is kept of each event. */
  declared: DeclaredFacts;
  trade: TradeNames;
}

/** What of a world is not journeys. */
export interface Ground {
  zone?: string;
  placing?: number;
  /** All models that place profiles, the primary one among them, each after those it reads. */
  models?: readonly PlacedModel[];
  starting?: ReadonlySet<string | undefined>;
  declared?: DeclaredFacts;
  meanings?: Meanings;
}

/** Builds the world of a workspace from its model and journeys. Only live journeys take anyone in. */
export function buildWorld(model: CompiledModel, journeys: RunningJourney[], ground: Ground = {}): World {
  const world: World = {
    model,
    models: ground.models ?? [{ key: undefined, model }],
    placing: ground.placing ?? model.version,
    starting: ground.starting ?? new Set(),
    zone: ground.zone ?? 'UTC',
    journeys: new Map(),
    onEvent: new Map(),
    onStage: [],
    onAttribute: new Map(),
    onScore: [],
    declared: ground.declared ?? new DeclaredFacts({ meanings: {} }),
    trade: tradeNames(ground.meanings ?? {}),
  };
  for (const journey of journeys) {
    world.journeys.set(journey.id, journey);
    if (journey.state === 'live') for (const node of journey.newest.triggers) listen(world, node);
  }
  return world;
}

function listen(world: World, node: ProgramNode): void {
  const trigger = node.trigger!;
  const under = (listeners: Map<string, ProgramNode[]>, name: string) =>
    listeners.set(name, [...(listeners.get(name) ?? []), node]);
  switch (trigger.on) {
    case 'event':
      under(world.onEvent, trigger.event);
      break;
    case 'stage':
      world.onStage.push(node);
      break;
    case 'attribute':
      under(world.onAttribute, trigger.attribute);
      break;
    case 'score':
      world.onScore.push(node);
      break;
  }
}
