import type { Instant, Value } from '@sojourn/rules';
import type { Arrival } from './arrival.js';
import type { Player } from './player.js';
import type { ProfileState } from './profile-state.js';
import type { Program, ProgramNode } from './program.js';
import { zoneFor } from './quiet-hours.js';
import { occurrencesBetween } from './schedule.js';
import { isKept, isLocal, timetableOf, turnEntry, turnsInZone, lastTurnStillOn, WIDEST, writeLocal } from './turns.js';
import type { Timing } from './turns.js';

/** Past this many occurrences a schedule is a mistake. */
const MOST_OCCURRENCES = 10_000;

/** One that comes up at `at`; `local` where it comes zone by zone. */
interface Turn {
  at: Instant;
  local?: string;
}

/** A trigger that time sets off, and the zone of those who have none of their own. */
interface Clockwork {
  node: ProgramNode;
  trigger: Timing;
  fallback: string;
}

/** What comes up by itself within a span, from `from` on and before `to`. `zone` is the workspace's. */
export class Timetables {
  readonly clockworks: readonly Clockwork[];
  /** Whether what a profile says of itself decides when anything comes up for it. */
  readonly isPersonal: boolean;
  private readonly known = new Map<string, readonly Turn[]>();

  constructor(
    programs: Iterable<Program>,
    readonly span: { from: Instant; to: Instant; zone: string },
  ) {
    this.clockworks = [...programs].flatMap((program) =>
      program.triggers.flatMap((node): Clockwork[] => {
        const { trigger } = node;
        if (trigger?.on !== 'schedule' && trigger?.on !== 'date') return [];
        const own = trigger.on === 'schedule' ? trigger.zone : undefined;
        return [{ node, trigger, fallback: own ?? program.zone ?? span.zone }];
      }),
    );
    this.isPersonal = this.clockworks.some(({ trigger }) => isLocal(trigger));
  }

  /** Throws RangeError where there are too many. */
  turnsOf({ node, trigger }: Clockwork, zone: string): readonly Turn[] {
    const key = `${node.program.journey}|${node.id}|${zone}`;
    let turns = this.known.get(key);
    if (!turns) this.known.set(key, (turns = this.workOut(trigger, zone)));
    return turns;
  }

  private workOut(trigger: Timing, zone: string): Turn[] {
    const { from, to } = this.span;
    const when = timetableOf(trigger);
    if (!isLocal(trigger)) return few(occurrencesBetween(when, zone, from, to)).map((at) => ({ at }));
    const times = few(occurrencesBetween(when, 'UTC', from - WIDEST, to + WIDEST));
    return turnsInZone(times, zone, from - 1, to - 1).map(({ at, local }) => ({ at, local: writeLocal(local) }));
  }
}

function few(occurrences: Iterable<Instant>): Instant[] {
  const all: Instant[] = [];
  for (const at of occurrences) {
    all.push(at);
    if (all.length > MOST_OCCURRENCES)
      throw new RangeError(`The schedule comes up more than ${MOST_OCCURRENCES} times. Rehearse a shorter span.`);
  }
  return all;
}

/**
 * One profile on virtual time: what came in for it, and its turns in schedules, at the instant of each (SCHED-1, 3). A turn
 * comes before what arrives at the same instant. Who was not seen before has no turns; who moves to another zone has
 * each local day once, as the engine sees to it.
 */
export class VirtualTime {
  /** Turns up to here are behind. */
  private looked: Instant;
  private readonly had = new Set<string>();

  constructor(
    private readonly player: Player,
    private readonly profile: ProfileState,
    private readonly timetables: Timetables,
  ) {
    this.looked = timetables.span.from - 1;
  }

  /** Plays `arrivals`, in order of time, then everything up to and including `until`. */
  play(arrivals: readonly Arrival[], until: Instant): void {
    const { clockworks, isPersonal } = this.timetables;
    let waiting = arrivals;
    if (clockworks.length > 0) {
      while (waiting.length > 0) {
        const { at } = waiting[0]!;
        this.passTo(at);
        // An arrival may say who is there, where, and on which date: only then is it known what comes up next.
        const next = isPersonal || this.profile.firstSeen === undefined ? at : (this.next(Infinity)?.at ?? Infinity);
        const later = waiting.findIndex((arrival) => arrival.at >= next);
        const count = later === -1 ? waiting.length : Math.max(later, 1);
        this.run(waiting.slice(0, count), undefined);
        waiting = waiting.slice(count);
      }
      this.passTo(until);
    }
    this.run(waiting, until);
  }

