import { UNCLASSIFIED, type Cause } from '@sojourn/lifecycle';
import { NEVER, STAGE_EVENT, type Facts, type Finding, type Instant } from '@sojourn/rules';
import type { Changes } from './changes.js';
import { countDeclared } from './profile-facts.js';
import type { PlacedModel, World } from './program.js';
import type { LayerState, ProfileState } from './profile-state.js';

/** A stage left and a stage entered, of a layering where `model` names one. */
export interface StageChange {
  model?: string;
  from: string;
  to: string;
}

/** Under this key stands a stage of the primary model that was set by hand. */
const PINNED = 'primary';

/** Where time alone would have brought a profile by now, by model, while minimum stays hold it back (STAGE-5). */
export type HeldBack = ReadonlyMap<string | undefined, string>;

const NOWHERE: LayerState = { stage: UNCLASSIFIED, since: -NEVER };
const NO_CHANGES: StageChange[] = [];

/** Places one profile in the stages of all models, and writes down every transition (STAGE-3). */
export class Stages {
  private profile!: ProfileState;

  constructor(
    private readonly world: World,
    private readonly changes: Changes,
    private readonly facts: Facts,
  ) {}

  begin(profile: ProfileState): void {
    this.profile = profile;
  }

  /** Where the profile is in a model; the primary one without a key. */
  current(key: string | undefined): LayerState | undefined {
    const { profile, world } = this;
    if (key !== undefined && key !== world.model.id) {
      return Object.hasOwn(profile.layers, key) ? profile.layers[key] : undefined;
    }
    const { stage, stageSince: since, previousStage: previous } = profile;
    return { stage, since, previous, pinned: PINNED in profile.layers };
  }

  /**
   * Asks all models anew; tells what moved, and leaves the next instant at which time alone may move something in the
   * profile. `mover` is what {@link heldBack} said before the cause took effect, or time itself.
   */
  place(at: Instant, cause: Cause, mover?: HeldBack | 'time'): StageChange[] {
    const { profile, facts } = this;
    let moved = NO_CHANGES;
    let flipsAt = NEVER;
    profile.touched = true;
    for (const { key, model } of this.world.models) {
      const current = this.current(key) ?? NOWHERE;
      if (current.pinned) continue;
      const by = mover === 'time' ? mover : this.moverOf(key, model, at, cause, mover);
      const placement = model.evaluate(facts, at, by, current);
      flipsAt = Math.min(flipsAt, placement.flipsAt);
      if (placement.stage === current.stage) continue;
      const findings = model.findings(facts, at, placement.stage);
      moved = [...moved, this.move(key, current, placement.stage, at, cause, findings)];
    }
    profile.nextFlip = flipsAt;
    return moved;
  }

  /** The next instant at which time alone may move the profile, where nothing is to be moved now. */
  nextFlip(at: Instant): Instant {
    let flipsAt = NEVER;
    for (const { key, model } of this.world.models) {
      const current = this.current(key) ?? NOWHERE;
      if (!current.pinned) flipsAt = Math.min(flipsAt, model.evaluate(this.facts, at, 'time', current).flipsAt);
    }
    return flipsAt;
  }

  heldBack(at: Instant): HeldBack | undefined {
    let held: Map<string | undefined, string> | undefined;
    for (const { key, model } of this.world.models) {
      const current = this.current(key);
      if (!current || model.stayEnds(current) <= at) continue;
      held ??= new Map();
      held.set(key, model.evaluate(this.facts, at, 'event').stage);
    }
    return held;
  }

  /** Sets a stage by hand, where it stays; without a stage the rules decide again. */
  pin(key: string | undefined, stage: string | undefined, at: Instant): StageChange[] {
    const { profile } = this;
    profile.touched = true;
    const slot = key ?? PINNED;
    if (stage === undefined) {
      if (key === undefined) {
        const { [PINNED]: _, ...layers } = profile.layers;
        profile.layers = layers;
      } else if (Object.hasOwn(profile.layers, key)) {
        profile.layers = { ...profile.layers, [key]: { ...profile.layers[key]!, pinned: false } };
      }
      return this.place(at, 'manual');
    }
    const current = this.current(key) ?? NOWHERE;
    const moved = current.stage === stage ? NO_CHANGES : [this.move(key, current, stage, at, 'manual', [])];
    const state = key === undefined ? { stage, since: profile.stageSince } : profile.layers[key]!;
    profile.layers = { ...profile.layers, [slot]: { ...state, pinned: true } };
    return moved;
  }

  /** Moves the profile in a layering that no rule decides, such as the RFM grid. */
  assign(key: string, stage: string, at: Instant, cause: Cause): StageChange[] {
    const current = this.current(key) ?? NOWHERE;
    return current.stage === stage || current.pinned ? NO_CHANGES : [this.move(key, current, stage, at, cause, [])];
  }

  /** Who moves the profile: time, if what just came leads only where the minimum stay keeps it from anyway. */
  private moverOf(
    key: string | undefined,
    model: PlacedModel['model'],
    at: Instant,
    cause: Cause,
    heldBack: HeldBack | undefined,
  ): Cause {
    const held = heldBack?.get(key);
    return held !== undefined && model.evaluate(this.facts, at, cause).stage === held ? 'time' : cause;
  }

  private move(
    key: string | undefined,
    { stage: from }: LayerState,
    to: string,
    at: Instant,
    cause: Cause,
    findings: Finding[],
  ): StageChange {
    const { profile } = this;
    profile.touched = true;
    this.changes.transitions.push({ profile, ...(key !== undefined && { model: key }), from, to, at, cause, findings });
    countDeclared(profile, STAGE_EVENT, at, { model: key ?? this.world.model.id, from, to }, this.world.declared);
    if (key === undefined) {
      profile.previousStage = from;
      profile.stage = to;
      profile.stageSince = at;
      return { from, to };
    }
    profile.layers = { ...profile.layers, [key]: { stage: to, since: at, previous: from } };
    return { model: key, from, to };
  }
}
