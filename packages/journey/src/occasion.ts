import type { Instant, Value } from '@sojourn/rules';
import type { RefusalRule } from './changes.js';
import { readDate } from './date-attribute.js';
import { fitsStage } from './entry-checks.js';
import { instanceKey } from './entry.js';
import { effectsOf, IDENTIFY, type ProfileRecord, type RecordedRefusal, type RecordedRun } from './past.js';
import type { Properties } from './profile-state.js';
import type { Program, ProgramNode, World } from './program.js';
import { zoneFor } from './quiet-hours.js';
import { latestOccurrences, occurrenceEntry } from './schedule.js';
import type { StageChange } from './stages.js';
import { isKept, isLocal, timetableOf, turnEntry, turnsInZone, WIDEST, writeLocal, type Timing } from './turns.js';

/** What came to a trigger. */
export type Came =
  | { by: 'event'; event: string; idle?: 'late' }
  | { by: 'stage'; change: StageChange; idle?: 'import' | 'model' }
  | { by: 'attribute'; attribute: string; from: Value | undefined; to: Value }
  | { by: 'schedule' }
  /** Nothing of its own is kept: the log of entries alone tells that somebody came. */
  | { by: 'log' }
  /** Nothing has come; it is asked what would follow if it did. */
  | { by: 'supposed' };

/** A moment at which a profile came to a trigger. */
export interface Occasion {
  at: Instant;
  came: Came;
  entry: Properties;
  /** What the trigger's filter may read besides the profile; absent where the filter is not asked. */
  atHand?: Properties;
  /** How many of the profile's events had been played. */
  events?: number;
  /** How many things led to each other before; 0 where that is not kept. */
  depth?: number;
  /** What became of it, where the log says so. */
  logged?: { run: RecordedRun } | { rule: RefusalRule; version: number };
  /** When a worker did that. */
  executedAt?: Instant;
}

/** What says when a schedule or a date comes up for somebody. */
interface Around {
  world: World;
  attributes: Properties;
  /** Before then nothing came up: the version was not published. */
  since: Instant;
}

/** So many turns back a date is looked for. */
const MOST_TURNS = 800;

/** The last time at which a profile came to a trigger, up to a moment; `undefined` where it never did, as far as is kept. */
export function latestOccasion(
  node: ProgramNode,
  record: ProfileRecord,
  until: Instant,
  around: Around,
): Occasion | undefined {
  const own = ownOccasion(node, record, until, around);
  const logged = loggedOccasion(node, record, until);
  if (!own) return logged;
  if (logged && logged.at > own.at) return logged;
  const outcome = outcomeOf(node, record, own);
  return outcome ? { ...own, ...outcome } : own;
}

function ownOccasion(
  { trigger, program }: ProgramNode,
  record: ProfileRecord,
  until: Instant,
  around: Around,
): Occasion | undefined {
  const { world } = around;
  switch (trigger?.on) {
    case 'event': {
      const { event } = trigger;
      const of = (live: boolean) =>
        record.events.findLastIndex((each) => each.name === event && each.at <= until && each.live === live);
      const index = of(true) === -1 ? of(false) : of(true);
      const found = record.events[index];
      if (!found) return undefined;
      const came: Came = { by: 'event', event, ...(!found.live && { idle: 'late' }) };
      const { at, properties } = found;
      return { at, came, entry: properties, atHand: properties, events: index + 1 };
    }
    case 'stage': {
      const changes = record.transitions.flatMap(({ at, cause, model, from, to }) => {
        const change: StageChange = { ...(model !== world.model.id && { model }), from, to };
        return at <= until && fitsStage(trigger, change) ? [{ at, cause, change }] : [];
      });
      const starts = ({ cause }: { cause: string }) => cause !== 'import' && cause !== 'model';
      const found = changes.findLast(starts) ?? changes.at(-1);
      if (!found) return undefined;
      const { at, cause, change } = found;
      return {
        at,
        came: { by: 'stage', change, ...(!starts(found) && { idle: cause as 'import' | 'model' }) },
        entry: { ...change },
      };
    }
    case 'attribute': {
      const { attribute } = trigger;
      const found = changesOf(attribute, record).findLast(({ at }) => at <= until);
      if (!found) return undefined;
      const { at, from, to, events } = found;
      const entry = { from: from ?? null, to };
      return {
        at,
        came: { by: 'attribute', attribute, from, to },
        entry,
        atHand: { attribute, ...entry },
        ...(events !== undefined && { events }),
      };
    }
    case 'schedule':
    case 'date': {
      const turn = latestTurn(trigger, program, until, around);
      if (!turn) return undefined;
      const entry = turnEntry(turn.at, turn.local);
      return { at: turn.at, came: { by: 'schedule' }, entry, atHand: entry };
    }
    default:
      return undefined;
  }
}

