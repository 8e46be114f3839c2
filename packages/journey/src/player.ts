import type { Cause } from '@sojourn/lifecycle';
import { NEVER, type Instant } from '@sojourn/rules';
import { Aftermath } from './aftermath.js';
import type { Arrival, ImportedEvent } from './arrival.js';
import type { Changes, HandOver, RefusalRule } from './changes.js';
import { Hands } from './hands.js';
import { FactsAtHand } from './facts-at-hand.js';
import { IDENTIFY } from './past.js';
import { see, setConsent, setTraits } from './profile-facts.js';
import type { ProfileState, Properties } from './profile-state.js';
import type { Program, World } from './program.js';
import { Stages } from './stages.js';
import { countPlayed } from './refunds.js';
import { Starter } from './starter.js';
import { Waits } from './waits.js';
import { Walker } from './walker.js';

/** How a play is done: the engine parks sends for its senders, a rehearsal hands them over at once, a test says how it ends. */
export interface PlayOptions {
  /** Makes the id of something new at this logical instant; ids must sort by creation. */
  newId(at: Instant): string;
  handOver: 'park' | 'immediate' | HandOver;
  /** Nothing starts before this instant (a rehearsal's `--from`). */
  startsFrom?: Instant;
  /** Asked last of all, where a journey takes in only some, or only so many in a time (ENTRY-6); the held out take no room. */
  admit?(program: Program, profile: ProfileState, at: Instant, heldOut: boolean): RefusalRule | undefined;
}

/**
 * Plays profiles: given one profile's state, what came in for it, and how far time has come, changes the state and
 * writes down everything that follows into {@link Changes}. Pure but for those two; the engine and the rehearsal run
 * the same player, which is why they agree.
 *
 * Order (ENGINE D1, TIME-6): what is due by time plays before what arrives at the same instant; an arrival's logical
 * instant is the later of its acceptance and the last instant played.
 */
export class Player {
  private profile!: ProfileState;
  readonly facts = new FactsAtHand();
  private readonly stages: Stages;
  private readonly walker: Walker;
  private readonly waits: Waits;
  private readonly starter: Starter;
  private readonly hands: Hands;
  private readonly after: Aftermath;

  constructor(
    private readonly world: World,
    private readonly changes: Changes,
    private readonly options: PlayOptions,
  ) {
    this.stages = new Stages(world, changes, this.facts);
    this.facts.placeIn = (model) => this.stages.current(model);
    this.after = new Aftermath(world, changes, this.facts, this.stages);
    this.walker = new Walker(world, changes, this.facts, this.after, options);
    this.waits = new Waits(world, this.walker);
    this.starter = new Starter(world, changes, this.facts, this.after, this.walker, options);
    this.hands = new Hands(world, changes, this.walker);
    this.after.attach(this.walker, this.waits, this.starter, (name, properties, at, depth) =>
      this.takeEvent({ seq: 0, occurredAt: at, name, properties }, at, 'event', depth),
    );
  }

  /**
   * Plays `arrivals` in order, then what is due up to and including `horizon`. Without a horizon (more arrivals of
   * this profile wait outside) time is moved only as far as the arrivals carry it.
   */
  play(profile: ProfileState, arrivals: readonly Arrival[], horizon: Instant | undefined): void {
    this.profile = profile;
    for (const part of [this.facts, this.stages, this.after, this.walker, this.waits, this.starter])
      part.begin(profile);
    this.applyModels(arrivals[0], horizon);
    this.endStopped(arrivals[0], horizon);
    for (const arrival of arrivals) this.take(arrival);
    if (horizon !== undefined) this.runDue(horizon, 'time', true);
  }

  private take(arrival: Arrival): void {
    if (arrival.kind === 'receipt') {
      if (arrival.message && arrival.receipt.outcome === 'sent') this.after.sent(arrival.message, arrival.handedOverAt);
      this.waits.receive(arrival);
      this.after.settle();
      return;
    }
    this.rearm();
    if (arrival.kind === 'import') {
      this.takeImport(arrival.events, arrival.at, arrival.more, arrival.seq);
      return;
    }
    const at = this.instantOf(arrival);
    this.runDue(at, 'time', false);
    this.moveTo(at);
    this.takeAt(arrival, at);
    this.after.settle();
  }

