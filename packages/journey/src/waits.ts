import { NEVER, type Instant } from '@sojourn/rules';
import type { Arrival } from './arrival.js';
import { delivered } from './books.js';
import { thaw, type Freeze, type Rest } from './freeze.js';
import type { Heard, Way } from './node-type.js';
import type { ProgramNode, World } from './program.js';
import type { Enrollment, ProfileState } from './profile-state.js';
import { remember } from './memory.js';
import { failing, leavingBy, type Walker } from './walker.js';

/** What ends the rests of one profile's enrollments: their time, an event, a condition, a receipt, a run that was called. */
export class Waits {
  private profile!: ProfileState;

  constructor(
    private readonly world: World,
    private readonly walker: Walker,
  ) {}

  begin(profile: ProfileState): void {
    this.profile = profile;
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

  /** Its time has come: it leaves by the port its wait names, rests on, or is put aside while the journey is paused. */
  wake(enrollment: Enrollment): void {
    const node = this.walker.nodeOf(enrollment);
    if (this.isPutOff(enrollment)) return;
    if (this.world.journeys.get(enrollment.journey)!.state === 'paused') {
      enrollment.heldDue = enrollment.due;
      enrollment.due = NEVER;
      enrollment.parked = 'paused';
      enrollment.touched = true;
      return;
    }
    const at = enrollment.due;
    // A receipt that came late set this wait in the past: events played since then are still ahead of what follows.
    const ordinal = at < this.profile.played ? 0 : undefined;
    const way = this.ask(enrollment, node, at, () => node.behaviour!.due!(this.walker.visit(enrollment, at)));
    if (way !== undefined && !this.restsOn(enrollment, node, way, at)) {
      this.walker.go(enrollment, node, leavingBy(way, { due: at }), at, ordinal);
    }
  }

  /** Waits for this event: an enrollment that came to its wait before the event leaves by the port it names (WAIT-2). */
  hear(event: Heard): void {
    for (const enrollment of [...this.profile.enrollments]) {
      if (!this.isAwake(enrollment, event.at)) continue;
      const node = this.walker.nodeOf(enrollment);
      if (!node.behaviour?.hears || !node.behaviour.listens!.includes(event.name)) continue;
      const way = this.ask(enrollment, node, event.at, () => this.walker.heardBy(enrollment, node, event));
      if (way !== undefined) {
        this.walker.go(enrollment, node, leavingBy(way, { event: event.name }), event.at);
      }
    }
  }

  /** Waits for a condition: whoever's holds now goes on. */
  meet(at: Instant): void {
    for (const enrollment of [...this.profile.enrollments]) {
      if (!this.isAwake(enrollment, at)) continue;
      const node = this.walker.nodeOf(enrollment);
      if (!node.behaviour?.meets) continue;
      const way = this.ask(enrollment, node, at, () => node.behaviour!.meets!(this.walker.visit(enrollment, at)));
      if (way !== undefined) this.walker.go(enrollment, node, leavingBy(way, {}), at);
    }
  }

  /** When time alone may next let somebody's condition come true. */
  meetsTurn(at: Instant): Instant {
    let soonest = NEVER;
    for (const enrollment of this.profile.enrollments) {
      const node = this.isAwake(enrollment, at) ? this.walker.nodeOf(enrollment) : undefined;
      if (!node?.behaviour?.turnsAt) continue;
      soonest = Math.min(soonest, node.behaviour.turnsAt(this.walker.visit(enrollment, at)));
    }
    return soonest;
  }

  /**
   * The delivery has ended and the enrollment goes on: at the instant it came to the node, or at the hand-over where
   * that was deferred. A wait that follows looks back over the events played since. A receipt for a step that is
   * already behind is late and changes nothing.
   */
  receive(arrival: Extract<Arrival, { kind: 'receipt' }>): void {
    const enrollment = this.walker.find(arrival.enrollment);
    if (!enrollment || enrollment.parked !== 'delivery' || enrollment.step !== arrival.step) return;
    const node = this.walker.nodeOf(enrollment);
    const at = Math.max(arrival.handedOverAt ?? enrollment.arrivedAt, enrollment.arrivedAt);
    this.walker.go(enrollment, node, delivered(node, arrival.receipt), at, arrival.ordinal);
  }

  /** The run that was called has ended, or was refused. */
  returned(
    caller: { enrollment: string; step: number },
    how: { ended: string } | { refused: string },
    at: Instant,
  ): void {
    const enrollment = this.walker.find(caller.enrollment);
    if (!enrollment || enrollment.step !== caller.step || !this.isAwake(enrollment, at)) return;
    const node = this.walker.nodeOf(enrollment);
    const port = this.ask(enrollment, node, at, () => node.behaviour!.returned!(how));
    if (port !== undefined) this.walker.go(enrollment, node, { port, reason: how }, at);
  }

  /** A person closed the task; who answers a task that the journey has left behind changes nothing. */
  answer({ enrollment: id, step, answer, values }: Extract<Arrival, { kind: 'answer' }>, at: Instant): void {
    const enrollment = this.walker.find(id);
    if (!enrollment || enrollment.step + 1 !== step || !this.isAwake(enrollment, at)) return;
    const node = this.walker.nodeOf(enrollment);
    if (!node.behaviour?.answered) return;
    const port = this.ask(enrollment, node, at, () => node.behaviour!.answered!(answer));
    if (port !== undefined) this.walker.go(enrollment, node, { port, reason: { answer, ...values } }, at);
  }

  private restsOn(
    enrollment: Enrollment,
    node: ProgramNode,
    way: Way,
    at: Instant,
  ): way is Extract<Way, { again: Instant }> {
    if (typeof way === 'string' || !('again' in way)) return false;
    if (way.again <= at) {
      this.walker.go(enrollment, node, failing('A wait may only rest on until a later moment.'), at);
      return true;
    }
    enrollment.due = way.again;
    enrollment.fresh = true;
    enrollment.touched = true;
    if (way.keep !== undefined) remember(enrollment, { kept: way.keep });
    if (way.remind) this.walker.tell(enrollment, node, at, { remind: way.remind });
    return true;
  }

  /** Time stood still since it came here: it is due later by as long, which is counted now, once. */
  private isPutOff(enrollment: Enrollment): boolean {
    const over = this.freezesOf(enrollment).filter(({ until }) => until < NEVER);
    const rest = restOf(enrollment, enrollment.due);
    const { due, frozen } = thaw(rest, over);
    if (frozen === rest.frozen) return false;
    enrollment.due = due;
    remember(enrollment, { frozen });
    return true;
  }

  /** One that a pause put aside is at its timeout already: what comes now is late for it, unless its time stood still. */
  private isAwake(enrollment: Enrollment, at: Instant): boolean {
    const { parked, heldDue } = enrollment;
    if (parked === undefined) return true;
    return parked === 'paused' && at < thaw(restOf(enrollment, heldDue!), this.freezesOf(enrollment)).due;
  }

  private freezesOf({ journey }: Enrollment): readonly Freeze[] {
    return this.world.journeys.get(journey)?.freezes ?? [];
  }

  /** Asks a node; where it throws, the step fails and takes its error port (STATE-4). */
  private ask<T>(enrollment: Enrollment, node: ProgramNode, at: Instant, question: () => T): T | undefined {
    try {
      return question();
    } catch (error) {
      this.walker.go(enrollment, node, failing(error), at);
      return undefined;
    }
  }
}

const restOf = ({ arrivedAt, memory }: Enrollment, due: Instant): Rest => ({ arrivedAt, due, frozen: memory?.frozen });

function comesBefore(a: Enrollment, b: Enrollment): boolean {
  if (a.due !== b.due) return a.due < b.due;
  if (a.enteredAt !== b.enteredAt) return a.enteredAt < b.enteredAt;
  return a.id < b.id;
}
