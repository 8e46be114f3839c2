import type { Instant } from '@sojourn/rules';
import type { RefusalRule } from './changes.js';
import { CASCADE } from './consequences.js';
import { atLifetime, reentryRefusal } from './entry.js';
import type { Trigger } from './node-type.js';
import type { PlayOptions } from './player.js';
import type { Enrollment, ProfileState } from './profile-state.js';
import type { Program } from './program.js';
import { stableShare } from './stable-hash.js';
import type { StageChange } from './stages.js';

/** Somebody who came to a trigger and asks to be let in. */
export interface Applicant {
  profile: ProfileState;
  program: Program;
  at: Instant;
  /** How many things led to each other before. */
  depth: number;
  /** The instance key that the entry would fall under. */
  key: string;
  /** The version that another run of the profile is in. */
  programOf(enrollment: Enrollment): Program | undefined;
  admit?: PlayOptions['admit'];
}

/** One thing that is asked before somebody enters. */
export interface EntryCheck {
  id: 'depth' | 'start' | 'end' | 'lifetime' | 'reentry' | 'group' | 'door';
  /** The rules it refuses by. */
  rules: readonly RefusalRule[];
  /** Whether the journey's settings make it a question at all. */
  matters(program: Program): boolean;
  /** The rule that keeps them out, if it does. */
  refuses(applicant: Applicant): RefusalRule | undefined;
}

/**
 * Everything that keeps somebody out of a journey, in the order in which an operator would ask (ENTRY-2, 3, 6). Whoever
 * lets people in goes through this list, and so does whoever tells why they did not come in.
 */
export const ENTRY_CHECKS: readonly EntryCheck[] = [
  {
    id: 'depth',
    rules: ['depth'],
    matters: () => false,
    refuses: ({ depth }) => (depth >= CASCADE.depth ? 'depth' : undefined),
  },
  {
    id: 'start',
    rules: ['not_started'],
    matters: ({ doors }) => doors.opens !== -Infinity,
    refuses: ({ program, at }) => (at < program.doors.opens ? 'not_started' : undefined),
  },
  {
    id: 'end',
    rules: ['over'],
    matters: ({ doors }) => doors.closes !== Infinity,
    refuses: ({ program, at }) => (at >= program.doors.closes ? 'over' : undefined),
  },
  {
    id: 'lifetime',
    rules: ['lifetime'],
    matters: ({ reentry }) => reentry.lifetime !== undefined,
    refuses: ({ profile, program }) => (atLifetime(profile, program.journey, program.reentry) ? 'lifetime' : undefined),
  },
  {
    id: 'reentry',
    rules: ['once', 'after_exit', 'after', 'at_once'],
    matters: () => true,
    refuses: ({ profile, program, key, at }) => reentryRefusal(profile, program.journey, program.reentry, key, at),
  },
  {
    id: 'group',
    rules: ['excluded'],
    matters: ({ doors }) => doors.exclusion?.otherwise === 'refuse',
    refuses: (applicant) => {
      const { exclusion } = applicant.program.doors;
      return exclusion?.otherwise === 'refuse' && takerOf(exclusion.group, applicant) ? 'excluded' : undefined;
    },
  },
  {
    id: 'door',
    rules: ['canary', 'rate'],
    matters: ({ doors }) => Boolean(doors.canary ?? doors.entryRate),
    refuses: ({ program, profile, at, admit }) =>
      program.doors.canary || program.doors.entryRate
        ? admit?.(program, profile, at, isHeldOut(program, profile.id))
        : undefined,
  },
];

/** The rule that keeps them out; `undefined` where they may enter. */
export function refusalOf(applicant: Applicant): RefusalRule | undefined {
  for (const check of ENTRY_CHECKS) {
    const rule = check.refuses(applicant);
    if (rule) return rule;
  }
  return undefined;
}

/** The run of the profile in another journey of the exclusion group, while it is inside there (ENTRY-6). */
export function takerOf(
  group: string,
  { profile, program, programOf }: Pick<Applicant, 'profile' | 'program' | 'programOf'>,
): Enrollment | undefined {
  return profile.enrollments.find(
    (enrollment) =>
      enrollment.journey !== program.journey &&
      enrollment.parked !== 'excluded' &&
      programOf(enrollment)?.doors.exclusion?.group === group,
  );
}

/** Whether a journey only watches this profile: always the same share of them (ENTRY-5). */
export function isHeldOut({ journey, doors }: Program, profile: string): boolean {
  return doors.holdout > 0 && stableShare(profile, journey, 'holdout') < doors.holdout;
}

/** Whether a change of stage is the one a trigger waits for. */
export function fitsStage(trigger: Trigger, { model, from, to }: StageChange): boolean {
  return (
    trigger.on === 'stage' &&
    trigger.model === model &&
    (trigger.from?.includes(from) ?? true) &&
    (trigger.to?.includes(to) ?? true)
  );
}
