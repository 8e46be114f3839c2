import type { Cause } from '@sojourn/lifecycle';
import { NEVER, STAGE_EVENT, type Instant } from '@sojourn/rules';
import type { Arrival, ImportedEvent } from './arrival.js';
import type { Changes } from './changes.js';
import { FactsAtHand } from './facts-at-hand.js';
import type { World } from './program.js';
import { countDeclared, countEvent, see, setConsent, setTraits } from './profile-facts.js';
import type { ProfileState } from './profile-state.js';
import { Walker } from './walker.js';

/** The name under which a change of traits stands in a profile's history. */
export const IDENTIFY = '$identify';

/** How a play is done: the engine parks sends for its senders, a rehearsal hands them over at once. */
export interface PlayOptions {
  /** Makes the id of something new at this logical instant; ids must sort by creation. */
  newId(at: Instant): string;
  handOver: 'park' | 'immediate';
  /** Nothing starts before this instant (a rehearsal's `--from`). */
  startsFrom?: Instant;
}

/**
 * Plays profiles: given one profile's state, what came in for it, and how far time has come, changes the state and
 * writes down everything that follows into {@link Changes}. Pure but for those two; the engine and the rehearsal run
 * the same player, which is why they agree.
 *
 * Order (ENGINE D1, TIME-6): what is due by time plays before what arrives at the same instant; an arrival's logical
 * instant is the later of its acceptance and the last instant played.
 */
export class Player extends FactsAtHand {
  private readonly walker: Walker;

  constructor(
    private readonly world: World,
    private readonly changes: Changes,
    private readonly options: PlayOptions,
  ) {
    super();
    this.walker = new Walker(world, changes, this, options);
  }

  /**
   * Plays `arrivals` in order, then what is due up to and including `horizon`. Without a horizon (more arrivals of
   * this profile wait outside) time is moved only as far as the arrivals carry it.
   */
  play(profile: ProfileState, arrivals: readonly Arrival[], horizon: Instant | undefined): void {
    this.profile = profile;
    this.entryAtHand = undefined;
    this.walker.begin(profile);
    this.applyModel(arrivals[0], horizon);
    for (const arrival of arrivals) this.take(arrival);
    if (horizon !== undefined) this.runDue(horizon, 'time', true);
  }

  private take(arrival: Arrival): void {
    if (arrival.kind === 'receipt') {
      this.walker.receive(arrival);
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
    switch (arrival.kind) {
      case 'event':
        this.takeEvent(arrival, at, arrival.late ? 'import' : 'event');
        break;
      case 'identify':
        if (!arrival.late) see(this.profile, Math.min(arrival.occurredAt, at));
        setTraits(this.profile, arrival.traits);
        this.recordPlayed({ ...arrival, name: IDENTIFY, properties: arrival.traits }, at, false);
        this.identified(at, arrival.late === true);
        break;
      case 'consent':
        setConsent(this.profile, arrival.channel, arrival.topic, arrival.granted);
        break;
      case 'enter':
        this.walker.starter.onSchedule(arrival.journey, arrival.node, at, arrival.entry);
        break;
      case 'exit':
        this.walker.takeOut(arrival.enrollment, at, arrival.reason);
        break;
    }
  }

  /** Traits that came late say what is known, not that anybody was there: they leave a profile where it is in time. */
  private instantOf(arrival: Exclude<Arrival, { kind: 'receipt' | 'import' }>): Instant {
    const { played } = this.profile;
    const stays = arrival.kind === 'identify' && arrival.late === true && played !== -NEVER;
    return stays ? played : Math.max(arrival.at, played);
  }

  private identified(at: Instant, late: boolean): void {
    const change = this.restage(at, late ? 'import' : 'event');
    if (!late) this.walker.starter.onStage(change, at);
  }

  /** EVENT-3: profile and counters, then stage, then waits, then triggers; all see the same fresh profile. */
  private takeEvent(event: ImportedEvent & { seq: number }, at: Instant, cause: Cause): void {
    const heldBack = this.heldBack(at);
    const { declared } = this.world;
    countEvent(this.profile, event.name, Math.min(event.occurredAt, at), event.properties, declared);
    const ordinal = this.recordPlayed(event, at, cause === 'event');
    const change = this.restage(at, cause, this.moverOf(cause, heldBack, at));
    if (cause !== 'event') return;
    this.profile.history.push({ ordinal, at, name: event.name, properties: event.properties });
    this.walker.hear({ name: event.name, at, properties: event.properties });
    this.walker.starter.onEvent(event.name, at, event.properties);
    this.walker.starter.onStage(change, at);
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
      this.takeEvent({ ...event, seq }, this.profile.played, 'import');
    }
    if (more) this.profile.nextFlip = NEVER;
    else this.runDue(acceptedAt - 1, 'import', false);
  }

