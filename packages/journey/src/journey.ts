import { durationSchema, parseInstant, ruleSchema, said, type Duration, type Rule } from '@sojourn/rules';
import { z } from 'zod';

/** How large a journey may be. Past these it is refused at once, before anything is computed from it. */
export const JOURNEY_LIMITS = {
  nodes: 1_000,
  edges: 5_000,
  bytes: 1_500_000,
  stepsPerEnrollment: 1_000,
  stepsAtOnce: 100,
} as const;

/** One node as drawn. `settings` follow the schema of its type; `revision` is the type's revision they were written for. */
export interface JourneyNode {
  id: string;
  type: string;
  revision?: number;
  name?: string;
  settings: Record<string, unknown>;
  position?: { x: number; y: number };
  /** How often one enrollment may come here (STATE-3); a loop without a wait needs it on one of its nodes. */
  visits?: number;
  /** What follows when the step fails and no error port is connected: the journey ends there (default), or goes on. */
  onError?: 'exit' | 'continue';
}

/** From a node's named port to another node. A port has at most one edge. */
export interface Edge {
  from: string;
  port: string;
  to: string;
}

/**
 * Who may enter again (ENTRY-2). `once`; `after_exit`, optionally only a while after; `after` a period counted from
 * entry or exit; `always`, optionally at most so many at once. `key` scopes it by a property of the event (an order
 * id), `lifetime` is the most entries ever.
 */
export interface Reentry {
  rule: 'once' | 'after_exit' | 'after' | 'always';
  period?: Duration;
  from?: 'entry' | 'exit';
  atOnce?: number;
  key?: string;
  lifetime?: number;
}

/** Something that happens to a profile, or becomes true of it, while it is in a journey. */
export type Watch =
  | { on: 'event'; event: string; filter?: Rule }
  /** The stage of the primary model, or of a layering, changes. */
  | { on: 'stage'; model?: string; from?: string[]; to?: string[] }
  /** Being in a segment, or outside of it. */
  | { on: 'segment'; segment: string; is: 'in' | 'out' }
  | { on: 'condition'; rule: Rule }
  /** An instant such as `2026-12-31T00:00:00+08:00`. */
  | { on: 'date'; at: string };

/** What a journey is for (EXIT-1): counted at most once an enrollment, within a window from entry if one is given. */
export interface Goal {
  id: string;
  name?: string;
  when: Watch;
  within?: Duration;
  effect: 'count' | 'exit';
}

/** What takes an enrollment out wherever it is (EXIT-2). */
export interface ExitRule {
  id: string;
  when: Watch;
}

/** Takes in at most so many in each such time, from its first entry on; who is too many is refused. */
export interface EntryRate {
  entries: number;
  per: Duration;
}

/** Takes in only a share, in percent, or so many people, until an operator says that all may come. */
export type Canary = { percent: number } | { people: number };

/** Whose messages matter more where they compete: 事务 > 存量 > 高潜 > 预流失 > 流失. */
export const PRIORITIES = ['transactional', 'existing', 'potential', 'at_risk', 'churned'] as const;
export type Priority = (typeof PRIORITIES)[number];

export interface JourneySettings {
  /** IANA zone for local times where the profile has none. */
  zone?: string;
  reentry?: Reentry;
  goals?: Goal[];
  exits?: ExitRule[];
  /** Share of those who would enter, in percent, that is only watched (对照组): a stable hash chooses them (ENTRY-5). */
  holdout?: number;
  /** First instant at which anybody enters, and first at which nobody does any more (ENTRY-6). */
  start?: string;
  end?: string;
  entryRate?: EntryRate;
  canary?: Canary;
  /** Not while in another journey of the same group; who comes second is refused, or waits at the door. */
  exclusion?: { group: string; otherwise: 'refuse' | 'wait' };
  priority?: Priority;
}

/** A journey as it is drawn, stored, exported and applied: plain JSON. */
export interface Journey {
  format: 1;
  name: string;
  nodes: JourneyNode[];
  edges: Edge[];
  settings?: JourneySettings;
}

const id = z
  .string()
  .regex(
    /^[A-Za-z0-9_-]{1,64}$/,
    said('Use letters, digits, _ and -, at most 64.', '只能使用字母、数字、_ 和 -，最多 64 个字符。'),
  );

