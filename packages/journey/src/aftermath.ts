import type { Cause } from '@sojourn/lifecycle';
import { SENT_EVENT, type Instant } from '@sojourn/rules';
import type { SentMessage } from './arrival.js';
import type { Changes } from './changes.js';
import { CASCADE, type Consequence } from './consequences.js';
import type { FactsAtHand } from './facts-at-hand.js';
import { judge, stateExit, watchesTurn, type Happened, type Verdict } from './judge.js';
import { countDeclared, setTraits } from './profile-facts.js';
import type { Enrollment, ProfileState, Properties } from './profile-state.js';
import type { World } from './program.js';
import type { HeldBack, StageChange, Stages } from './stages.js';
import type { Starter } from './starter.js';
import type { Waits } from './waits.js';
import { failing, type Walker } from './walker.js';

/** Plays an event that a journey emitted. */
type Emitted = (name: string, properties: Properties, at: Instant, depth: number) => void;

/**
 * What follows for one profile from what was just played, in the order of EVENT-3: stages, then goals and exit rules,
 * then waits, then triggers; then, one after the other, what those led to.
 */
export class Aftermath {
  private profile!: ProfileState;
  private walker!: Walker;
  private waits!: Waits;
  private starter!: Starter;
  private emitted!: Emitted;
  /** What is still to follow, in order. */
  private readonly queue: Consequence[] = [];
  /** Whether a walk changed the profile since goals, exit rules and waits for conditions were last asked. */
  private unsettled = false;

  constructor(
    private readonly world: World,
    private readonly changes: Changes,
    private readonly facts: FactsAtHand,
    private readonly stages: Stages,
  ) {}

  attach(walker: Walker, waits: Waits, starter: Starter, emitted: Emitted): void {
    this.walker = walker;
    this.waits = waits;
    this.starter = starter;
    this.emitted = emitted;
  }

  begin(profile: ProfileState): void {
    this.profile = profile;
    this.queue.length = 0;
    this.unsettled = false;
  }

  /** Puts something that follows at the end of the line. */
  add(consequence: Consequence): void {
    this.queue.push(consequence);
  }

  /** Time alone may change something that an enrollment watches for at this instant. */
  turnBy(at: Instant): void {
    if (at >= this.profile.nextFlip) return;
    this.profile.nextFlip = at;
    this.profile.touched = true;
  }

  /** Writes attributes; stages, triggers and whoever watches are told. */
  setAttributes(attributes: Properties, at: Instant, depth: number): void {
    const { profile, world } = this;
    const listened = Object.entries(attributes).filter(([name]) => world.onAttribute.has(name));
    const before = listened.map(([name]) => profile.attributes[name]);
    setTraits(profile, attributes);
    this.unsettled = true;
    listened.forEach(([name, to], index) => {
      const from = before[index];
      if (JSON.stringify(from) !== JSON.stringify(to)) this.add({ what: 'attribute', name, from, to, depth });
    });
    if (!world.models.some(({ model }) => model.readsAttributes)) return;
    for (const change of this.place(at, 'event')) this.add({ what: 'stage', change, depth });
  }

  /** A message was handed over, which counts where a rule asks for it. */
  sent({ at: since, ...message }: SentMessage, at: Instant = since): void {
    const { profile, world } = this;
    if (!world.declared.of(SENT_EVENT)) return;
    const { template, ...rest } = message;
    countDeclared(profile, SENT_EVENT, at, template === undefined ? rest : { ...rest, template }, world.declared);
    this.unsettled = true;
    for (const change of this.place(Math.max(at, profile.played), 'event'))
      this.add({ what: 'stage', change, depth: 0 });
  }

  setTags(add: readonly string[], remove: readonly string[]): void {
    const { profile } = this;
    profile.tags = [...new Set([...profile.tags, ...add])].filter((tag) => !remove.includes(tag));
    profile.touched = true;
    this.unsettled = true;
  }

  /** Rules about a state are asked at entry, and again just before each action (EXIT-2); tells whether one ended the run. */
  exitBefore(enrollment: Enrollment, at: Instant): boolean {
    const verdict = stateExit(this.facts, this.walker.programOf(enrollment), at);
    if (verdict === undefined || !('exit' in verdict)) return false;
    const { exit, reason } = verdict;
    this.walker.finish(enrollment, this.walker.nodeOf(enrollment), at, 'exit_rule', { exit, ...(reason as object) });
    return true;
  }

  /** Something changed that goals, exit rules and waits for conditions may look at. */
  touch(): void {
    this.unsettled = true;
  }

