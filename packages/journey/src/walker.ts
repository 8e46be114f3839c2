import { NEVER, type Instant } from '@sojourn/rules';
import type { Arrival } from './arrival.js';
import { endEnrollment, recordStep, type StepEnd } from './books.js';
import type { Changes } from './changes.js';
import { JOURNEY_LIMITS } from './journey.js';
import type { Heard, Outcome, Visit } from './node-type.js';
import type { Player, PlayOptions } from './player.js';
import type { ProgramNode, World } from './program.js';
import type { Enrollment, ProfileState } from './profile-state.js';
import { Starter } from './starter.js';

/** Everything played so far is behind a walk that starts now: nothing to look back over. */
const NO_LOOKING_BACK = Infinity;

/** Walks one profile's enrollments through their graphs, from where they are to the next rest. */
export class Walker {
  private profile!: ProfileState;
  readonly starter: Starter;

  constructor(
    private readonly world: World,
    private readonly changes: Changes,
    private readonly player: Player,
    private readonly options: PlayOptions,
  ) {
    this.starter = new Starter(world, changes, player, options, (enrollment, node, at) =>
      this.leaveAndWalk(enrollment, node, 'next', at, undefined, NO_LOOKING_BACK),
    );
  }

  begin(profile: ProfileState): void {
    this.profile = profile;
    this.starter.begin(profile);
  }

  /** The enrollment that is due first; ties by entry, then by id, so that every run takes the same order. */
  nextDue(): Enrollment | undefined {
    let first: Enrollment | undefined;
    for (const enrollment of this.profile.enrollments) {
      if (enrollment.due === NEVER) continue;
      if (!first || comesBefore(enrollment, first)) first = enrollment;
    }
    return first;
  }

  /** Its time has come: it leaves by the port its wait names, or is put aside while the journey is paused. */
  wake(enrollment: Enrollment): void {
    const node = this.nodeOf(enrollment);
    if (this.world.journeys.get(enrollment.journey)!.state === 'paused') {
      enrollment.heldDue = enrollment.due;
      enrollment.due = NEVER;
      enrollment.parked = 'paused';
      enrollment.touched = true;
      return;
    }
    const at = enrollment.due;
    const port = node.behaviour!.due!(this.visit(enrollment, at));
    // A receipt that came late set this wait in the past: events played since then are still ahead of what follows.
    const ordinal = at < this.profile.played ? 0 : NO_LOOKING_BACK;
    this.leaveAndWalk(enrollment, node, port, at, { due: at }, ordinal);
  }

  /** Waits for this event: an enrollment that came to its wait before the event leaves by the port it names (WAIT-2). */
  hear(event: Heard): void {
    for (const enrollment of [...this.profile.enrollments]) {
      // One that a pause put aside is at its timeout already: what comes now is late for it.
      if (enrollment.parked) continue;
      const node = this.nodeOf(enrollment);
      if (!node.behaviour?.hears || !node.behaviour.listens!.includes(event.name)) continue;
      const port = this.heardBy(enrollment, node, event);
      if (port !== undefined)
        this.leaveAndWalk(enrollment, node, port, event.at, { event: event.name }, NO_LOOKING_BACK);
    }
  }

  /**
   * The delivery has ended and the enrollment goes on: at the instant it came to the node, or at the hand-over where
   * that was deferred. A wait that follows looks back over the events played since. A receipt for a step that is
   * already behind is late and changes nothing.
   */
  receive(arrival: Extract<Arrival, { kind: 'receipt' }>): void {
    const enrollment = this.profile.enrollments.find((each) => each.id === arrival.enrollment);
    if (!enrollment || enrollment.parked !== 'delivery' || enrollment.step !== arrival.step) return;
    const node = this.nodeOf(enrollment);
    const port = node.behaviour!.receipt!(arrival.receipt);
    const at = Math.max(arrival.handedOverAt ?? enrollment.arrivedAt, enrollment.arrivedAt);
    const error = arrival.receipt.outcome === 'failed' ? (arrival.receipt.reason ?? 'failed') : undefined;
    this.leaveAndWalk(enrollment, node, port, at, arrival.receipt, arrival.ordinal, error);
  }

  takeOut(id: string, at: Instant, reason: string): void {
    const enrollment = this.profile.enrollments.find((each) => each.id === id);
    if (!enrollment) return;
    const node = this.nodeOf(enrollment);
    this.record(enrollment, node, at, { outcome: 'ended', reason: { exit: reason } });
    this.end(enrollment, at, reason);
  }

