import { z } from 'zod';
import { misfit } from './fact-kind.js';
import { parseDuration, parseInstant } from './instant.js';
import { said } from './language.js';

/** How deep a rule may nest, and how many comparisons it may hold. Both are far above what a person can read. */
export const RULE_LIMITS = { depth: 12, comparisons: 200, listed: 1_000 } as const;

const name = z.string().min(1).max(200);

/** A duration such as `30d`; see `parseDuration`. */
export const durationSchema = z.string().refine((text) => parseDuration(text) !== undefined, {
  error: said(
    'Write a duration like 30d, 24h, 15m or 1d12h (at most 100 years).',
    '请填写时长，例如 30d、24h、15m 或 1d12h（最长 100 年）。',
  ),
});

/**
 * What a comparison looks at. `event` names one of the shop's own events, `meaning` one of ours ("order"), which the
 * page "what your events mean" maps to event names.
 */
export const factSchema = z.union([
  z.strictObject({ attribute: name }),
  z.strictObject({ event: name, measure: z.enum(['count', 'first', 'last', 'sum']), property: name.optional() }),
  z.strictObject({ meaning: name, measure: z.enum(['count', 'first', 'last', 'sum']), property: name.optional() }),
  z.strictObject({ stage: z.enum(['current', 'previous', 'since']), model: name.optional() }),
  z.strictObject({ property: name }),
  z.strictObject({ entry: name }),
  z.strictObject({ consent: name, topic: name }),
  z.strictObject({ seen: z.enum(['first', 'last']) }),
]);
export type Fact = z.infer<typeof factSchema>;

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

const scalar = z.union([z.string().max(1_000), z.number(), z.boolean()]);
const operand: Record<(typeof OPERATORS)[Operator], z.ZodType> = {
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

const SUM_OF_WHAT = said('Say which property to add up.', '请选择要求和的属性。');
const TOO_DEEP = said(
  `A condition may nest ${RULE_LIMITS.depth} levels deep.`,
  `条件最多嵌套 ${RULE_LIMITS.depth} 层。`,
);
const TOO_MANY = said(
  `A condition may hold ${RULE_LIMITS.comparisons} comparisons. Make a segment of a part of it.`,
  `一个条件最多包含 ${RULE_LIMITS.comparisons} 项比较，请将一部分保存为人群。`,
);

export const comparisonSchema = z
  .strictObject({
    fact: factSchema,
    is: z.enum(Object.keys(OPERATORS) as [Operator, ...Operator[]]),
    value: z.unknown().optional(),
  })
  .superRefine((comparison, context) => {
    const checked = operand[OPERATORS[comparison.is]].safeParse(comparison.value);
    for (const issue of checked.error?.issues ?? []) {
      context.addIssue({ ...issue, input: comparison.value, path: ['value', ...issue.path] } as z.core.$ZodRawIssue);
    }
    const sums = 'measure' in comparison.fact && comparison.fact.measure === 'sum';
    if (sums && !('property' in comparison.fact && comparison.fact.property)) {
      context.addIssue({ code: 'custom', path: ['fact', 'property'], message: SUM_OF_WHAT });
    }
    const fault = checked.success ? misfit(comparison as Comparison) : undefined;
    if (fault) context.addIssue({ code: 'custom', ...fault });
  });
export type Comparison = {
  fact: Fact;
  is: Operator;
  value?: string | number | boolean | (string | number | boolean)[];
};

/** A condition tree. `all` of nothing is true, `any` of nothing is false. */
export type Rule = { all: Rule[] } | { any: Rule[] } | { not: Rule } | Comparison;

/**
 * The schema of a rule. Depth and size are checked before the recursive parse, so that a hostile document cannot
 * exhaust the stack.
 */
export const ruleSchema: z.ZodType<Rule> = z
  .unknown()
  .superRefine((value, context) => {
    const fault = tooLarge(value);
    if (fault) context.addIssue({ code: 'custom', message: fault });
  })
  .pipe(z.lazy(() => treeSchema)) as unknown as z.ZodType<Rule>;

const treeSchema: z.ZodType = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.array(treeSchema) }),
    z.strictObject({ any: z.array(treeSchema) }),
    z.strictObject({ not: treeSchema }),
    comparisonSchema,
  ]),
);

function tooLarge(value: unknown): string | undefined {
  let level: unknown[] = [value];
  let seen = 0;
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > RULE_LIMITS.depth * 2) return TOO_DEEP;
    seen += level.length;
    if (seen > RULE_LIMITS.comparisons * 8 + RULE_LIMITS.listed) return TOO_MANY;
    level = level.flatMap((item) => (item !== null && typeof item === 'object' ? Object.values(item) : []));
  }
  return undefined;
}

/** Every comparison of a rule, in the order it is read. */
export function comparisons(rule: Rule): Comparison[] {
  if ('all' in rule) return rule.all.flatMap(comparisons);
  if ('any' in rule) return rule.any.flatMap(comparisons);
  if ('not' in rule) return comparisons(rule.not);
  return [rule];
}