  private takeAt(arrival: Exclude<Arrival, { kind: 'receipt' | 'import' }>, at: Instant): void {
    switch (arrival.kind) {
      case 'event':
        this.takeEvent(arrival, at, arrival.late ? 'import' : 'event', arrival.depth ?? 0);
        break;
      case 'identify':
        if (!arrival.late) see(this.profile, Math.min(arrival.occurredAt, at));
        this.recordPlayed({ ...arrival, name: IDENTIFY, properties: arrival.traits }, at, false);
        this.identified(arrival.traits, at, arrival.late === true);
        break;
      case 'consent':
        setConsent(this.profile, arrival.channel, arrival.topic, arrival.granted);
        this.after.touch();
        break;
      case 'tags':
        this.after.setTags(arrival.add, arrival.remove);
        this.after.happen({ at, changes: this.after.place(at, 'event') }, 0);
        break;
      case 'scores':
        this.takeScores(arrival, at);
        break;
      case 'stage':
        this.after.happen({ at, changes: this.stages.pin(arrival.model, arrival.stage, at) }, 0);
        break;
      case 'enter':
        this.starter.onEnter(arrival, at);
        break;
      case 'merged':
        this.hands.leaveOneOfEach(at);
        this.after.happen({ at, changes: this.after.place(at, 'event') }, 0);
        break;
      case 'exit':
        this.hands.takeOut(arrival, at, arrival.reason);
        break;
      case 'skip':
        this.hands.skip(arrival, at);
        break;
      case 'move':
        this.hands.move(arrival, at);
        break;
      case 'answer':
        this.waits.answer(arrival, at);
        break;
      case 'consequence':
        this.after.follow(arrival.consequence, at);
        break;
    }
  }

  /** Traits that came late say what is known, not that anybody was there: they leave a profile where it is in time. */
  private instantOf(arrival: Exclude<Arrival, { kind: 'receipt' | 'import' }>): Instant {
    const { played } = this.profile;
    const stays = arrival.kind === 'identify' && arrival.late === true && played !== -NEVER;
    return stays ? played : Math.max(arrival.at, played);
  }

  private identified(traits: Properties, at: Instant, late: boolean): void {
    if (late) {
      setTraits(this.profile, traits);
      this.after.place(at, 'import');
      return;
    }
    const { consents, ...attributes } = traits;
    this.after.setAttributes(attributes, at, 0);
    if (consents !== undefined) setTraits(this.profile, { consents });
    this.after.happen({ at, changes: this.after.place(at, 'event') }, 0);
  }

  /** EVENT-3: profile and counters, then stage, then goals and exits, then waits, then triggers; all see the same profile. */
  private takeEvent(
    event: ImportedEvent & { seq: number },
    at: Instant,
    cause: Exclude<Cause, 'time'>,
    depth: number,
  ): void {
    const { profile, world, stages } = this;
    const heldBack = stages.heldBack(at);
    countPlayed(profile, world, this.changes, event, at);
    const ordinal = this.recordPlayed(event, at, cause === 'event');
    const changes = this.after.place(at, cause, heldBack);
    if (cause !== 'event') return;
    const { name, properties } = event;
    profile.history.push({ ordinal, at, name, properties });
    this.after.happen({ at, event: { name, at, properties }, changes }, depth);
  }

  /**
   * History with its own dates: later than all that was played it moves the profile through its stages, time flips
   * between included; older it changes facts only. It starts no journey and meets no wait.
   */
  private takeImport(events: readonly ImportedEvent[], acceptedAt: Instant, more: boolean, seq: number): void {
    for (const event of events) {
      // A date in the future would carry the profile's time with it, ahead of all that really happens.
      const occurredAt = Math.min(event.occurredAt, acceptedAt);
      if (occurredAt > this.profile.played) {
        this.runDue(occurredAt, 'import', false);
        this.moveTo(occurredAt);
      }
      this.takeEvent({ ...event, seq }, this.profile.played, 'import', 0);
    }
    if (more) this.profile.nextFlip = NEVER;
    else this.runDue(acceptedAt - 1, 'import', false);
  }

