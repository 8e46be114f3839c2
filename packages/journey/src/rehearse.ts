import { compileModel, UNCLASSIFIED, usualMeanings, withActivity, type StageModel } from '@sojourn/lifecycle';
import type { Instant, Meanings } from '@sojourn/rules';
import { Changes } from './changes.js';
import type { Arrival } from './arrival.js';
import type { Journey } from './journey.js';
import type { NodeRegistry } from './node-type.js';
import { IDENTIFY } from './past.js';
import { Player } from './player.js';
import { newProfile, type ProfileState, type Properties } from './profile-state.js';
import { buildWorld, prepare, type Program } from './program.js';
import type { RehearsalResult } from './rehearsal-result.js';
import { declaredFacts } from './declared-facts.js';
import { Timetables, VirtualTime } from './virtual-time.js';

/** One row of history, accepted at the instant it happened. Under the name `$identify` its properties are traits. */
export interface RehearsalEvent {
  profile: string;
  name: string;
  occurredAt: Instant;
  properties: Properties;
}

export interface Rehearsal {
  /** A journey that passed `checkJourney`. */
  journey: Journey;
  registry: NodeRegistry;
  model: StageModel;
  /** In any order. Those of one profile and one instant play in the order given. */
  events: Iterable<RehearsalEvent>;
  /** The first instant that counts; what came before builds facts and stages only. */
  from: Instant;
  /** The first instant that no longer counts, and at which the world is looked at: what is due then has not happened. */
  to: Instant;
}

/**
 * Plays a journey and a stage model over recorded events on virtual time, with the player that the engine runs, one
 * profile after the other: no database, no clock, nothing is sent. Every message counts as handed over at once, as if
 * every address were known, every topic consented to and no quiet hours set. Throws RangeError where the span is empty
 * or a schedule comes up too often in it.
 */
export function rehearse({ journey, registry, model, events, from, to }: Rehearsal): RehearsalResult {
  if (!(from < to)) throw new RangeError('The span is empty: give an end that is later than its start.');
  const meanings = rehearsalMeanings(model);
  const around = { meanings, model };
  const program = prepare(journey, { journey: 'rehearsed', version: 1 }, registry, around);
  const running = { id: program.journey, state: 'live' as const, newest: program, versions: new Map([[1, program]]) };
  const declared = declaredFacts({ models: [model], journeys: [journey], registry }, around);
  const world = buildWorld(compileModel(model, 1, around), [running], { declared, meanings });
  const timetables = new Timetables([program], { from, to, zone: 'UTC' });

  const changes = new Changes();
  const player = new Player(world, changes, { newId: counted(), handOver: 'immediate', startsFrom: from });
  const { byProfile, count } = group(events);
  const result = emptyResult(journey, program, model, byProfile.size, count);
  for (const [id, history] of byProfile) {
    const profile = newProfile(id);
    new VirtualTime(player, profile, timetables).play(arrivalsOf(history, to), to - 1);
    addUp(result, profile, changes, from);
  }
  for (const [node, tally] of changes.tallies) {
    const left = [...tally.left].sort(([a], [b]) => (a < b ? -1 : 1));
    result.nodes[node.id] = { entered: tally.entered, waiting: tally.waiting, left: Object.fromEntries(left) };
  }
  result.transitions = inStageOrder(result.transitions, model);
  return result;
}

/** The meanings a rehearsal works with: those of the model, and the usual names for all others. */
export function rehearsalMeanings(model: StageModel): Meanings {
  return withActivity({ ...usualMeanings(), ...model.meanings });
}

function group(events: Iterable<RehearsalEvent>): { byProfile: Map<string, RehearsalEvent[]>; count: number } {
  const byProfile = new Map<string, RehearsalEvent[]>();
  let count = 0;
  for (const event of events) {
    count += 1;
    const history = byProfile.get(event.profile);
    if (history) history.push(event);
    else byProfile.set(event.profile, [event]);
  }
  return { byProfile, count };
}

/** A profile's events before `to` as they would have been accepted. Sorting is stable: ties keep the file's order. */
function arrivalsOf(history: RehearsalEvent[], to: Instant): Arrival[] {
  return history
    .filter(({ occurredAt }) => occurredAt < to)
    .sort((a, b) => a.occurredAt - b.occurredAt)
    .map(({ name, occurredAt, properties }, index): Arrival => {
      const accepted = { seq: index + 1, at: occurredAt, occurredAt };
      if (name === IDENTIFY) return { kind: 'identify', ...accepted, traits: properties };
      return { kind: 'event', ...accepted, name, properties };
    });
}

function emptyResult(
  journey: Journey,
  program: Program,
  model: StageModel,
  profiles: number,
  events: number,
): RehearsalResult {
  const senders = journey.nodes.filter(({ id }) => program.nodes.get(id)!.behaviour?.receipt);
  return {
    profiles,
    events,
    transitions: {},
    stages: Object.fromEntries(stageOrder(model).map((stage) => [stage, 0])),
    nodes: Object.fromEntries(journey.nodes.map(({ id }) => [id, { entered: 0, waiting: 0, left: {} }])),
    sends: Object.fromEntries(senders.map(({ id }) => [id, 0])),
  };
}

/** Adds one profile's doings and forgets them, so that memory does not grow with the file. Tallies add up by themselves. */
function addUp(result: RehearsalResult, profile: ProfileState, changes: Changes, from: Instant): void {
  result.stages[profile.stage] = (result.stages[profile.stage] ?? 0) + 1;
  for (const transition of changes.transitions) {
    if (transition.at < from) continue;
    const key = `${transition.from}>${transition.to}`;
    result.transitions[key] = (result.transitions[key] ?? 0) + 1;
  }
  for (const { node } of changes.sends) result.sends[node.id] = (result.sends[node.id] ?? 0) + 1;
  changes.forgetRows();
}

const stageOrder = (model: StageModel): string[] => [...model.stages.map(({ id }) => id), UNCLASSIFIED];

/** By the stage left, then by the stage reached, each as the model displays them; a first stage comes first. */
function inStageOrder(transitions: Record<string, number>, model: StageModel): Record<string, number> {
  const order = stageOrder(model);
  const ordered: Record<string, number> = {};
  for (const from of [UNCLASSIFIED, ...order]) {
    for (const to of order) {
      const count = transitions[`${from}>${to}`];
      if (count !== undefined) ordered[`${from}>${to}`] = count;
    }
  }
  return ordered;
}

/** Ids that sort by creation, as the player asks for. */
export function counted(): () => string {
  let last = 0;
  return () => String((last += 1)).padStart(15, '0');
}
