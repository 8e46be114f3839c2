import { NEVER, SENT_EVENT, STAGE_EVENT, type Instant } from '@sojourn/rules';
import type { RefusalRule } from './changes.js';
import { recordEntry, recordExit } from './entry.js';
import { countDeclared, see, setTraits } from './profile-facts.js';
import { newProfile, type Enrollment, type Parked, type ProfileState, type Properties } from './profile-state.js';
import type { World } from './program.js';
import { countPlayed } from './refunds.js';
import type { LoggedRun, LoggedStep } from './verify.js';

/** The name under which a change of traits stands in a profile's history. */
export const IDENTIFY = '$identify';

/** An event as history keeps it; `at` is when it was played. One that is not `live` started nothing. */
export interface RecordedEvent {
  at: Instant;
  name: string;
  occurredAt: Instant;
  properties: Properties;
  live: boolean;
}

/** A change of stage as history keeps it; `model` is the model's own id, the primary one's too. */
export interface RecordedTransition {
  at: Instant;
  model: string;
  from: string;
  to: string;
  cause: string;
}

/** `executedAt` is when a worker did it: a late receipt lets a run go on from a moment before it. */
export interface RecordedStep extends LoggedStep {
  executedAt?: Instant;
}

/** A run with its steps, living or over. */
export interface RecordedRun extends LoggedRun {
  journey: string;
  key: string;
  steps: readonly RecordedStep[];
  endedAt?: Instant;
  reason?: string;
  resting?: LoggedRun['resting'] & { arrivedAt: Instant; due: Instant; parked?: Parked; heldDue?: Instant };
}

/** An entry that was refused. */
export interface RecordedRefusal {
  at: Instant;
  executedAt?: Instant;
  journey: string;
  version: number;
  node: string;
  rule: RefusalRule;
  key: string;
}

/** Everything that is stored of one profile's past, each list in the order in which it happened. */
export interface ProfileRecord {
  profile: string;
  events: readonly RecordedEvent[];
  transitions: readonly RecordedTransition[];
  runs: readonly RecordedRun[];
  refusals: readonly RecordedRefusal[];
  /** Goals reached, by run; those that a refund took back say when. */
  goals: readonly { run: string; at: Instant; reversedAt?: Instant | null }[];
  /** Messages handed over, with what facts of what was sent know of them. */
  sent: readonly { at: Instant; properties: Properties }[];
}

/**
 * A moment in a profile's past: so many of its events had been played. Where `entering` is given, somebody is just about
 * to enter a journey: runs that began at that instant had not begun yet, but for those before this one. With
 * `executedBy`, what workers did only later had not been done, whatever moment it counts for.
 */
export interface Moment {
  at: Instant;
  events?: number;
  entering?: { before?: string };
  executedBy?: Instant;
}

/**
 * What a profile was like at a moment of its past: its events are counted again up to then, and stages, runs and what
 * nodes wrote are taken from their logs. What no log keeps (scores, consents given by a page, tasks) is not known in it.
 */
export function stateAt(
  record: ProfileRecord,
  world: Pick<World, 'model' | 'declared' | 'trade'>,
  moment: Moment,
): ProfileState {
  const profile = newProfile(record.profile);
  const { at } = moment;
  profile.played = at;
  const played = record.events.filter((event, index) => event.at <= at && index < (moment.events ?? Infinity));
  for (const event of played) {
    if (event.name !== IDENTIFY) countPlayed(profile, world, { reversals: [] }, event, event.at);
    else see(profile, Math.min(event.occurredAt, event.at));
  }
  profile.ordinal = played.length;
  for (const { write } of writings(record, played, moment)) write(profile);
  for (const { at: since, ...properties } of record.transitions) {
    if (since > at) continue;
    const { cause: _, ...change } = properties;
    countDeclared(profile, STAGE_EVENT, since, change, world.declared);
    const { model, from, to } = change;
    if (model === world.model.id) Object.assign(profile, { stage: to, stageSince: since, previousStage: from });
    else profile.layers = { ...profile.layers, [model]: { stage: to, since, previous: from } };
  }
  for (const sent of record.sent) {
    if (sent.at <= at) countDeclared(profile, SENT_EVENT, sent.at, sent.properties, world.declared);
  }
  enterRuns(profile, record, moment);
  return profile;
}

