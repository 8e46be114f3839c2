import type { AtNode, Difference, JourneyNode, Problem } from '@sojourn/journey';
import { durationSchema, said } from '@sojourn/rules';
import { z } from 'zod';
import type { ProblemReply } from './route.js';

/** What publishing the draft would change for those inside one version (VERSION-2). */
export interface VersionChanges {
  version: number;
  inside: number;
  difference: Difference;
  /** How many are at each node now, by node id. */
  waiting: Record<string, number>;
  /** The nodes of that version which would change or go, or where somebody is. */
  nodes: JourneyNode[];
}
/** The draft beside the live version and every older one that somebody is in, newest first; empty before the first. */
export interface ChangesReply {
  revision: number;
  versions: VersionChanges[];
}
/** 409 of publishing: everybody is to move, and for these no choice was made (F24). Nothing was published. */
export interface UnmappedReply extends ProblemReply {
  journeyProblems: Problem[];
  unmapped: AtNode[];
}
/** Who would go on late if the journey were resumed now (STATE-2). */
export interface OverdueReply {
  timers: 'run' | 'freeze';
  pausedAt: string;
  /** Put aside since their time came, or held at their message. */
  overdue: number;
  /** Those of them who are overdue for longer than was asked. */
  older?: number;
}

/** What is done about those who are overdue when a journey is resumed (STATE-2). */
export type Overdue = { do: 'now' } | { do: 'skip'; olderThan: string } | { do: 'spread'; perMinute: number };

export const overdue: z.ZodType<Overdue> = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('now') }),
  z.strictObject({ do: z.literal('skip'), olderThan: durationSchema }),
  z.strictObject({ do: z.literal('spread'), perMinute: z.int().min(1).max(1_000_000) }),
]);

/** What is done by hand with those inside (STATE-1). A move goes to the newest version unless another is named. */
export type HandAction =
  | { do: 'move'; to: string; version?: number; wait?: 'keep' | 'recompute' }
  | { do: 'skip'; port?: string }
  | { do: 'exit' };

/** Whom it is done with: these, or all of a journey whom this describes. `waitingSince`: at their node since then or longer. */
export type HandSelection = { ids: string[] } | { version?: number; node?: string; waitingSince?: string };

/** The most enrollments that can be named one by one. */
export const MOST_NAMED = 5_000;

const nodeId = z.string().min(1).max(64);
export const handAction: z.ZodType<HandAction> = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('move'),
    to: nodeId,
    version: z.int().min(1).optional(),
    wait: z.enum(['keep', 'recompute']).optional(),
  }),
  z.strictObject({ do: z.literal('skip'), port: nodeId.optional() }),
  z.strictObject({ do: z.literal('exit') }),
]);
export const handSelection: z.ZodType<HandSelection> = z.union([
  z.strictObject({ ids: z.array(z.uuid()).min(1).max(MOST_NAMED) }),
  z
    .strictObject({
      version: z.int().min(1).optional(),
      node: nodeId.optional(),
      waitingSince: z.iso.datetime({ offset: true }).optional(),
    })
    .refine((selection) => Object.values(selection).some((value) => value !== undefined), {
      error: said(
        'Say whom: name them, or a version, a node, or since when they wait.',
        '请指定对象：逐个列出，或按版本、节点、等待起始时间筛选。',
      ),
    }),
]);
