import { valueAt, type EventFact, type Instant, type RunFact, type Value } from '@sojourn/rules';
import type { Bench } from './judge.js';
import { consentOf, runOf } from './profile-facts.js';
import type { LayerState, ProfileState, Properties } from './profile-state.js';

/** The facts of the profile that is being played, with the event and the enrollment's beginning that are at hand. */
export class FactsAtHand implements Bench {
  private profile!: ProfileState;
  private eventAtHand: Properties | undefined;
  /** What started the enrollment that is walking, for conditions that read it. */
  entryAtHand: Properties | undefined;
  placeIn: (model: string | undefined) => LayerState | undefined = () => undefined;

  begin(profile: ProfileState): void {
    this.profile = profile;
    this.entryAtHand = undefined;
  }

  /** Judges the filter of a trigger or of a wait: only they can read the properties of the event at hand. */
  withEvent<T>(properties: Properties, judge: () => T): T {
    this.eventAtHand = properties;
    try {
      return judge();
    } finally {
      this.eventAtHand = undefined;
    }
  }

  attribute(name: string): Value | undefined {
    return Object.hasOwn(this.profile.attributes, name) ? this.profile.attributes[name] : undefined;
  }

  event(key: string): EventFact | undefined {
    const fact = this.profile.events.get(key);
    // What was all given back did not happen.
    return fact && fact.count > 0 ? fact : undefined;
  }

  stage(model?: string): LayerState | undefined {
    return this.placeIn(model);
  }

  property(path: string): Value | undefined {
    return valueAt(this.eventAtHand, path);
  }

  entry(path: string): Value | undefined {
    return valueAt(this.entryAtHand, path);
  }

  consent(channel: string, topic: string): boolean | undefined {
    return consentOf(this.profile, channel, topic);
  }

  seen(which: 'first' | 'last'): Instant | undefined {
    return which === 'first' ? this.profile.firstSeen : this.profile.lastSeen;
  }

  score(name: string): number | undefined {
    return Object.hasOwn(this.profile.scores, name) ? this.profile.scores[name] : undefined;
  }

  tagged(tag: string): boolean {
    return this.profile.tags.includes(tag);
  }

  journey(id: string): RunFact | undefined {
    return runOf(this.profile, id);
  }

  /** Open tasks for people. */
  tasks(): number {
    return this.profile.enrollments.filter(({ memory }) => memory?.task).length;
  }
}
