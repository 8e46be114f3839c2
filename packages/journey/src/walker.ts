import type { Instant } from '@sojourn/rules';
import type { Aftermath } from './aftermath.js';
import { awaitDelivery, delivered, endEnrollment, intent, recordStep, SENT, sentBy, type StepEnd } from './books.js';
import type { Changes, TaskChange } from './changes.js';
import type { FactsAtHand } from './facts-at-hand.js';
import { JOURNEY_LIMITS } from './journey.js';
import { remember } from './memory.js';
import type { Effect, Heard, Outcome, Visit, Way } from './node-type.js';
import type { PlayOptions } from './player.js';
import type { Program, ProgramNode, World } from './program.js';
import type { Enrollment, ProfileState } from './profile-state.js';
import { zoneFor } from './quiet-hours.js';

/** Everything played so far is behind a walk that starts now: nothing to look back over. */
export const NO_LOOKING_BACK = Infinity;

/** How a node is left. An `error` makes it a failed step. */
export interface Leaving {
  port: string;
  reason?: unknown;
  error?: string;
}

/** Where a walk goes on: the node it came to, when, and from which of the profile's events on it looks back. */
export interface Onward {
  node: ProgramNode | undefined;
  at: Instant;
  ordinal: number;
}

/** Walks one profile's enrollments through their graphs, from where they are to the next rest. */
export class Walker {
  private profile!: ProfileState;

  constructor(
    private readonly world: World,
    private readonly changes: Changes,
    private readonly facts: FactsAtHand,
    private readonly after: Aftermath,
    private readonly options: PlayOptions,
  ) {}

  begin(profile: ProfileState): void {
    this.profile = profile;
  }

  /** The profile's runs as they are now, in the order of entry. */
  all(): Enrollment[] {
    return [...this.profile.enrollments];
  }

  find(id: string): Enrollment | undefined {
    return this.profile.enrollments.find((enrollment) => enrollment.id === id);
  }

  /** Leaves the node and walks on to where the enrollment next rests. */
  go(enrollment: Enrollment, from: ProgramNode, leaving: Leaving, at: Instant, ordinal = NO_LOOKING_BACK): void {
    this.walk(enrollment, { node: this.leave(enrollment, from, leaving, at), at, ordinal });
  }

  /** Walks on from a node it has come to. */
  walk(enrollment: Enrollment, start: Onward): void {
    let onward: Onward | undefined = start;
    for (let taken = 0; onward?.node; taken++) {
      const { node } = onward;
      if (taken >= JOURNEY_LIMITS.stepsAtOnce || enrollment.step >= JOURNEY_LIMITS.stepsPerEnrollment) {
        this.exceed(enrollment, node, onward.at);
        return;
      }
      this.facts.entryAtHand = enrollment.entry;
      onward = this.step(enrollment, onward);
    }
  }

  private step(enrollment: Enrollment, { node, at, ordinal }: Onward): Onward | undefined {
    try {
      const outcome = node!.behaviour!.visit(this.visit(enrollment, at));
      if ((outcome.do === 'send' || outcome.do === 'act') && this.after.exitBefore(enrollment, at)) return undefined;
      return this.carryOut(outcome, enrollment, { node: node!, at, ordinal });
    } catch (error) {
      return { node: this.leave(enrollment, node!, failing(error), at), at, ordinal };
    }
  }

  private carryOut(
    outcome: Outcome,
    enrollment: Enrollment,
    { node, at, ordinal }: Onward & { node: ProgramNode },
  ): Onward | undefined {
    switch (outcome.do) {
      case 'leave':
        return { node: this.leave(enrollment, node, outcome, at), at, ordinal };
      case 'act': {
        const { effects, port, reason = effects.length === 1 ? effects[0] : { effects } } = outcome;
        const next = this.leave(enrollment, node, { port, reason }, at);
        this.act(enrollment, effects, at);
        return { node: next, at, ordinal };
      }
      case 'end':
        this.finish(enrollment, node, at, outcome.reason, { exit: outcome.reason });
        return undefined;
      case 'send': {
        const { handOver } = this.options;
        const send = intent(this.options.newId(at), this.profile, enrollment, node, outcome.message, at, ordinal);
        this.changes.sends.push(send);
        if (handOver === 'park') {
          awaitDelivery(this.changes, enrollment, node);
          return undefined;
        }
        const receipt = handOver === 'immediate' ? SENT : handOver(send);
        if (receipt.outcome === 'sent') this.after.sent(sentBy(send));
        return { node: this.leave(enrollment, node, delivered(node, receipt), at), at, ordinal };
      }
      case 'call': {
        const caller = { enrollment: enrollment.id, step: enrollment.step };
        const depth = depthAfter(enrollment);
        this.after.add({ what: 'enter', journey: outcome.journey, entry: outcome.entry, caller, depth });
        return this.rest(enrollment, node, outcome, at, ordinal);
      }
      case 'wait':
        return this.rest(enrollment, node, outcome, at, ordinal);
    }
  }