  /** An import whose rest had not come yet put the flip aside; whatever comes next needs it again. */
  private rearm(): void {
    const { profile, world } = this;
    if (profile.nextFlip !== NEVER || profile.played === -NEVER) return;
    profile.nextFlip = world.model.evaluate(this, profile.played, 'time', currentStage(profile)).flipsAt;
  }

  /** Plays flips and wake-ups in order of their instants up to `until`; at one instant the stage comes first. */
  private runDue(until: Instant, cause: 'time' | 'import', last: boolean): void {
    for (;;) {
      const flip = this.profile.nextFlip;
      const sleeper = this.walker.nextDue();
      const due = sleeper ? sleeper.due : NEVER;
      if (Math.min(flip, due) > until) return;
      if (flip <= due) {
        this.moveTo(flip);
        const change = this.restage(flip, cause, 'time');
        if (cause === 'time') this.walker.starter.onStage(change, flip);
      } else {
        if (last && sleeper!.fresh && this.options.handOver === 'park') return;
        this.moveTo(due);
        this.walker.wake(sleeper!);
      }
    }
  }

  private moveTo(at: Instant): void {
    if (at <= this.profile.played) return;
    this.profile.played = at;
    this.profile.touched = true;
  }

  /**
   * A newer model than the profile's is applied before anything else (cause `model`); it starts no journey. It holds
   * from when it comes to the profile on: what it would have done before then has not happened (STAGE-4).
   */
  private applyModel(first: Arrival | undefined, horizon: Instant | undefined): void {
    const { profile, world } = this;
    if (profile.modelVersion === world.model.version) return;
    if (profile.modelVersion !== 0) {
      const since = first && first.kind !== 'receipt' ? (first.kind === 'import' ? profile.played : first.at) : horizon;
      const at = Math.max(since ?? profile.played, profile.played);
      profile.nextFlip = NEVER;
      this.runDue(at, 'time', false);
      this.moveTo(at);
      this.restage(at, 'model');
    }
    profile.modelVersion = world.model.version;
    profile.touched = true;
  }

  /** Where time alone would have brought the profile by now, while a minimum stay holds it back (STAGE-5). */
  private heldBack(at: Instant): string | undefined {
    const { profile, world } = this;
    return world.model.stayEnds(currentStage(profile)) > at ? world.model.evaluate(this, at, 'event').stage : undefined;
  }

  /** Who moves the profile now: time, if what just came leads only where the minimum stay keeps it from anyway. */
  private moverOf(cause: Cause, heldBack: string | undefined, at: Instant): Cause {
    const nothingNew = heldBack !== undefined && this.world.model.evaluate(this, at, cause).stage === heldBack;
    return nothingNew ? 'time' : cause;
  }

  /** Asks the model. `mover` is the cause but for minimum stays, which hold back only what time does (STAGE-5). */
  private restage(at: Instant, cause: Cause, mover: Cause = cause): StageChange | undefined {
    const { profile, world } = this;
    this.entryAtHand = undefined;
    const placement = world.model.evaluate(this, at, mover, currentStage(profile));
    profile.touched = true;
    profile.nextFlip = placement.flipsAt;
    if (placement.stage === profile.stage) return undefined;
    const change = { from: profile.stage, to: placement.stage };
    const findings = world.model.findings(this, at, placement.stage);
    this.changes.transitions.push({ profile, ...change, at, cause, findings });
    countDeclared(profile, STAGE_EVENT, at, { model: world.model.id, ...change }, world.declared);
    profile.previousStage = profile.stage;
    profile.stage = placement.stage;
    profile.stageSince = at;
    return change;
  }

  /** Called by the walker when a node changed attributes: they may move the stage. */
  attributesChanged(at: Instant): StageChange | undefined {
    this.profile.touched = true;
    return this.world.model.readsAttributes ? this.restage(at, 'event') : undefined;
  }

  private recordPlayed(
    { seq, name, occurredAt, properties, messageId }: ImportedEvent & { seq: number },
    at: Instant,
    live: boolean,
  ): number {
    const { profile } = this;
    profile.ordinal += 1;
    this.changes.played.push({
      profile,
      ordinal: profile.ordinal,
      at,
      seq,
      name,
      occurredAt,
      properties,
      messageId,
      live,
    });
    return profile.ordinal;
  }
}

const currentStage = (profile: ProfileState) => ({ stage: profile.stage, since: profile.stageSince });

/** A stage left and a stage entered. */
export interface StageChange {
  from: string;
  to: string;
}
