import { journeySchema, migrationSchema, type Journey, type Problem, type RefusalRule } from '@sojourn/journey';
import { durationSchema } from '@sojourn/rules';
import { z } from 'zod';
import { ENTRANTS } from './entries.js';
import { handAction, handSelection, overdue, type ChangesReply, type OverdueReply } from './inside.js';
import { route, type Page, type ProblemReply } from './route.js';

const W = '/workspaces/:workspace';
const J = `${W}/journeys/:journey`;

export type JourneyState = 'draft' | 'live' | 'paused' | 'draining' | 'stopped' | 'archived';

export interface JourneySummary {
  id: string;
  name: string;
  state: JourneyState;
  /** The live version; absent while never published. */
  version?: number;
  updatedAt: string;
  /** Totals of the live counters over all versions. */
  entered: number;
  inside: number;
}
export interface JourneyReply extends JourneySummary {
  draft: Journey;
  /** Raised by every save; a save names the revision it started from. */
  revision: number;
  /** Whether the draft differs from the live version. */
  changed: boolean;
}
/** 409 of saving and publishing: somebody saved in between. Theirs is here, yours is with you: nothing is lost (VERSION-5). */
export interface DraftConflict extends ProblemReply {
  revision: number;
  draft: Journey;
  savedBy?: string;
}
export interface VersionReply {
  version: number;
  note: string;
  publishedAt: string;
  publishedBy?: string;
  /** How many are in it now. */
  inside: number;
  graph?: Journey;
}
/**
 * Live counts per node: entered and failed only grow, `waiting` is how many are there now. Goals by their id: how often
 * one was reached, and how many of those a refund took back since.
 */
export interface CountsReply {
  version: number;
  at: string;
  nodes: Record<string, { entered: number; waiting: number; failed: number; left: Record<string, number> }>;
  goals: Record<string, { reached: number; reversed: number }>;
}
export interface EnrollmentReply {
  id: string;
  profile: { id: string; name: string };
  journey: { id: string; name: string };
  version: number;
  key?: string;
  enteredAt: string;
  entry: Record<string, unknown>;
  /** Where it is and until when, while it lives. */
  node?: string;
  arrivedAt?: string;
  dueAt?: string;
  parked?: string;
  /** How it ended. */
  endedAt?: string;
  reason?: string;
}
/** A goal that an enrollment reached; `reversedAt` where a refund took it back. */
export interface GoalReply {
  goal: string;
  at: string;
  reversedAt?: string;
}
/** One run with every step of it, the goals it reached, and the graph it runs on. */
export interface RunReply extends EnrollmentReply {
  steps: StepReply[];
  goals: GoalReply[];
  graph: Journey;
}
export interface StepReply {
  enrollment: string;
  number: number;
  profile: { id: string; name: string };
  journey: { id: string; name: string };
  version: number;
  node: string;
  nodeType: string;
  enteredAt: string;
  /** Logical time; `executedAt` is when a worker did it. */
  at: string;
  executedAt: string;
  outcome: 'left' | 'ended' | 'failed';
  port?: string;
  reason?: unknown;
  error?: string;
  worker: string;
}
/** An entry that a rule refused (ENTRY-3). */
export interface RefusalReply {
  profile: { id: string; name: string };
  journey: { id: string; name: string };
  version: number;
  node: string;
  at: string;
  rule: RefusalRule;
  key: string;
}
export interface PublishReply {
  version: number;
  warnings: Problem[];
  /** Moves those inside as was chosen, where anybody moves or leaves. */
  operation?: string;
  /** The operation that fills in facts its rules newly ask for; it goes live when that is done. */
  facts?: string;
}
/**
 * 422 of saving or publishing: `journeyProblems` are what is wrong with the journey, in both languages and told by node
 * (VERSION-4), warnings included; `problems` says the same as plain lines.
 */
export interface JourneyRefusal extends ProblemReply {
  journeyProblems: Problem[];
}
/** After a move to another state. `operation` goes on working where there are enrollments to release or to take out. */
export interface MovedReply extends JourneySummary {
  operation?: string;
}
/** A page of a log that has no end to count on: `reached` says how far back was looked where a rare match took too long. */
export interface LogPage<Item> extends Page<Item> {
  reached?: string;
}

const reason = z.string().trim().min(1).max(500);
const cursor = z.string().max(500).optional();
const instant = z.iso.datetime({ offset: true }).optional();

