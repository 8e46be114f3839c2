import { NEVER, type Finding, type Instant } from '@sojourn/rules';
import type { Aftermath } from './aftermath.js';
import type { Changes, RefusalRule } from './changes.js';
import { fitsStage, isHeldOut, refusalOf, takerOf, type Applicant } from './entry-checks.js';
import { instanceKey, recordEntry } from './entry.js';
import { heldAtEntry, watchesTurn } from './judge.js';
import type { Arrival } from './arrival.js';
import type { FactsAtHand } from './facts-at-hand.js';
import type { PlayOptions } from './player.js';
import type { Program, ProgramNode, World } from './program.js';
import type { Enrollment, Memory, ProfileState, Properties } from './profile-state.js';
import type { StageChange } from './stages.js';
import { NO_LOOKING_BACK, type Walker } from './walker.js';

/** How somebody comes to a trigger. */
interface Coming {
  entry: Properties;
  /** How many things led to each other before. */
  depth: number;
  caller?: Memory['caller'];
  /** What the trigger's filter met, for the log (SPLIT-2). */
  findings?: Finding[];
}

const NOTHING: Properties = {};

/** Lets one profile into journeys, by their triggers and as far as their settings allow. */
export class Starter {
  private profile!: ProfileState;
  private readonly programOf = (enrollment: Enrollment): Program => this.walker.programOf(enrollment);

  constructor(
    private readonly world: World,
    private readonly changes: Changes,
    private readonly facts: FactsAtHand,
    private readonly after: Aftermath,
    private readonly walker: Walker,
    private readonly options: PlayOptions,
  ) {}

  begin(profile: ProfileState): void {
    this.profile = profile;
  }

  onEvent(name: string, at: Instant, properties: Properties, depth: number): void {
    for (const node of this.world.onEvent.get(name) ?? []) this.offer(node, at, properties, depth, properties);
  }

  onStage(change: StageChange, at: Instant, depth: number): void {
    for (const node of this.world.onStage) {
      if (fitsStage(node.trigger!, change)) this.start(node, at, { entry: { ...change }, depth });
    }
  }

  onAttribute(name: string, change: Properties, at: Instant, depth: number): void {
    for (const node of this.world.onAttribute.get(name) ?? []) {
      this.offer(node, at, change, depth, { attribute: name, ...change });
    }
  }

  onScore(name: string, from: number, to: number, at: Instant, depth: number): void {
    for (const node of this.world.onScore) {
      const trigger = node.trigger!;
      if (trigger.on !== 'score' || trigger.score !== name) continue;
      const crosses =
        trigger.crosses === 'below'
          ? from >= trigger.bound && to < trigger.bound
          : from < trigger.bound && to >= trigger.bound;
      if (crosses) this.start(node, at, { entry: { score: name, from, to }, depth });
    }
  }

  /** The audience (人群) is asked here, profile by profile, at the instant of its occurrence: no event is at hand. */
  onEnter(
    { journey, node, entry, depth = 0, cause = 'schedule' }: Extract<Arrival, { kind: 'enter' }>,
    at: Instant,
  ): void {
    const trigger = this.triggerOf(journey, node);
    if (!trigger) return;
    if (cause === 'backfill') this.start(trigger, at, { entry, depth });
    else if (cause === 'schedule') this.offer(trigger, at, NOTHING, depth, entry);
    else this.offer(trigger, at, entry, depth, entry, true);
  }

  /** Another journey's enrollment takes the profile here: by the trigger for journeys, else by the first one. */
  onJourney(journey: string, at: Instant, coming: Coming): void {
    const triggers = this.world.journeys.get(journey)?.newest.triggers ?? [];
    const node = triggers.find(({ trigger }) => trigger!.on === 'journey') ?? triggers[0];
    const live = node && this.triggerOf(journey, node.id);
    if (live) this.start(live, at, coming);
    else this.turnAway(coming, 'not_live');
  }

