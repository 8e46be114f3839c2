import {
  durationSchema,
  LANGUAGES,
  ruleSchema,
  said,
  type Duration,
  type Language,
  type Rule,
  type Words,
} from '@sojourn/rules';
import { z } from 'zod';

/** The stage of a profile for which no rule holds. Every model ends in it; it is always shown and counted. */
export const UNCLASSIFIED = 'unclassified';

/** One stage of a model. Stages stand in display order; `evaluation` says which rule is asked first. */
export interface Stage {
  id: string;
  name: Words;
  rule: Rule;
  /** Holds a profile in this stage at least so long against moves caused by time; what the customer does moves at once. */
  minimumStay?: Duration;
}

/**
 * A lifecycle model: the first stage in `evaluation` order whose rule holds is the profile's stage (STAGE-1).
 * `meanings` maps our meanings to event names where the model travels without a workspace (rehearsals, files).
 */
export interface StageModel {
  format: 1;
  id: string;
  name: Words;
  stages: Stage[];
  evaluation: string[];
  meanings?: Record<string, string[]>;
}

export const wordsSchema: z.ZodType<Words> = z.strictObject(
  Object.fromEntries(LANGUAGES.map((language) => [language, z.string().min(1).max(200)])) as Record<
    Language,
    z.ZodString
  >,
);

const idSchema = z
  .string()
  .regex(
    /^[a-z][a-z0-9_-]{0,62}$/,
    said(
      'Use lower-case letters, digits, _ and -, starting with a letter.',
      '只能使用小写字母、数字、_ 和 -，并以字母开头。',
    ),
  );

const stageSchema = z.strictObject({
  id: idSchema.refine((id) => id !== UNCLASSIFIED, {
    error: said('Every model ends in "unclassified" by itself.', '每个模型都以“未归类”结尾，无需自行添加。'),
  }),
  name: wordsSchema,
  rule: ruleSchema,
  minimumStay: durationSchema.optional(),
});

/** Checks a model as read from a file or a request; each fault names its place. */
export const stageModelSchema: z.ZodType<StageModel> = z
  .strictObject({
    format: z.literal(1),
    id: idSchema,
    name: wordsSchema,
    stages: z.array(stageSchema).min(1).max(50),
    evaluation: z.array(z.string()).min(1),
    meanings: z.record(z.string().max(100), z.array(z.string().min(1).max(200)).max(200)).optional(),
  })
  .superRefine((model, context) => {
    const ids = model.stages.map((stage) => stage.id);
    ids.forEach((id, index) => {
      if (ids.indexOf(id) !== index) {
        context.addIssue({
          code: 'custom',
          path: ['stages', index, 'id'],
          message: `Two stages are called "${id}".`,
          params: { zh: `有两个阶段都叫“${id}”。` },
        });
      }
      if (model.evaluation.filter((evaluated) => evaluated === id).length !== 1) {
        context.addIssue({
          code: 'custom',
          path: ['evaluation'],
          message: `Name the stage "${id}" exactly once in the evaluation order.`,
          params: { zh: `判定顺序中“${id}”必须恰好出现一次。` },
        });
      }
    });
    model.evaluation.forEach((id, index) => {
      if (!ids.includes(id)) {
        context.addIssue({
          code: 'custom',
          path: ['evaluation', index],
          message: `There is no stage "${id}".`,
          params: { zh: `没有阶段“${id}”。` },
        });
      }
    });
  });
