import type { Cause } from '@sojourn/lifecycle';
import { NEVER, valueAt, type EventFact, type Facts, type Instant, type Value } from '@sojourn/rules';
import type { Arrival, ImportedEvent } from './arrival.js';
import type { Changes } from './changes.js';
import type { World } from './program.js';
import type { ProfileState, Properties } from './profile-state.js';
import { Walker } from './walker.js';

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
export class Player implements Facts {
  private profile!: ProfileState;
  private atHand: Properties | undefined;
  private readonly walker: Walker;

  constructor(
    private readonly world: World,
    private readonly changes: Changes,
    private readonly options: PlayOptions,
  ) {
    this.walker = new Walker(world, changes, this, options);
  }

  /**
   * Plays `arrivals` in order, then what is due up to and including `horizon`. Without a horizon (more arrivals of
   * this profile wait outside) time is moved only as far as the arrivals carry it.
   */
  play(profile: ProfileState, arrivals: readonly Arrival[], horizon: Instant | undefined): void {
    this.profile = profile;
    this.walker.begin(profile);
    this.applyModel();
    for (const arrival of arrivals) this.take(arrival);
    if (horizon !== undefined) this.runDue(horizon, 'time', true);
  }

  private take(arrival: Arrival): void {
    if (arrival.kind === 'receipt') {
      this.walker.receive(arrival);
      return;
    }
    if (arrival.kind === 'import') {
      this.takeImport(arrival.events, arrival.at, arrival.more, arrival.seq);
      return;
    }
    const at = Math.max(arrival.at, this.profile.played);
    this.runDue(at, 'time', false);
    this.moveTo(at);
    switch (arrival.kind) {
      case 'event':
        this.takeEvent(arrival, at, arrival.late ? 'import' : 'event');
        break;
      case 'identify':
        this.see(arrival.occurredAt);
        this.setTraits(arrival.traits);
        this.recordPlayed(arrival.seq, at);
        this.walker.startOnStage(this.restage(at, 'event'), at);
        break;
      case 'consent':
        this.setConsent(arrival.channel, arrival.topic, arrival.granted);
        break;
      case 'enter':
        this.walker.startOnSchedule(arrival.journey, arrival.node, at, arrival.entry);
        break;
      case 'exit':
        this.walker.takeOut(arrival.enrollment, at, arrival.reason);
        break;
    }
  }

  /** EVENT-3: profile and counters, then stage, then waits, then triggers; all see the same fresh profile. */
  private takeEvent(event: { seq: number; occurredAt: Instant; name: string; properties: Properties }, at: Instant, cause: Cause): void {
    this.count(event.name, Math.min(event.occurredAt, at), event.properties);
    const ordinal = this.recordPlayed(event.seq, at);
    const change = this.restage(at, cause);
    if (cause !== 'event') return;
    this.profile.history.push({ ordinal, at, name: event.name, properties: event.properties });
    this.withEvent(event.properties, () => {
      this.walker.hear({ name: event.name, at, properties: event.properties });
      this.walker.startOnEvent(event.name, at, event.properties);
    });
    this.walker.startOnStage(change, at);
  }