  /** Places the profile anew and works out when time alone may next change anything that matters. */
  place(at: Instant, cause: Cause, mover?: HeldBack | 'time'): StageChange[] {
    const moved = this.stages.place(at, cause, mover);
    this.watchOn(at);
    return moved;
  }

  /** Works out the next flip again without moving anything. */
  rearm(at: Instant): void {
    this.profile.nextFlip = this.stages.nextFlip(at);
    this.watchOn(at);
  }

  /** Goals and exit rules, waits, triggers: in this order (EVENT-3). */
  happen(happened: Happened, depth: number, starts = true): void {
    const { at, event, changes = [] } = happened;
    this.judgeAll(happened);
    if (event) this.waits.hear(event);
    this.waits.meet(at);
    if (!starts) return;
    if (event) this.starter.onEvent(event.name, at, event.properties, depth);
    for (const change of changes) this.starter.onStage(change, at, depth);
  }

  /** Plays what follows until nothing does; what is too much for one play comes back as an arrival. */
  settle(): void {
    const at = this.profile.played;
    for (let done = 0; ;) {
      if (this.unsettled) {
        this.unsettled = false;
        this.judgeAll({ at });
        this.waits.meet(at);
        this.watchOn(at);
        continue;
      }
      const next = this.queue.shift();
      if (!next) return;
      done += 1;
      if (done <= CASCADE.items) this.follow(next, at);
      else this.changes.forwards.push({ profile: this.profile, at, consequence: next });
    }
  }

  follow(consequence: Consequence, at: Instant): void {
    const { depth } = consequence;
    switch (consequence.what) {
      case 'event':
        this.emitted(consequence.name, consequence.properties, at, depth);
        break;
      case 'enter':
        this.starter.onJourney(consequence.journey, at, consequence);
        break;
      case 'leave':
        for (const enrollment of [...this.profile.enrollments]) {
          if (enrollment.journey !== consequence.journey) continue;
          const node = this.walker.nodeOf(enrollment);
          this.walker.finish(enrollment, node, at, consequence.reason, { exit: consequence.reason });
        }
        break;
      case 'stage':
        this.happen({ at, changes: [consequence.change] }, depth);
        break;
      case 'attribute': {
        const { name, from = null, to } = consequence;
        this.starter.onAttribute(name, { from, to }, at, depth);
        break;
      }
      case 'score':
        this.starter.onScore(consequence.name, consequence.from, consequence.to, at, depth);
        break;
      case 'returned':
        this.waits.returned(consequence.caller, consequence.how, at);
        break;
      case 'admit':
        this.starter.admit(consequence.group, at);
        break;
    }
  }

  private judgeAll(happened: Happened): void {
    for (const enrollment of [...this.profile.enrollments]) {
      const program = this.walker.programOf(enrollment);
      if (enrollment.parked === 'excluded' || program.goals.length + program.exits.length === 0) continue;
      this.facts.entryAtHand = enrollment.entry;
      const node = this.walker.nodeOf(enrollment);
      try {
        const verdicts = judge(this.facts, program, enrollment, happened);
        for (const verdict of verdicts) this.execute(verdict, enrollment, happened.at);
      } catch (error) {
        this.walker.go(enrollment, node, failing(error), happened.at);
      }
    }
  }

  private execute(verdict: Verdict, enrollment: Enrollment, at: Instant): void {
    const node = this.walker.nodeOf(enrollment);
    if ('exit' in verdict) {
      const { exit, reason } = verdict;
      this.walker.finish(enrollment, node, at, 'exit_rule', { exit, ...(reason as object) });
      return;
    }
    const { goal, reason } = verdict;
    const { profile } = this;
    const { id, journey, version, key } = enrollment;
    this.changes.goals.push({ profile, enrollment, goal: goal.id, at, reason });
    profile.reached?.push({ enrollment: id, journey, version, key, goal: goal.id, at });
    const ledger = profile.ledger.get(`${journey}|${key}`);
    // One event may reach several goals: the run is counted with the first of them.
    if (ledger && enrollment.memory?.goals?.[0] === goal.id) {
      ledger.goals += 1;
      ledger.touched = true;
    }
    if (goal.exits) this.walker.finish(enrollment, node, at, 'goal', { goal: goal.id, ...(reason as object) });
  }

  /** Brings the next flip forward to what somebody's goals, exit rules and waits for conditions ask for. */
  private watchOn(at: Instant): void {
    for (const enrollment of this.profile.enrollments) {
      const program = this.walker.programOf(enrollment);
      if (program.goals.length + program.exits.length === 0) continue;
      this.facts.entryAtHand = enrollment.entry;
      this.turnBy(watchesTurn(this.facts, program, at));
    }
    this.turnBy(this.waits.meetsTurn(at));
  }
}
