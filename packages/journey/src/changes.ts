import type { Cause } from '@sojourn/lifecycle';
import type { Finding, Instant, Value } from '@sojourn/rules';
import type { Consequence } from './consequences.js';
import type { Message, Receipt, TaskRequest } from './node-type.js';
import type { ProgramNode } from './program.js';
import type { Enrollment, ProfileState, Properties, StandingGoal } from './profile-state.js';

/** One executed node: one row of the execution log (LOG-1). `at` is logical time. */
export interface Step {
  profile: ProfileState;
  enrollment: Enrollment;
  /** The step's number within its enrollment, from 1. */
  number: number;
  node: ProgramNode;
  enteredAt: Instant;
  at: Instant;
  outcome: 'left' | 'ended' | 'failed' | 'moved';
  port?: string;
  reason?: unknown;
  error?: string;
}

/** A move from stage to stage (STAGE-3). */
export interface Transition {
  profile: ProfileState;
  /** The model it happened in; the primary one where absent. */
  model?: string;
  from: string;
  to: string;
  at: Instant;
  cause: Cause;
  findings: Finding[];
}

/** The intent to send, with the stable key under which it may be tried more than once (SEND-2). */
export interface Send {
  id: string;
  key: string;
  profile: ProfileState;
  enrollment: Enrollment;
  node: ProgramNode;
  message: Message;
  at: Instant;
  /** The profile's ordinal when it was parked: later events are what a following wait looks back over. */
  ordinal: number;
}

/** Tells how the hand-over of a message ends, where that is known at once. */
export type HandOver = (send: Send) => Receipt;

/** An entry that a rule refused (ENTRY-3). */
export interface Refusal {
  profile: ProfileState;
  node: ProgramNode;
  at: Instant;
  rule: RefusalRule;
  key: string;
}

/** Why somebody may not enter. */
export type RefusalRule =
  | 'once'
  | 'after_exit'
  | 'after'
  | 'at_once'
  | 'lifetime'
  | 'depth'
  | 'not_live'
  | 'not_started'
  | 'over'
  | 'excluded'
  | 'canary'
  | 'rate'
  | 'filter';

/** A goal that an enrollment reached (EXIT-1). */
export interface GoalReached {
  profile: ProfileState;
  enrollment: Enrollment;
  goal: string;
  at: Instant;
  reason?: unknown;
}

/** A goal that an order reached which was given back soon after (shown as reversed). */
export interface Reversal extends StandingGoal {
  profile: ProfileState;
  reversedAt: Instant;
}

/** A task for a person to open, to remind of, or to close because its enrollment went on without it. */
export interface TaskChange {
  profile: ProfileState;
  enrollment: Enrollment;
  node: ProgramNode;
  /** The number of the step that will close it. */
  step: number;
  at: Instant;
  do: { open: TaskRequest; id: string } | { remind: 'owner' | 'escalate' } | { close: string };
}

/** An enrollment that is over. */
export interface Ending {
  profile: ProfileState;
  enrollment: Enrollment;
  at: Instant;
  reason: string;
}

/** An event as it was played, with the values history keeps. */
export interface Played {
  profile: ProfileState;
  ordinal: number;
  /** The logical instant; equals acceptance unless the profile was already further. */
  at: Instant;
  seq: number;
  name: string;
  occurredAt: Instant;
  properties: Properties;
  messageId?: string;
  /** False for imports and events too late to start anything. */
  live: boolean;
}

/** Counts of one node, gathered over a batch. `waiting` is a difference, the others only grow. */
export interface Tally {
  entered: number;
  waiting: number;
  failed: number;
  left: Map<string, number>;
}

/** Everything that playing decided and the store must make true, in one transaction. */
export class Changes {
  readonly steps: Step[] = [];
  readonly transitions: Transition[] = [];
  readonly sends: Send[] = [];
  readonly refusals: Refusal[] = [];
  readonly endings: Ending[] = [];
  readonly played: Played[] = [];
  readonly goals: GoalReached[] = [];
  readonly reversals: Reversal[] = [];
  readonly tasks: TaskChange[] = [];
  /** What was too much for one play: it comes back to the profile as an arrival (ENGINE D13). */
  readonly forwards: { profile: ProfileState; at: Instant; consequence: Consequence }[] = [];
  readonly tallies = new Map<ProgramNode, Tally>();

  tally(node: ProgramNode): Tally {
    let tally = this.tallies.get(node);
    if (!tally) this.tallies.set(node, (tally = { entered: 0, waiting: 0, failed: 0, left: new Map() }));
    return tally;
  }

  /** Drops steps, transitions and events, which by then somebody else must have taken. */
  forgetHistory(): void {
    for (const rows of [this.steps, this.transitions, this.played]) rows.length = 0;
  }

  /** Drops all rows and keeps the tallies, where only counts are wanted of many profiles (a rehearsal). */
  forgetRows(): void {
    const { steps, transitions, sends, refusals, endings, played, goals, reversals, tasks, forwards } = this;
    const all = [steps, transitions, sends, refusals, endings, played, goals, reversals, tasks, forwards];
    for (const rows of all) rows.length = 0;
  }
}

export type { Properties, Value };