export const journeysApi = {
  list: route<JourneySummary[]>()('GET', `${W}/journeys`, 'journey.read'),
  create: route<JourneyReply>()('POST', `${W}/journeys`, 'journey.edit', {
    body: z.strictObject({ journey: journeySchema }),
  }),
  get: route<JourneyReply>()('GET', J, 'journey.read'),
  saveDraft: route<{ revision: number; problems: Problem[] }>()('PUT', `${J}/draft`, 'journey.edit', {
    body: z.strictObject({ journey: journeySchema, revision: z.int() }),
  }),
  publish: route<PublishReply>()('POST', `${J}/publish`, 'journey.publish', {
    body: z.strictObject({
      revision: z.int(),
      note: z.string().max(2_000).default(''),
      migration: migrationSchema.optional(),
      entrants: z.enum(ENTRANTS).optional(),
    }),
  }),
  /** What publishing the draft would change, and how many are at each node of each version now. */
  changes: route<ChangesReply>()('GET', `${J}/changes`, 'journey.read'),
  /**
   * live → paused: nobody enters. Timers run on, and what comes due is put aside until it is resumed; or they freeze,
   * and every wait ends later by as long as the pause lasted.
   */
  pause: route<MovedReply>()('POST', `${J}/pause`, 'journey.publish', {
    body: z.strictObject({ timers: z.enum(['run', 'freeze']).default('run') }),
  }),
  /** Asked before resuming: who is overdue. */
  overdue: route<OverdueReply>()('GET', `${J}/overdue`, 'journey.read', {
    query: z.object({ olderThan: durationSchema.optional() }),
  }),
  /**
   * paused or draining → live. Whoever is overdue goes on now, or spread at so many a minute; or those overdue for
   * longer than so much leave the journey, with the reason `overdue`, and the rest go on now.
   */
  resume: route<MovedReply>()('POST', `${J}/resume`, 'journey.publish', {
    body: z.strictObject({ overdue: overdue.default({ do: 'now' }) }),
  }),
  /** live or paused → draining: nobody enters, those inside finish (只出不进); once they have, it is stopped. */
  drain: route<MovedReply>()('POST', `${J}/drain`, 'journey.publish'),
  /** live, paused or draining → stopped: everybody is taken out. */
  stop: route<MovedReply>()('POST', `${J}/stop`, 'journey.publish'),
  /** draft, stopped or draining → archived, once nobody is inside. */
  archive: route<MovedReply>()('POST', `${J}/archive`, 'journey.publish'),
  duplicate: route<JourneyReply>()('POST', `${J}/duplicate`, 'journey.edit'),
  versions: route<VersionReply[]>()('GET', `${J}/versions`, 'journey.read'),
  version: route<VersionReply>()('GET', `${J}/versions/:version`, 'journey.read'),
  counts: route<CountsReply>()('GET', `${J}/counts`, 'journey.read', {
    query: z.object({ version: z.coerce.number().int().optional() }),
  }),
  /** Server-sent events: `counts` with a CountsReply whenever they changed, at most twice a second. */
  live: route<never>()('GET', `${J}/live`, 'journey.read', {
    query: z.object({ version: z.coerce.number().int().optional() }),
  }),
  atNode: route<Page<EnrollmentReply>>()('GET', `${J}/nodes/:node/enrollments`, 'enrollment.read', {
    query: z.object({ cursor }),
  }),
  /** Moves, brings forward or takes out those chosen, as one operation; `total` is how many were meant. */
  act: route<{ operation: string; total: number }>()('POST', `${J}/enrollments/act`, 'enrollment.act', {
    body: z.strictObject({ who: handSelection, action: handAction, reason }),
  }),
};

export const enrollmentsApi = {
  get: route<RunReply>()('GET', `${W}/enrollments/:enrollment`, 'enrollment.read'),
  exit: route<{ done: boolean; operation?: string }>()('POST', `${W}/enrollments/:enrollment/exit`, 'enrollment.act', {
    body: z.strictObject({ reason }),
  }),
};

export const logApi = {
  steps: route<LogPage<StepReply>>()('GET', `${W}/log`, 'log.read', {
    query: z.object({
      journey: z.uuid().optional(),
      version: z.coerce.number().int().optional(),
      node: z.string().max(64).optional(),
      profile: z.uuid().optional(),
      outcome: z.enum(['left', 'ended', 'failed']).optional(),
      from: instant,
      to: instant,
      cursor,
    }),
  }),
  refusals: route<LogPage<RefusalReply>>()('GET', `${W}/log/refusals`, 'log.read', {
    query: z.object({ journey: z.uuid().optional(), cursor }),
  }),
};