  private act(enrollment: Enrollment, effects: readonly Effect[], at: Instant): void {
    const depth = depthAfter(enrollment);
    for (const effect of effects) {
      if ('set' in effect) this.after.setAttributes(effect.set, at, depth);
      else if ('tag' in effect) this.after.setTags([effect.tag], []);
      else if ('untag' in effect) this.after.setTags([], [effect.untag]);
      else if ('emit' in effect) {
        this.after.add({ what: 'event', name: effect.emit, properties: effect.properties, depth });
      } else if ('enter' in effect) {
        this.after.add({ what: 'enter', journey: effect.enter, entry: effect.entry, depth });
      } else this.after.add({ what: 'leave', journey: effect.leave, reason: 'left', depth });
    }
  }

  /** Stores the rest, unless what has happened already ends it. */
  private rest(
    enrollment: Enrollment,
    node: ProgramNode,
    wait: Omit<Extract<Outcome, { do: 'wait' }>, 'do'>,
    at: Instant,
    ordinal: number,
  ): Onward | undefined {
    const { behaviour } = node;
    enrollment.due = wait.due;
    enrollment.fresh = true;
    enrollment.touched = true;
    this.changes.tally(node).waiting += 1;
    if (wait.keep !== undefined) remember(enrollment, { kept: wait.keep });
    if (wait.task) {
      const id = this.options.newId(at);
      remember(enrollment, { task: id });
      this.tell(enrollment, node, at, { open: wait.task, id });
    }
    const found = this.lookBack(enrollment, node, wait.due, at, ordinal);
    if (found) return { ...found, node: this.leave(enrollment, node, found.leaving, found.at) };
    if (!behaviour!.meets) return undefined;
    const now = Math.max(at, this.profile.played);
    const way = behaviour!.meets(this.visit(enrollment, now));
    if (way !== undefined)
      return { node: this.leave(enrollment, node, leavingBy(way, {}), now), at: now, ordinal: NO_LOOKING_BACK };
    if (behaviour!.turnsAt) this.after.turnBy(behaviour!.turnsAt(this.visit(enrollment, now)));
    return undefined;
  }

  /** The first event that already meets a wait: one since the entry where those count, or one played after `ordinal`. */
  private lookBack(enrollment: Enrollment, node: ProgramNode, due: Instant, at: Instant, ordinal: number) {
    const { behaviour } = node;
    if (!behaviour?.hears || (ordinal === NO_LOOKING_BACK && !behaviour.sinceEntry)) return undefined;
    for (const event of this.profile.history) {
      if (!behaviour.listens!.includes(event.name)) continue;
      const isLater = event.ordinal > ordinal && event.at >= at;
      const isEarlier = behaviour.sinceEntry && event.at > enrollment.enteredAt && !isLater;
      if (!isLater && !isEarlier) continue;
      if (isLater && event.at >= due) break;
      const way = this.heardBy(enrollment, node, event);
      if (way === undefined) continue;
      const leaving = leavingBy(way, { event: event.name });
      return isLater ? { leaving, at: event.at, ordinal: event.ordinal } : { leaving, at, ordinal };
    }
    return undefined;
  }

  /** Writes the step, moves along the port's edge, and returns the node reached; none where the journey is over. */
  private leave(enrollment: Enrollment, node: ProgramNode, leaving: Leaving, at: Instant): ProgramNode | undefined {
    const { reason, error } = leaving;
    const goesOn = error !== undefined && !node.next.has(leaving.port) && node.fallback !== undefined;
    const port = goesOn ? node.fallback! : leaving.port;
    this.record(enrollment, node, at, { outcome: error === undefined ? 'left' : 'failed', port, reason, error });
    const next = node.next.get(port);
    if (!next) {
      this.end(enrollment, at, error === undefined || goesOn ? 'completed' : 'failed');
      return undefined;
    }
    this.arrive(enrollment, next, at);
    if (next.visits === undefined || this.mayVisit(enrollment, next, next.visits)) return next;
    this.exceed(enrollment, next, at);
    return undefined;
  }

  /** Puts the enrollment at a node, from which the walk goes on. */
  arrive(enrollment: Enrollment, node: ProgramNode, at: Instant): void {
    enrollment.node = node.id;
    enrollment.arrivedAt = at;
    this.changes.tally(node).entered += 1;
  }

