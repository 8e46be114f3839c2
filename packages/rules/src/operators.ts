import { z } from 'zod';
import { parseDuration, parseInstant } from './instant.js';
import { said } from './language.js';

/** How deep a rule may nest, and how many comparisons it may hold. Both are far above what a person can read. */
export const RULE_LIMITS = { depth: 12, comparisons: 200, listed: 1_000 } as const;

/** A duration such as `30d`; see `parseDuration`. */
export const durationSchema = z.string().refine((text) => parseDuration(text) !== undefined, {
  error: said(
    'Write a duration like 30d, 24h, 15m or 1d12h (at most 100 years).',
    '请填写时长，例如 30d、24h、15m 或 1d12h（最长 100 年）。',
  ),
});

/** How each operator reads its value. One table: the schema, the editor's form and the sentences all follow it. */
export const OPERATORS = {
  eq: 'scalar',
  ne: 'scalar',
  lt: 'number',
  lte: 'number',
  gt: 'number',
  gte: 'number',
  in: 'list',
  not_in: 'list',
  contains: 'text',
  starts_with: 'text',
  known: 'none',
  unknown: 'none',
  within: 'duration',
  longer_ago: 'duration',
  before: 'instant',
  after: 'instant',
} as const;
export type Operator = keyof typeof OPERATORS;

/** The operators that compare with another fact as well: `event.order_id == entry.order_id`, last visit after last order. */
export const COMPARING_FACTS: readonly Operator[] = ['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'before', 'after'];

export type Scalar = string | number | boolean;

const scalar = z.union([z.string().max(1_000), z.number(), z.boolean()]);

/** The schema of a value that stands in the rule itself, by how its operator reads it. */
export const LITERALS: Record<(typeof OPERATORS)[Operator], z.ZodType> = {
  scalar,
  number: z.number(),
  list: z.array(scalar).min(1).max(RULE_LIMITS.listed),
  text: z.string().min(1).max(1_000),
  none: z.undefined(),
  duration: durationSchema,
  instant: z.string().refine((text) => parseInstant(text) !== undefined, {
    error: said(
      'Write a date like 2026-11-21 or an instant with its offset like 2026-11-21T09:00:00+08:00.',
      '请填写日期（如 2026-11-21）或带时区偏移的时间（如 2026-11-21T09:00:00+08:00）。',
    ),
  }),
};
