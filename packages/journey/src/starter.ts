import { NEVER, type Instant } from '@sojourn/rules';
import type { Changes } from './changes.js';
import { instanceKey, recordEntry, refusal } from './entry.js';
import type { Player, PlayOptions, StageChange } from './player.js';
import type { ProgramNode, World } from './program.js';
import type { Enrollment, ProfileState, Properties } from './profile-state.js';

/** One thing may lead to another so deep, and to so many, before what follows is refused (ENGINE D13). */
const CASCADE = { depth: 10, entries: 64 } as const;

/** Lets one profile into journeys, by their triggers and as far as their re-entry rules allow. */
export class Starter {
  private profile!: ProfileState;
  /** Entries that are being walked one inside the other, and all entries under the outermost of them. */
  private depth = 0;
  private entries = 0;

  /** `walk` takes a new enrollment from its trigger to where it first rests. */
  constructor(
    private readonly world: World,
    private readonly changes: Changes,
    private readonly player: Player,
    private readonly options: PlayOptions,
    private readonly walk: (enrollment: Enrollment, node: ProgramNode, at: Instant) => void,
  ) {}

  begin(profile: ProfileState): void {
    this.profile = profile;
  }

  onEvent(name: string, at: Instant, properties: Properties): void {
    for (const node of this.world.onEvent.get(name) ?? []) {
      const { accepts } = node.trigger!;
      this.player.entryAtHand = undefined;
      const accepted = !accepts || this.player.withEvent(properties, () => accepts.holds(this.player, at));
      if (accepted) this.start(node, at, properties);
    }
  }

  onStage(change: StageChange | undefined, at: Instant): void {
    if (!change) return;
    for (const node of this.world.onStage) {
      const trigger = node.trigger!;
      if (trigger.on !== 'stage') continue;
      if (trigger.from && !trigger.from.includes(change.from)) continue;
      if (trigger.to && !trigger.to.includes(change.to)) continue;
      this.start(node, at, { ...change });
    }
  }

  /** The audience (人群) is asked here, profile by profile, at the instant its chunk is played. */
  onSchedule(journey: string, node: string, at: Instant, entry: Properties): void {
    const running = this.world.journeys.get(journey);
    const trigger = running?.state === 'live' ? running.newest.nodes.get(node) : undefined;
    if (!trigger?.trigger) return;
    const { accepts } = trigger.trigger;
    this.player.entryAtHand = undefined;
    if (!accepts || accepts.holds(this.player, at)) this.start(trigger, at, entry);
  }

  private start(node: ProgramNode, at: Instant, entry: Properties): void {
    if (at < (this.options.startsFrom ?? -NEVER)) return;
    const { profile } = this;
    const { journey, version, reentry } = node.program;
    const key = instanceKey(reentry, entry);
    if (this.depth === 0) this.entries = 0;
    const tooFar = this.depth >= CASCADE.depth || this.entries >= CASCADE.entries;
    const rule = tooFar ? 'depth' : refusal(profile, journey, reentry, key, at);
    if (rule) {
      this.changes.refusals.push({ profile, node, at, rule, key });
      return;
    }
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
      stored: false,
      storedStep: undefined,
      fresh: undefined,
      touched: true,
    };
    profile.enrollments.push(enrollment);
    recordEntry(profile, journey, key, at);
    this.changes.tally(node).entered += 1;
    this.entries += 1;
    this.depth += 1;
    this.walk(enrollment, node, at);
    this.depth -= 1;
  }
}