  /**
   * History with its own dates: later than all that was played it moves the profile through its stages, time flips
   * between included; older it changes facts only. It starts no journey and meets no wait.
   */
  private takeImport(events: readonly ImportedEvent[], acceptedAt: Instant, more: boolean, seq: number): void {
    for (const event of events) {
      const newer = event.occurredAt > this.profile.played;
      if (newer) {
        this.runDue(event.occurredAt, 'import', false);
        this.moveTo(event.occurredAt);
      }
      this.takeEvent({ ...event, seq }, this.profile.played, 'import');
    }
    if (more) this.profile.nextFlip = NEVER;
    else this.runDue(acceptedAt - 1, 'import', false);
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
        const change = this.restage(flip, cause);
        if (cause === 'time') this.walker.startOnStage(change, flip);
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

  /** A newer model than the profile's is applied before anything else (cause `model`); it starts no journey. */
  private applyModel(): void {
    const { profile, world } = this;
    if (profile.modelVersion === world.model.version) return;
    if (profile.modelVersion !== 0) this.restage(profile.played, 'model');
    profile.modelVersion = world.model.version;
    profile.touched = true;
  }

  private restage(at: Instant, cause: Cause): StageChange | undefined {
    const { profile, world } = this;
    const placement = world.model.evaluate(this, at, cause, { stage: profile.stage, since: profile.stageSince });
    profile.touched = true;
    profile.nextFlip = placement.flipsAt;
    if (placement.stage === profile.stage) return undefined;
    const change = { from: profile.stage, to: placement.stage };
    const findings = world.model.findings(this, at, placement.stage);
    this.changes.transitions.push({ profile, ...change, at, cause, findings });
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

  private recordPlayed(seq: number, at: Instant): number {
    const { profile } = this;
    profile.ordinal += 1;
    this.changes.played.push({ profile, ordinal: profile.ordinal, at, seq });
    return profile.ordinal;
  }

  private count(name: string, occurredAt: Instant, properties: Properties): void {
    const { profile } = this;
    const fact: EventFact = profile.events.get(name) ?? { count: 0, first: occurredAt, last: occurredAt };
    fact.count += 1;
    fact.first = Math.min(fact.first, occurredAt);
    fact.last = Math.max(fact.last, occurredAt);
    for (const property of this.world.sums.get(name) ?? []) {
      const value = valueAt(properties, property);
      if (typeof value === 'number') (fact.sums ??= {})[property] = (fact.sums[property] ?? 0) + value;
    }
    profile.events.set(name, fact);
    profile.touchedEvents.add(name);
    this.see(occurredAt);
  }

  /** A late event never moves "last seen" backwards (EVENT-4). */
  private see(at: Instant): void {
    const { profile } = this;
    profile.firstSeen = Math.min(profile.firstSeen ?? at, at);
    profile.lastSeen = Math.max(profile.lastSeen ?? at, at);
    profile.touched = true;
  }

  private setTraits(traits: Properties): void {
    for (const [name, value] of Object.entries(traits)) {
      if (name === 'consents') this.setConsents(value);
      else this.profile.attributes[name] = value;
    }
  }

  /** The trait `consents: {email: {marketing: true}}`; anything that is not true or false is left alone (SEND-9). */
  private setConsents(value: Value): void {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return;
    for (const [channel, topics] of Object.entries(value)) {
      if (topics === null || typeof topics !== 'object' || Array.isArray(topics)) continue;
      for (const [topic, granted] of Object.entries(topics)) {
        if (typeof granted === 'boolean') this.setConsent(channel, topic, granted);
      }
    }
  }

  private setConsent(channel: string, topic: string, granted: boolean): void {
    const { consents } = this.profile;
    consents[channel] = { ...consents[channel], [topic]: granted };
    this.profile.touched = true;
  }

  /** Runs `act` while the conditions of triggers and waits can read this event's properties. */
  withEvent(properties: Properties, act: () => void): void {
    const outer = this.atHand;
    this.atHand = properties;
    act();
    this.atHand = outer;
  }

  attribute(name: string): Value | undefined {
    return Object.hasOwn(this.profile.attributes, name) ? this.profile.attributes[name] : undefined;
  }

  event(name: string): EventFact | undefined {
    return this.profile.events.get(name);
  }

  stage(): { stage: string; since: Instant; previous?: string } {
    return { stage: this.profile.stage, since: this.profile.stageSince, previous: this.profile.previousStage };
  }

  property(path: string): Value | undefined {
    return valueAt(this.atHand, path);
  }

  entry(path: string): Value | undefined {
    return valueAt(this.walker.entryAtHand, path);
  }

  consent(channel: string, topic: string): boolean | undefined {
    return this.profile.consents[channel]?.[topic];
  }

  seen(which: 'first' | 'last'): Instant | undefined {
    return which === 'first' ? this.profile.firstSeen : this.profile.lastSeen;
  }
}

/** A stage left and a stage entered. */
export interface StageChange {
  from: string;
  to: string;
}