/** What wrote attributes and tags until then, in order: the person's own traits, and nodes. */
function writings({ runs }: ProfileRecord, played: readonly RecordedEvent[], moment: Moment) {
  const all: { at: Instant; write: (profile: ProfileState) => void }[] = [];
  for (const { name, at, properties } of played) {
    if (name === IDENTIFY) all.push({ at, write: (profile) => setTraits(profile, properties) });
  }
  for (const step of runs.flatMap(({ steps }) => steps)) {
    if (!isDone(step, moment)) continue;
    for (const effect of effectsOf(step)) all.push({ at: step.at, write: (profile) => carryOut(profile, effect) });
  }
  return all.sort((a, b) => a.at - b.at);
}

type Written = Partial<{ set: Properties; tag: string; untag: string }>;

/** What a step wrote into the profile, as its reason says. */
export function effectsOf({ outcome, reason }: LoggedStep): Written[] {
  if (outcome !== 'left' || typeof reason !== 'object' || reason === null) return [];
  const { effects } = reason as { effects?: Written[] };
  return (Array.isArray(effects) ? effects : [reason as Written]).filter(
    (each) => typeof each.set === 'object' || typeof each.tag === 'string' || typeof each.untag === 'string',
  );
}

function carryOut(profile: ProfileState, { set, tag, untag }: Written): void {
  if (set) setTraits(profile, set);
  const tags = profile.tags.filter((each) => each !== untag && each !== tag);
  profile.tags = tag === undefined ? tags : [...tags, tag];
}

const isDone = ({ at, executedAt = -NEVER }: RecordedStep, moment: Pick<Moment, 'at' | 'executedBy'>): boolean =>
  at <= moment.at && executedAt <= (moment.executedBy ?? NEVER);

function enterRuns(profile: ProfileState, { runs, goals }: ProfileRecord, moment: Moment): void {
  const { at, entering } = moment;
  for (const run of runs) {
    const isBefore = entering?.before !== undefined && run.id < entering.before;
    if (run.enteredAt > at || (entering && run.enteredAt === at && !isBefore)) continue;
    recordEntry(profile, run.journey, run.key, run.enteredAt);
    const ledger = profile.ledger.get(`${run.journey}|${run.key}`)!;
    const stands = goals.some((goal) => goal.run === run.id && goal.at <= at && (goal.reversedAt ?? NEVER) > at);
    if (stands) ledger.goals += 1;
    if (isOver(run, moment)) {
      const last = ledger.lastExit;
      recordExit(profile, run.journey, run.key, Math.max(run.endedAt!, last ?? run.endedAt!));
    } else profile.enrollments.push(enrollmentAt(run, moment));
  }
}

/** Whether a run had ended by a moment. */
export function isOver({ endedAt, steps }: RecordedRun, moment: Pick<Moment, 'at' | 'executedBy'>): boolean {
  const last = steps.at(-1);
  return endedAt !== undefined && endedAt <= moment.at && (last === undefined || isDone(last, moment));
}

/** Where a run was at a moment at which it lived. */
export function enrollmentAt(run: RecordedRun, moment: Pick<Moment, 'at' | 'executedBy'>): Enrollment {
  const { id, journey, key, enteredAt, entry, steps, resting } = run;
  const step = steps.filter((each) => isDone(each, moment)).length;
  const next = steps[step];
  const [last] = steps.slice(-1);
  const { due, admitted } = (next?.reason ?? {}) as { due?: Instant; admitted?: string };
  const rests = next === undefined ? resting : undefined;
  return {
    id,
    journey,
    key,
    enteredAt,
    entry,
    step,
    version: next?.version ?? rests?.version ?? last?.version ?? 0,
    node: next?.node ?? rests?.node ?? last?.node ?? '',
    arrivedAt: next?.enteredAt ?? rests?.arrivedAt ?? enteredAt,
    due: rests?.due ?? due ?? NEVER,
    parked: admitted === undefined ? rests?.parked : 'excluded',
    heldDue: rests?.heldDue,
    memory: undefined,
    stored: true,
    storedStep: undefined,
    fresh: undefined,
    touched: false,
  };
}