  /** Whoever waits at the door of a group goes in as soon as there is room, the first come first. */
  admit(group: string, at: Instant): void {
    const { profile, walker } = this;
    const waiting = profile.enrollments.find(
      (enrollment) => enrollment.parked === 'excluded' && walker.programOf(enrollment).doors.exclusion?.group === group,
    );
    if (!waiting || takerOf(group, this.applicant(walker.programOf(waiting), at, 0, waiting.key))) return;
    waiting.parked = undefined;
    waiting.arrivedAt = at;
    this.changes.tally(walker.nodeOf(waiting)).waiting -= 1;
    if (this.after.exitBefore(waiting, at)) return;
    walker.go(waiting, walker.nodeOf(waiting), { port: 'next', reason: { admitted: group } }, at);
  }

  private triggerOf(journey: string, node: string): ProgramNode | undefined {
    const running = this.world.journeys.get(journey);
    const trigger = running?.newest.nodes.get(node);
    return running?.state === 'live' && trigger?.trigger ? trigger : undefined;
  }

  /** Asks the trigger's filter, with these properties at hand. `logged` refusals are of somebody who was asked for. */
  private offer(
    node: ProgramNode,
    at: Instant,
    atHand: Properties,
    depth: number,
    entry: Properties,
    logged = false,
  ): void {
    const { accepts } = node.trigger!;
    this.facts.entryAtHand = undefined;
    if (!accepts) {
      this.start(node, at, { entry, depth });
      return;
    }
    const findings = this.facts.withEvent(atHand, () =>
      accepts.holds(this.facts, at) ? accepts.findings(this.facts, at) : undefined,
    );
    if (findings) this.start(node, at, { entry, depth, findings });
    else if (logged) this.refuse(node, at, 'filter', '');
  }

  private start(node: ProgramNode, at: Instant, coming: Coming): void {
    if (at < (this.options.startsFrom ?? -NEVER)) return;
    const { doors } = node.program;
    const key = instanceKey(node.program.reentry, coming.entry);
    const applicant = this.applicant(node.program, at, coming.depth, key);
    const rule = refusalOf(applicant);
    if (rule) {
      this.refuse(node, at, rule, key);
      this.turnAway(coming, rule);
      return;
    }
    const enrollment = this.enroll(node, at, coming, key);
    if (isHeldOut(node.program, this.profile.id)) {
      this.walker.finish(enrollment, node, at, 'holdout', { holdout: doors.holdout });
    } else if (doors.exclusion && takerOf(doors.exclusion.group, applicant)) {
      enrollment.parked = 'excluded';
      this.changes.tally(node).waiting += 1;
    } else if (!this.after.exitBefore(enrollment, at)) {
      const reason = coming.findings && { findings: coming.findings };
      this.walker.go(enrollment, node, { port: 'next', reason }, at, NO_LOOKING_BACK);
    }
  }

  private applicant(program: Program, at: Instant, depth: number, key: string): Applicant {
    const { profile, options, programOf } = this;
    return { profile, program, at, depth, key, programOf, admit: options.admit };
  }

  private enroll(node: ProgramNode, at: Instant, { entry, depth, caller }: Coming, key: string): Enrollment {
    const { profile } = this;
    const { journey, version } = node.program;
    const memory: Memory = {
      ...(depth > 0 && { depth }),
      ...(caller && { caller }),
    };
    const enrollment: Enrollment = {
      id: this.options.newId(at),
      journey,
      version,
      key,
      node: node.id,
      step: 0,
      enteredAt: at,
      arrivedAt: at,
      due: NEVER,
      parked: undefined,
      heldDue: undefined,
      entry,
      memory: undefined,
      stored: false,
      storedStep: undefined,
      fresh: undefined,
      touched: true,
    };
    this.facts.entryAtHand = entry;
    const held = heldAtEntry(this.facts, node.program, at);
    if (held.length > 0) memory.held = held;
    this.after.turnBy(watchesTurn(this.facts, node.program, at));
    if (Object.keys(memory).length > 0) enrollment.memory = memory;
    profile.enrollments.push(enrollment);
    recordEntry(profile, journey, key, at);
    this.changes.tally(node).entered += 1;
    return enrollment;
  }

  private refuse(node: ProgramNode, at: Instant, rule: RefusalRule, key: string): void {
    this.changes.refusals.push({ profile: this.profile, node, at, rule, key });
  }

  /** Whoever called must know that nobody came. */
  private turnAway({ caller, depth }: Coming, rule: RefusalRule): void {
    if (caller) this.after.add({ what: 'returned', caller, how: { refused: rule }, depth });
  }
}