  private mayVisit(enrollment: Enrollment, node: ProgramNode, budget: number): boolean {
    const visits = (enrollment.memory?.visits?.[node.id] ?? 0) + 1;
    remember(enrollment, { visits: { ...enrollment.memory?.visits, [node.id]: visits } });
    return visits <= budget;
  }

  /** A budget is used up: the run ends with that reason (STATE-3). */
  private exceed(enrollment: Enrollment, node: ProgramNode, at: Instant): void {
    this.record(enrollment, node, at, { outcome: 'failed', error: 'visit_limit' });
    this.end(enrollment, at, 'visit_limit');
  }

  /** Ends the run at the node where it is. */
  finish(enrollment: Enrollment, node: ProgramNode, at: Instant, reason: string, why: unknown): void {
    // What is with the provider already is not called back (EXIT-3): the log says that something was on its way.
    const open = enrollment.parked === 'delivery' ? { messageOpen: true } : {};
    this.record(enrollment, node, at, { outcome: 'ended', reason: { ...(why as object), ...open } });
    this.end(enrollment, at, reason);
  }

  record(enrollment: Enrollment, node: ProgramNode, at: Instant, how: StepEnd): void {
    if (enrollment.memory?.task) this.tell(enrollment, node, at, { close: how.port ?? how.outcome });
    recordStep(this.changes, this.profile, enrollment, node, at, how);
    const { memory } = enrollment;
    if (memory && (memory.kept !== undefined || memory.task || memory.called || memory.frozen)) {
      remember(enrollment, { kept: undefined, task: undefined, called: undefined, frozen: undefined });
    }
  }

  private end(enrollment: Enrollment, at: Instant, reason: string): void {
    endEnrollment(this.changes, this.profile, enrollment, at, reason);
    const caller = enrollment.memory?.caller;
    const depth = enrollment.memory?.depth ?? 0;
    if (caller) this.after.add({ what: 'returned', caller, how: { ended: reason }, depth });
    const { exclusion } = this.programOf(enrollment).doors;
    if (exclusion) this.after.add({ what: 'admit', group: exclusion.group, depth });
  }

  /** Opens, closes or reminds of the task for a person that the next step will close. */
  tell(enrollment: Enrollment, node: ProgramNode, at: Instant, what: TaskChange['do']): void {
    this.changes.tasks.push({ profile: this.profile, enrollment, node, step: enrollment.step + 1, at, do: what });
  }

  heardBy(enrollment: Enrollment, node: ProgramNode, event: Heard) {
    const visit = this.visit(enrollment, event.at);
    return this.facts.withEvent(event.properties, () => node.behaviour!.hears!(event, visit));
  }

  visit(enrollment: Enrollment, now: Instant): Visit {
    this.facts.entryAtHand = enrollment.entry;
    const { profile, world } = this;
    return {
      facts: this.facts,
      now,
      arrivedAt: enrollment.arrivedAt + (enrollment.memory?.frozen?.for ?? 0),
      enteredAt: enrollment.enteredAt,
      profile: profile.id,
      zone: () => zoneFor(profile.attributes.timezone, this.programOf(enrollment).zone, world.zone),
      kept: enrollment.memory?.kept,
    };
  }

  programOf(enrollment: Enrollment): Program {
    const program = this.world.journeys.get(enrollment.journey)?.versions.get(enrollment.version);
    if (program) return program;
    throw new Error(`Enrollment ${enrollment.id} is in version ${enrollment.version}, which is not loaded.`);
  }

  nodeOf(enrollment: Enrollment): ProgramNode {
    const node = this.programOf(enrollment).nodes.get(enrollment.node);
    if (node) return node;
    throw new Error(
      `Enrollment ${enrollment.id} is at node "${enrollment.node}", which version ${enrollment.version} does not have.`,
    );
  }
}

/** The port a way names, with its reason added to what is known. */
export function leavingBy(way: Exclude<Way, { again: Instant }>, known: object): Leaving {
  if (typeof way === 'string') return { port: way, reason: known };
  return { port: way.port, reason: { ...known, ...(way.reason as object | undefined) } };
}

/** A step that threw: it takes the error port, or what the node says instead (STATE-4). */
export function failing(error: unknown): Leaving {
  return { port: 'failed', error: error instanceof Error ? error.message : String(error) };
}

/** Events and runs know how many things led to each other before them. */
const depthAfter = (enrollment: Enrollment): number => (enrollment.memory?.depth ?? 0) + 1;
