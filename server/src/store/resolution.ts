import type { Profile, Subject } from './identity-names.js';

/** Why a subject has no profile: an alias of two known users, or something from before its erasure. */
export type NotResolved = 'two_users' | 'erased';

/** The profiles that were found for a set of subjects; they are remembered once the transaction has committed. */
export class Resolution {
  constructor(
    private readonly profiles: ReadonlyMap<Subject, Profile>,
    private readonly refusals: ReadonlyMap<Subject, NotResolved>,
    readonly committed: () => void,
  ) {}

  /** The profile of a subject that was not refused. */
  of(subject: Subject): Profile {
    return this.profiles.get(subject)!;
  }

  refusal(subject: Subject): NotResolved | undefined {
    return this.refusals.get(subject);
  }
}
