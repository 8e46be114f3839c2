import { stageModelSchema, type StageModel } from '@sojourn/lifecycle';
import { computedSchema, ruleSchema, type Computed, type Rule } from '@sojourn/rules';
import { z } from 'zod';
import { route } from './route.js';

const W = '/workspaces/:workspace';
const name = z.string().trim().min(1).max(200);

/** A saved audience rule (人群). */
export interface SegmentReply {
  id: string;
  name: string;
  rule: Rule;
  updatedAt: string;
  /** How many are in it, where it is watched because a live journey starts by it; others are counted on demand. */
  size?: number;
}
/** A further layering (分层) beside the primary model, with how many are in each of its stages. */
export interface LayeringReply {
  model: StageModel;
  version: number;
  sizes: Record<string, number>;
  updatedAt: string;
}
/** An attribute that is worked out from events (计算属性). */
export interface ComputedReply {
  id: string;
  name: string;
  definition: Computed;
}
/** Work that places everybody anew, where there was any to do. */
export interface Replacing {
  operation?: string;
}

export const segmentsApi = {
  list: route<SegmentReply[]>()('GET', `${W}/segments`, 'lifecycle.read'),
  save: route<SegmentReply & Replacing>()('PUT', `${W}/segments/:segment`, 'segment.edit', {
    body: z.strictObject({ name, rule: ruleSchema }),
  }),
  /** Refused while a journey that runs, another segment or a model reads it. */
  remove: route<void>()('DELETE', `${W}/segments/:segment`, 'segment.edit'),
  /** How many profiles a rule holds for now. */
  count: route<{ count: number; of: number }>()('POST', `${W}/segments/count`, 'lifecycle.read', {
    body: z.strictObject({ rule: ruleSchema }),
  }),
  layerings: route<LayeringReply[]>()('GET', `${W}/layerings`, 'lifecycle.read'),
  /** Everyone is placed anew in batches; it starts no journey. The model's id is the layering's. */
  saveLayering: route<{ version: number } & Replacing>()('PUT', `${W}/layerings/:layering`, 'lifecycle.edit', {
    body: z.strictObject({ model: stageModelSchema }),
  }),
  removeLayering: route<void>()('DELETE', `${W}/layerings/:layering`, 'lifecycle.edit'),
  computed: route<ComputedReply[]>()('GET', `${W}/computed-attributes`, 'lifecycle.read'),
  saveComputed: route<ComputedReply>()('PUT', `${W}/computed-attributes/:attribute`, 'lifecycle.edit', {
    body: z.strictObject({ name, definition: computedSchema }),
  }),
  removeComputed: route<void>()('DELETE', `${W}/computed-attributes/:attribute`, 'lifecycle.edit'),
  /** Writes scores and classes of the RFM grid that were worked out elsewhere; at most 1,000 profiles a call. */
  scores: route<{ accepted: number }>()('POST', `${W}/scores`, 'lifecycle.edit', {
    body: z.strictObject({
      cause: z.enum(['behaviour', 'time', 'bounds']).default('behaviour'),
      profiles: z
        .array(
          z.strictObject({
            profile: z.uuid(),
            scores: z.record(z.string().min(1).max(100), z.number().nullable()).default({}),
            rfm: z.string().min(1).max(63).optional(),
          }),
        )
        .min(1)
        .max(1_000),
    }),
  }),
};
