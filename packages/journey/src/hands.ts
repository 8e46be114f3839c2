import type { Instant } from '@sojourn/rules';
import type { Arrival } from './arrival.js';
import type { Changes } from './changes.js';
import { remember } from './memory.js';
import type { Enrollment } from './profile-state.js';
import type { World } from './program.js';
import { NO_LOOKING_BACK, type Walker } from './walker.js';

/** Which enrollment is meant; with a step, only while it still rests there. */
interface Which {
  enrollment: string;
  step?: number;
}

/** What people do with an enrollment by hand, or with many by a bulk operation (STATE-1, VERSION-2). */
export class Hands {
  constructor(
    private readonly world: World,
    private readonly changes: Changes,
    private readonly walker: Walker,
  ) {}

  takeOut(which: Which, at: Instant, reason: string): void {
    const enrollment = this.find(which);
    if (enrollment) this.walker.finish(enrollment, this.walker.nodeOf(enrollment), at, reason, { exit: reason });
  }

  /**
   * Of the runs that two profiles of one person brought with them under one re-entry key, only as many go on as may be
   * there at once; the older ones stay (EVENT-5).
   */
  leaveOneOfEach(at: Instant): void {
    const seen = new Map<string, number>();
    for (const { id, journey, key } of this.walker.all()) {
      const place = `${journey}|${key}`;
      const before = seen.get(place) ?? 0;
      const reentry = this.world.journeys.get(journey)?.newest.reentry;
      const most = reentry?.rule === 'always' ? (reentry.atOnce ?? Infinity) : 1;
      if (before < most) seen.set(place, before + 1);
      else this.takeOut({ enrollment: id }, at, 'merged');
    }
  }

  /** Leaves where it rests now, by the port given or by the one its time would take. */
  skip(arrival: Extract<Arrival, { kind: 'skip' }>, at: Instant): void {
    const { port, reason } = arrival;
    const enrollment = this.find(arrival);
    if (!enrollment) return;
    const node = this.walker.nodeOf(enrollment);
    const way = port ?? node.behaviour?.due?.(this.walker.visit(enrollment, at)) ?? [...node.next.keys()][0] ?? 'next';
    const by = typeof way === 'string' ? way : 'port' in way ? way.port : [...node.next.keys()][0]!;
    this.walker.go(enrollment, node, { port: by, reason: { skipped: reason } }, at);
  }

  /**
   * Puts an enrollment at a node of a loaded version. Where that is the node it rests at, the rest goes on: its wait
   * keeps its due time or is worked out anew from when it was reached (VERSION-3), its open message stays open.
   */
  move(arrival: Extract<Arrival, { kind: 'move' }>, at: Instant): void {
    const enrollment = this.find(arrival);
    const program = this.world.journeys.get(enrollment?.journey ?? '')?.versions.get(arrival.version);
    const target = program?.nodes.get(arrival.node);
    if (!enrollment || !target?.behaviour) return;
    const from = this.walker.nodeOf(enrollment);
    const stays = from.id === target.id && from.type === target.type;
    if (stays && enrollment.parked === 'delivery') {
      this.changes.tally(from).waiting -= 1;
      this.changes.tally(target).waiting += 1;
      enrollment.version = arrival.version;
      enrollment.touched = true;
      return;
    }
    const { due, heldDue, parked, memory, arrivedAt, version } = enrollment;
    const moved = { from: { version, node: from.id }, to: { version: arrival.version, node: target.id } };
    if (stays) remember(enrollment, { task: undefined });
    this.walker.record(enrollment, from, at, { outcome: 'moved', reason: { moved, why: arrival.reason } });
    enrollment.version = arrival.version;
    this.walker.arrive(enrollment, target, at);
    if (!stays) {
      this.walker.walk(enrollment, { node: target, at, ordinal: NO_LOOKING_BACK });
      return;
    }
    enrollment.arrivedAt = arrivedAt;
    if (arrival.wait === 'recompute') {
      this.walker.walk(enrollment, { node: target, at, ordinal: NO_LOOKING_BACK });
      // One that is over by the new reckoning ends now: what follows does not begin in the past.
      if (enrollment.node === target.id) enrollment.due = Math.max(enrollment.due, at);
      return;
    }
    Object.assign(enrollment, { due, heldDue, parked, memory });
    this.changes.tally(target).waiting += 1;
  }

  private find({ enrollment: id, step }: Which): Enrollment | undefined {
    const enrollment = this.walker.find(id);
    return step === undefined || enrollment?.step === step ? enrollment : undefined;
  }
}
