import { durationSchema, said, type Duration } from '@sojourn/rules';
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

export interface JourneySettings {
  /** IANA zone for local times where the profile has none. */
  zone?: string;
  reentry?: Reentry;
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
      }),
    )
    .max(JOURNEY_LIMITS.nodes, TOO_MANY_NODES),
  edges: z.array(z.strictObject({ from: id, port: id, to: id })).max(JOURNEY_LIMITS.edges, TOO_MANY_EDGES),
  settings: z.strictObject({ zone: z.string().max(100).optional(), reentry: reentrySchema.optional() }).optional(),
});