  /** Has every turn up to and including `to`. */
  private passTo(to: Instant): void {
    for (let turn = this.next(to); turn; turn = this.next(to)) {
      // On the way there it may come to another zone, or to another date.
      this.looked = turn.at - 1;
      this.run([], turn.at - 1);
      const still = this.next(to);
      if (still?.key === turn.key && still.at === turn.at) this.enter(turn);
    }
    this.looked = Math.max(this.looked, to);
  }

  /** The first turn that is not behind, up to and including `to`. */
  private next(to: Instant) {
    if (this.profile.firstSeen === undefined) return undefined;
    let first: (Turn & { clockwork: Clockwork; key: string }) | undefined;
    for (const clockwork of this.timetables.clockworks) {
      const zone = this.zoneIn(clockwork);
      const turns = this.timetables.turnsOf(clockwork, zone);
      for (let index = firstAfter(turns, this.looked); index < turns.length; index++) {
        const turn = turns[index]!;
        if (turn.at > to || (first && turn.at >= first.at)) break;
        const key = keyOf(clockwork, turn);
        if (this.had.has(key) || !this.isTheirs(clockwork, turn, zone)) continue;
        first = { ...turn, clockwork, key };
        break;
      }
    }
    return first;
  }

  private isTheirs({ trigger }: Clockwork, { local }: Turn, zone: string): boolean {
    if (trigger.on !== 'date') return true;
    const { attributes } = this.profile;
    const value = Object.hasOwn(attributes, trigger.attribute) ? attributes[trigger.attribute] : undefined;
    return isKept(value, trigger, local!, zone);
  }

  private enter({ at, local, clockwork, key }: Turn & { clockwork: Clockwork; key: string }): void {
    this.had.add(key);
    const { node } = clockwork;
    const entry = turnEntry(at, local);
    this.run([{ kind: 'enter', seq: 0, at, journey: node.program.journey, node: node.id, entry }], undefined);
  }

  private run(arrivals: readonly Arrival[], horizon: Instant | undefined): void {
    const { profile } = this;
    const wasSeen = profile.firstSeen !== undefined;
    const before = profile.attributes.timezone;
    this.player.play(profile, arrivals, horizon);
    if (this.timetables.isPersonal && wasSeen && profile.attributes.timezone !== before) this.catchUp(before);
  }

  /** Whoever comes to a zone that has had its turn already has it all the same, unless they had it where they were. */
  private catchUp(before: Value | undefined): void {
    const { from } = this.timetables.span;
    const now = this.profile.played;
    for (const clockwork of this.timetables.clockworks) {
      const { trigger, fallback } = clockwork;
      if (!isLocal(trigger)) continue;
      const zone = this.zoneIn(clockwork);
      const turn = lastTurnStillOn(timetableOf(trigger), zone, now);
      // What came up before the schedule was there is not made up for by moving.
      const elsewhere = [fallback, zoneFor(before, undefined, fallback).zone];
      const came = (there: string) => turnsInZone([turn!.local], there, -Infinity, now).some(({ at }) => at >= from);
      if (!turn || !elsewhere.some(came)) continue;
      const own = { at: turn.at, local: writeLocal(turn.local) };
      const key = keyOf(clockwork, own);
      if (!this.had.has(key) && this.isTheirs(clockwork, own, zone)) this.enter({ ...own, clockwork, key });
    }
  }

  private zoneIn({ trigger, fallback }: Clockwork): string {
    return isLocal(trigger) ? zoneFor(this.profile.attributes.timezone, undefined, fallback).zone : fallback;
  }
}

const keyOf = ({ node }: Clockwork, { at, local }: Turn): string => `${node.program.journey}|${node.id}|${local ?? at}`;

/** The index of the first turn after an instant. */
function firstAfter(turns: readonly Turn[], after: Instant): number {
  let [low, high] = [0, turns.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (turns[middle]!.at > after) high = middle;
    else low = middle + 1;
  }
  return low;
}