export const reentrySchema: z.ZodType<Reentry> = z
  .strictObject({
    rule: z.enum(['once', 'after_exit', 'after', 'always']),
    period: durationSchema.optional(),
    from: z.enum(['entry', 'exit']).optional(),
    atOnce: z.int().min(1).max(1_000).optional(),
    key: z.string().min(1).max(200).optional(),
    lifetime: z.int().min(1).max(1_000_000).optional(),
  })
  .refine((reentry) => reentry.rule !== 'after' || reentry.period !== undefined, {
    path: ['period'],
    error: said('Say after how long a profile may enter again.', '请填写多久之后可以重复进入。'),
  });

const names = z.array(z.string().min(1).max(100)).min(1).max(100).optional();
const name = z.string().trim().min(1).max(200);
const instant = z.string().refine((text) => parseInstant(text) !== undefined, {
  error: said(
    'Write a date like 2026-11-21 or an instant with its offset like 2026-11-21T09:00:00+08:00.',
    '请填写日期（如 2026-11-21）或带时区偏移的时间（如 2026-11-21T09:00:00+08:00）。',
  ),
});

export const watchSchema: z.ZodType<Watch> = z.discriminatedUnion('on', [
  z.strictObject({ on: z.literal('event'), event: name, filter: ruleSchema.optional() }),
  z.strictObject({ on: z.literal('stage'), model: name.optional(), from: names, to: names }),
  z.strictObject({ on: z.literal('segment'), segment: name, is: z.enum(['in', 'out']) }),
  z.strictObject({ on: z.literal('condition'), rule: ruleSchema }),
  z.strictObject({ on: z.literal('date'), at: instant }),
]);

export const settingsSchema: z.ZodType<JourneySettings> = z
  .strictObject({
    zone: z.string().max(100).optional(),
    reentry: reentrySchema.optional(),
    goals: z
      .array(
        z.strictObject({
          id,
          name: name.optional(),
          when: watchSchema,
          within: durationSchema.optional(),
          effect: z.enum(['count', 'exit']),
        }),
      )
      .max(10)
      .optional(),
    exits: z
      .array(z.strictObject({ id, when: watchSchema }))
      .max(20)
      .optional(),
    holdout: z.number().min(0).max(90).optional(),
    start: instant.optional(),
    end: instant.optional(),
    entryRate: z.strictObject({ entries: z.int().min(1).max(1_000_000_000), per: durationSchema }).optional(),
    canary: z
      .union([
        z.strictObject({ percent: z.number().gt(0).lt(100) }),
        z.strictObject({ people: z.int().min(1).max(1_000_000_000) }),
      ])
      .optional(),
    exclusion: z.strictObject({ group: name, otherwise: z.enum(['refuse', 'wait']) }).optional(),
    priority: z.enum(PRIORITIES).optional(),
  })
  .refine(({ start, end }) => start === undefined || end === undefined || parseInstant(start)! < parseInstant(end)!, {
    path: ['end'],
    error: said('The end must be later than the start.', '结束时间必须晚于开始时间。'),
  });

export const TOO_MANY_NODES = said(
  `A journey may have ${JOURNEY_LIMITS.nodes} nodes. Split it in two.`,
  `一个旅程最多 ${JOURNEY_LIMITS.nodes} 个节点，请拆分为两个旅程。`,
);
export const TOO_MANY_EDGES = said(
  `A journey may have ${JOURNEY_LIMITS.edges} connections.`,
  `一个旅程最多 ${JOURNEY_LIMITS.edges} 条连线。`,
);

/** The shape of a journey. Whether it makes sense (reachable nodes, known types …) is the business of `checkJourney`. */
export const journeySchema: z.ZodType<Journey> = z.strictObject({
  format: z.literal(1),
  name: z.string().trim().min(1).max(200),
  nodes: z
    .array(
      z.strictObject({
        id,
        type: z.string().min(1).max(100),
        revision: z.int().min(1).optional(),
        name: z.string().max(200).optional(),
        settings: z.record(z.string().max(200), z.unknown()),
        position: z.strictObject({ x: z.number(), y: z.number() }).optional(),
        visits: z.int().min(1).max(JOURNEY_LIMITS.stepsPerEnrollment).optional(),
        onError: z.enum(['exit', 'continue']).optional(),
      }),
    )
    .max(JOURNEY_LIMITS.nodes, TOO_MANY_NODES),
  edges: z.array(z.strictObject({ from: id, port: id, to: id })).max(JOURNEY_LIMITS.edges, TOO_MANY_EDGES),
  settings: settingsSchema.optional(),
});
