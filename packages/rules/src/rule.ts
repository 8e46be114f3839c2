import { z } from 'zod';
import { isFact, isHappening, MEASURES, RUN_MEASURES, type Computed, type Fact } from './fact.js';
import { factFault, misfit } from './fact-kind.js';
import { said } from './language.js';
import {
  COMPARING_FACTS,
  durationSchema,
  LITERALS,
  OPERATORS,
  RULE_LIMITS,
  type Operator,
  type Scalar,
} from './operators.js';

const name = z.string().min(1).max(200);

const asked = {
  measure: z.enum(MEASURES),
  property: name.optional(),
  where: z.lazy(() => treeSchema).optional() as z.ZodType<Rule | undefined>,
  within: durationSchema.optional(),
};
const happenings = [z.strictObject({ event: name, ...asked }), z.strictObject({ meaning: name, ...asked })] as const;

export const factSchema = z.union([
  z.strictObject({ attribute: name }),
  ...happenings,
  z.strictObject({ computed: name }),
  z.strictObject({ stage: z.enum(['current', 'previous', 'since']), model: name.optional() }),
  z.strictObject({ was: name, model: name.optional(), within: durationSchema.optional() }),
  z.strictObject({ segment: name }),
  z.strictObject({ tag: name }),
  z.strictObject({ score: name }),
  z.strictObject({ journey: name, measure: z.enum(RUN_MEASURES) }),
  z.strictObject({
    sent: z.enum(['count', 'last']),
    channel: name.optional(),
    template: name.optional(),
    within: durationSchema.optional(),
  }),
  z.strictObject({ tasks: z.literal('open') }),
  z.strictObject({ consent: name, topic: name }),
  z.strictObject({ seen: z.enum(['first', 'last']) }),
  z.strictObject({ property: name }),
  z.strictObject({ entry: name }),
]) as z.ZodType<Fact>;

const TOO_DEEP = said(
  `A condition may nest ${RULE_LIMITS.depth} levels deep.`,
  `条件最多嵌套 ${RULE_LIMITS.depth} 层。`,
);
const TOO_MANY = said(
  `A condition may hold ${RULE_LIMITS.comparisons} comparisons. Make a segment of a part of it.`,
  `一个条件最多包含 ${RULE_LIMITS.comparisons} 项比较，请将一部分保存为人群。`,
);
const PROPERTIES_ONLY = said(
  "A filter looks at the event's own properties and compares them with fixed values.",
  '筛选条件只能查看该事件自身的属性，并与固定值比较。',
);

export const comparisonSchema = z
  .strictObject({
    fact: factSchema,
    is: z.enum(Object.keys(OPERATORS) as [Operator, ...Operator[]]),
    value: z.unknown().optional(),
  })
  .superRefine((comparison, context) => {
    const { fact, is, value } = comparison;
    const operand = isFact(value) && COMPARING_FACTS.includes(is) ? factSchema : LITERALS[OPERATORS[is]];
    const checked = operand.safeParse(value);
    for (const issue of checked.error?.issues ?? []) {
      context.addIssue({ ...issue, input: value, path: ['value', ...issue.path] } as z.core.$ZodRawIssue);
    }
    if (!checked.success) return;
    for (const [place, each] of [['fact', fact] as const, ...(isFact(value) ? [['value', value] as const] : [])]) {
      const fault = factFault(each);
      if (fault) context.addIssue({ code: 'custom', message: fault.message, path: [place, ...fault.path] });
      const where = isHappening(each) ? each.where : undefined;
      if (
        where &&
        comparisons(where).some(
          (inner) => !('property' in inner.fact) || 'measure' in inner.fact || isFact(inner.value),
        )
      )
        context.addIssue({ code: 'custom', path: [place, 'where'], message: PROPERTIES_ONLY });
    }
    const fault = misfit(comparison as Comparison);
    if (fault) context.addIssue({ code: 'custom', ...fault });
  });

/** A comparison's value is a literal, or another fact to compare with. */
export type Operand = Scalar | Scalar[] | Fact;
export interface Comparison {
  fact: Fact;
  is: Operator;
  value?: Operand;
}

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

/** The schema of a computed attribute: what of which events; its faults as those of a comparison's fact. */
export const computedSchema: z.ZodType<Computed> = (z.union(happenings) as unknown as z.ZodType<Computed>).superRefine(
  (computed, context) => {
    const { error } = comparisonSchema.safeParse({ fact: computed, is: 'known' });
    for (const issue of error?.issues ?? []) {
      if (issue.path[0] === 'fact') context.addIssue({ ...issue, input: computed, path: issue.path.slice(1) } as never);
    }
  },
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

/** Every comparison of a rule, in the order it is read; not those of the filters inside its facts. */
export function comparisons(rule: Rule): Comparison[] {
  if ('all' in rule) return rule.all.flatMap(comparisons);
  if ('any' in rule) return rule.any.flatMap(comparisons);
  if ('not' in rule) return comparisons(rule.not);
  return [rule];
}