/** When a schedule last came up, or a date that the profile names; `local` where it does so zone by zone. */
function latestTurn(
  trigger: Timing,
  program: Program,
  until: Instant,
  { world, attributes, since }: Around,
): { at: Instant; local?: string } | undefined {
  const own = trigger.on === 'schedule' ? trigger.zone : undefined;
  const fallback = own ?? program.zone ?? world.zone;
  const when = timetableOf(trigger);
  if (!isLocal(trigger)) {
    const [at] = latestOccurrences(when, fallback, since, until, 1);
    return at === undefined ? undefined : { at };
  }
  const { zone } = zoneFor(attributes.timezone, undefined, fallback);
  const times = latestOccurrences(when, 'UTC', since - WIDEST, until + WIDEST, MOST_TURNS);
  const isTheirs = (local: number) =>
    trigger.on !== 'date' || isKept(attributes[trigger.attribute], trigger, writeLocal(local), zone);
  const found = turnsInZone(times, zone, since - 1, until).findLast(({ local }) => isTheirs(local));
  return found && { at: found.at, local: writeLocal(found.local) };
}

/** Every change of an attribute's value, by the person's own traits and by nodes. */
function changesOf(attribute: string, { events, runs }: ProfileRecord) {
  const own = events.flatMap(({ name, at, properties }, index) =>
    name === IDENTIFY && Object.hasOwn(properties, attribute)
      ? [{ at, to: properties[attribute] as Value, events: (index + 1) as number | undefined }]
      : [],
  );
  const written = runs
    .flatMap(({ steps }) => steps)
    .flatMap((step) => effectsOf(step).map(({ set }) => ({ at: step.at, set })))
    .flatMap(({ at, set }) =>
      set && Object.hasOwn(set, attribute) ? [{ at, to: set[attribute] as Value, events: undefined }] : [],
    );
  let from: Value | undefined;
  return [...own, ...written]
    .sort((a, b) => a.at - b.at)
    .flatMap((change) => {
      const before = from;
      from = change.to;
      return JSON.stringify(before) === JSON.stringify(from) ? [] : [{ ...change, from: before }];
    });
}

/** Of schedules and known dates that have not come up it can be asked what would follow if they did. */
export function supposedOccasion({ trigger }: ProgramNode, at: Instant, attributes: Properties): Occasion | undefined {
  const isDate = trigger?.on === 'date' && readDate(attributes[trigger.attribute], 'UTC') !== undefined;
  if (trigger?.on !== 'schedule' && !isDate) return undefined;
  const entry = occurrenceEntry(at);
  return { at, came: { by: 'supposed' }, entry, atHand: entry };
}

/** What the log says became of this occasion. */
function outcomeOf(
  node: ProgramNode,
  record: ProfileRecord,
  { at, entry }: Occasion,
): Pick<Occasion, 'logged' | 'executedAt'> | undefined {
  const key = instanceKey(node.program.reentry, entry);
  const run = runsFrom(node, record).find((each) => each.enteredAt === at && each.key === key);
  if (run) return byRun(run);
  const refusal = refusalsAt(node, record).find(
    (each) => each.at === at && (each.key === key || each.rule === 'filter'),
  );
  return refusal && byRefusal(refusal);
}

/** The last entry or refusal at a trigger that the log knows of. */
function loggedOccasion(node: ProgramNode, record: ProfileRecord, until: Instant): Occasion | undefined {
  const run = runsFrom(node, record).findLast(({ enteredAt }) => enteredAt <= until);
  const refusal = refusalsAt(node, record).findLast(({ at }) => at <= until);
  const came = { by: 'log' } as const;
  if (run && run.enteredAt >= (refusal?.at ?? -Infinity)) {
    return { at: run.enteredAt, came, entry: run.entry, ...byRun(run) };
  }
  return refusal && { at: refusal.at, came, entry: {}, ...byRefusal(refusal) };
}

function byRun(run: RecordedRun): Pick<Occasion, 'logged' | 'executedAt'> {
  const executedAt = run.steps[0]?.executedAt;
  return { logged: { run }, ...(executedAt !== undefined && { executedAt }) };
}

function byRefusal({ rule, version, executedAt }: RecordedRefusal): Pick<Occasion, 'logged' | 'executedAt'> {
  return { logged: { rule, version }, ...(executedAt !== undefined && { executedAt }) };
}

const runsFrom = ({ id, program }: ProgramNode, { runs }: ProfileRecord): RecordedRun[] =>
  runs.filter(({ journey, steps, resting }) => journey === program.journey && (steps[0] ?? resting)?.node === id);

const refusalsAt = ({ id, program }: ProgramNode, { refusals }: ProfileRecord) =>
  refusals.filter(({ journey, node }) => journey === program.journey && node === id);