  private leaveAndWalk(
    enrollment: Enrollment,
    from: ProgramNode,
    port: string,
    at: Instant,
    reason: unknown,
    ordinal: number,
    error?: string,
  ): void {
    let node = this.leave(enrollment, from, port, at, reason, error);
    this.player.entryAtHand = enrollment.entry;
    for (let taken = 0; node; taken++) {
      if (taken >= JOURNEY_LIMITS.stepsAtOnce || enrollment.step >= JOURNEY_LIMITS.stepsPerEnrollment) {
        this.fail(enrollment, node, at, 'visit_limit');
        return;
      }
      const outcome = this.look(enrollment, node, at);
      if (!outcome) return;
      switch (outcome.do) {
        case 'leave':
          node = this.leave(enrollment, node, outcome.port, at, outcome.reason);
          break;
        case 'set':
          Object.assign(this.profile.attributes, outcome.attributes);
          node = this.leave(enrollment, node, outcome.port, at, { set: outcome.attributes });
          this.starter.onStage(this.player.attributesChanged(at), at);
          this.player.entryAtHand = enrollment.entry;
          break;
        case 'end':
          this.record(enrollment, node, at, { outcome: 'ended', reason: { exit: outcome.reason } });
          this.end(enrollment, at, outcome.reason);
          return;
        case 'send': {
          if (this.options.handOver === 'park') {
            this.park(enrollment, node, outcome, at, ordinal);
            return;
          }
          this.changes.sends.push(this.sendOf(enrollment, node, outcome, at, ordinal));
          const receipt = { outcome: 'sent' } as const;
          node = this.leave(enrollment, node, node.behaviour!.receipt!(receipt), at, receipt);
          break;
        }
        case 'wait': {
          const heard = this.rest(enrollment, node, outcome, at, ordinal);
          if (!heard) return;
          ({ at, ordinal } = heard);
          node = this.leave(enrollment, node, heard.port, at, { event: heard.name });
          break;
        }
      }
    }
  }

  private look(enrollment: Enrollment, node: ProgramNode, at: Instant): Outcome | undefined {
    try {
      return node.behaviour!.visit(this.visit(enrollment, at));
    } catch (error) {
      this.fail(enrollment, node, at, error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }

  /** Stores the wait, unless an event that was played after `ordinal` already meets it. */
  private rest(enrollment: Enrollment, node: ProgramNode, wait: { due: Instant }, at: Instant, ordinal: number) {
    enrollment.due = wait.due;
    enrollment.fresh = true;
    enrollment.touched = true;
    this.changes.tally(node).waiting += 1;
    const { behaviour } = node;
    if (ordinal === NO_LOOKING_BACK || !behaviour?.hears) return undefined;
    for (const event of this.profile.history) {
      if (event.ordinal <= ordinal || event.at < at || !behaviour.listens!.includes(event.name)) continue;
      if (event.at >= wait.due) break;
      const port = this.heardBy(enrollment, node, event);
      if (port !== undefined) return { port, at: event.at, ordinal: event.ordinal, name: event.name };
    }
    return undefined;
  }

  private park(
    enrollment: Enrollment,
    node: ProgramNode,
    outcome: Extract<Outcome, { do: 'send' }>,
    at: Instant,
    ordinal: number,
  ): void {
    enrollment.parked = 'delivery';
    enrollment.due = NEVER;
    enrollment.touched = true;
    this.changes.tally(node).waiting += 1;
    this.changes.sends.push(this.sendOf(enrollment, node, outcome, at, ordinal));
  }

  private sendOf(
    enrollment: Enrollment,
    node: ProgramNode,
    { message }: Extract<Outcome, { do: 'send' }>,
    at: Instant,
    ordinal: number,
  ) {
    const { profile } = this;
    const seen = ordinal === NO_LOOKING_BACK ? profile.ordinal : ordinal;
    const key = `${enrollment.id}:${node.id}:${enrollment.step + 1}`;
    return { id: this.options.newId(at), key, profile, enrollment, node, message, at, ordinal: seen };
  }

  /** Writes the step, moves along the port's edge, and returns the node reached; none where the journey is over. */
  private leave(
    enrollment: Enrollment,
    node: ProgramNode,
    port: string,
    at: Instant,
    reason: unknown,
    error?: string,
  ): ProgramNode | undefined {
    this.record(enrollment, node, at, { outcome: error === undefined ? 'left' : 'failed', port, reason, error });
    const next = node.next.get(port);
    if (!next) {
      this.end(enrollment, at, error === undefined ? 'completed' : 'failed');
      return undefined;
    }
    enrollment.node = next.id;
    enrollment.arrivedAt = at;
    this.changes.tally(next).entered += 1;
    return next;
  }

  private fail(enrollment: Enrollment, node: ProgramNode, at: Instant, error: string): void {
    this.record(enrollment, node, at, { outcome: 'failed', error });
    this.end(enrollment, at, 'failed');
  }

  private record(enrollment: Enrollment, node: ProgramNode, at: Instant, how: StepEnd): void {
    recordStep(this.changes, this.profile, enrollment, node, at, how);
  }

  private end(enrollment: Enrollment, at: Instant, reason: string): void {
    endEnrollment(this.changes, this.profile, enrollment, at, reason);
  }

  private heardBy(enrollment: Enrollment, node: ProgramNode, event: Heard): string | undefined {
    const visit = this.visit(enrollment, event.at);
    return this.player.withEvent(event.properties, () => node.behaviour!.hears!(event, visit));
  }

  private visit(enrollment: Enrollment, now: Instant): Visit {
    this.player.entryAtHand = enrollment.entry;
    return { facts: this.player, now, arrivedAt: enrollment.arrivedAt };
  }

  private nodeOf(enrollment: Enrollment): ProgramNode {
    const node = this.world.journeys
      .get(enrollment.journey)
      ?.versions.get(enrollment.version)
      ?.nodes.get(enrollment.node);
    if (!node)
      throw new Error(
        `Enrollment ${enrollment.id} is at node "${enrollment.node}" of version ${enrollment.version}, which is not loaded.`,
      );
    return node;
  }
}

function comesBefore(a: Enrollment, b: Enrollment): boolean {
  if (a.due !== b.due) return a.due < b.due;
  if (a.enteredAt !== b.enteredAt) return a.enteredAt < b.enteredAt;
  return a.id < b.id;
}
