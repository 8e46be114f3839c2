import { valueAt, type EventFact, type Facts, type Instant, type RunFact, type Value } from '@sojourn/rules';
import { consentOf, runOf } from './profile-facts.js';
import type { ProfileState, Properties } from './profile-state.js';

/** The facts of the profile that is being played, as conditions read them. */
export class FactsAtHand implements Facts {
  protected profile!: ProfileState;
  private atHand: Properties | undefined;
  /** What started the enrollment that is walking, for conditions that read it. */
  entryAtHand: Properties | undefined;

  /** Judges the filter of a trigger or of a wait: only they can read the properties of the event at hand. */
  withEvent<T>(properties: Properties, judge: () => T): T {
    this.atHand = properties;
    try {
      return judge();
    } finally {
      this.atHand = undefined;
    }
  }

  attribute(name: string): Value | undefined {
    return Object.hasOwn(this.profile.attributes, name) ? this.profile.attributes[name] : undefined;
  }

  event(key: string): EventFact | undefined {
    return this.profile.events.get(key);
  }

  stage(): { stage: string; since: Instant; previous?: string } {
    return { stage: this.profile.stage, since: this.profile.stageSince, previous: this.profile.previousStage };
  }

  property(path: string): Value | undefined {
    return valueAt(this.atHand, path);
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

  score(): number | undefined {
    return undefined;
  }

  tagged(): boolean {
    return false;
  }

  journey(id: string): RunFact | undefined {
    return runOf(this.profile, id);
  }

  tasks(): number {
    return 0;
  }
}