  /** Scores come from outside; where only the bounds between classes moved, nothing starts. */
  private takeScores({ scores, classes, cause }: Extract<Arrival, { kind: 'scores' }>, at: Instant): void {
    const { profile, stages, after } = this;
    const before = profile.scores;
    const known = Object.entries({ ...before, ...scores }).filter(
      (entry): entry is [string, number] => entry[1] !== null,
    );
    profile.scores = Object.fromEntries(known);
    const by = { behaviour: 'event', time: 'time', bounds: 'model' } as const;
    const classified = Object.entries(classes ?? {}).flatMap(([key, to]) => stages.assign(key, to, at, by[cause]));
    const changes = [...classified, ...after.place(at, cause === 'bounds' ? 'model' : 'event')];
    after.happen({ at, changes }, 0, cause !== 'bounds');
    if (cause === 'bounds') return;
    for (const [name, to] of known) {
      const from = before[name];
      if (from !== undefined && from !== to) after.add({ what: 'score', name, from, to, depth: 0 });
    }
  }

  /** An import whose rest had not come yet put the flip aside; whatever comes next needs it again. */
  private rearm(): void {
    const { profile } = this;
    if (profile.nextFlip === NEVER && profile.played !== -NEVER) this.after.rearm(profile.played);
  }

  /** Plays flips and wake-ups in order of their instants up to `until`; at one instant the stage comes first. */
  private runDue(until: Instant, cause: 'time' | 'import', last: boolean): void {
    for (;;) {
      const flip = this.profile.nextFlip;
      const sleeper = this.waits.nextDue();
      const due = sleeper ? sleeper.due : NEVER;
      if (Math.min(flip, due) > until) return;
      if (flip <= due) {
        this.moveTo(flip);
        const changes = this.after.place(flip, cause, 'time');
        if (cause === 'time') this.after.happen({ at: flip, changes }, 0);
      } else {
        if (last && sleeper!.fresh && this.options.handOver === 'park') return;
        this.moveTo(due);
        this.waits.wake(sleeper!);
      }
      this.after.settle();
    }
  }

  private moveTo(at: Instant): void {
    if (at <= this.profile.played) return;
    this.profile.played = at;
    this.profile.touched = true;
  }

  /**
   * Models newer than those the profile was placed by are applied before anything else (cause `model`). They start a
   * journey only if their publication says so, and hold from when they come to the profile on: what they would have
   * done before then has not happened (STAGE-4).
   */
  private applyModels(first: Arrival | undefined, horizon: Instant | undefined): void {
    const { profile, world, after } = this;
    if (profile.modelVersion === world.placing) return;
    if (profile.modelVersion !== 0) {
      const at = this.beginning(first, horizon);
      profile.nextFlip = NEVER;
      this.runDue(at, 'time', false);
      this.moveTo(at);
      const changes = after.place(at, 'model').filter(({ model }) => world.starting.has(model));
      after.happen({ at, changes }, 0);
      after.settle();
    }
    profile.modelVersion = world.placing;
    profile.touched = true;
  }

  /** Nobody stays inside a journey that was stopped, whenever they came in. */
  private endStopped(first: Arrival | undefined, horizon: Instant | undefined): void {
    for (const { id, journey } of [...this.profile.enrollments]) {
      if (this.world.journeys.get(journey)?.state !== 'stopped') continue;
      this.hands.takeOut({ enrollment: id }, this.beginning(first, horizon), 'stopped');
    }
  }

  /** The instant at which this play begins. */
  private beginning(first: Arrival | undefined, horizon: Instant | undefined): Instant {
    const { played } = this.profile;
    const since = first && first.kind !== 'receipt' ? (first.kind === 'import' ? played : first.at) : horizon;
    return Math.max(since ?? played, played);
  }

  private recordPlayed(
    { seq, name, occurredAt, properties, messageId }: ImportedEvent & { seq: number },
    at: Instant,
    live: boolean,
  ): number {
    const { profile } = this;
    const ordinal = (profile.ordinal += 1);
    this.changes.played.push({ profile, ordinal, at, seq, name, occurredAt, properties, messageId, live });
    return ordinal;
  }
}
