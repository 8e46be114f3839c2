import type { Words } from '@sojourn/rules';
import { z } from 'zod';
import { route, type ProblemReply } from './route.js';

const W = '/workspaces/:workspace';

/** A template's texts by language (`en`, `zh-CN`, …). `body` is Liquid over HTML or plain text. */
export const variantsSchema = z
  .record(
    z.string().regex(/^[a-z]{2,3}(-[A-Za-z]{2,4})?$/, 'Use a language tag like en or zh-CN.'),
    z.strictObject({ subject: z.string().max(998), body: z.string().max(200_000) }),
  )
  .refine((variants) => Object.keys(variants).length > 0, 'Write the template in one language at least.');
export type Variants = z.infer<typeof variantsSchema>;

export interface TemplateReply {
  id: string;
  name: string;
  channel: string;
  version: number;
  variants: Variants;
  updatedAt: string;
}
/** 422 of saving or previewing a template: what is wrong, by language and place; `problems` says the same as plain lines. */
export interface TemplateRefusal extends ProblemReply {
  templateProblems: { language: string; field: 'subject' | 'body'; line?: number; column?: number; message: Words }[];
}
export interface OperationReply {
  id: string;
  kind: string;
  state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
  done: number;
  total?: number;
  problem?: string;
  detail: Record<string, unknown>;
  createdAt: string;
  updatedAt: string;
}

/** Long work that others count on to come to its end, by its kind: why it cannot be cancelled, and what to do instead. */
export const NOT_CANCELLED: Readonly<Record<string, Words>> = {
  'journey.release': {
    en: 'Whoever has not gone on yet would be left behind in a running journey. To hold them, pause the journey again.',
    zh: '取消后，尚未继续的用户会滞留在运行中的旅程里。如需让他们停下，请再次暂停该旅程。',
  },
  'facts.backfill': {
    en: 'What was published waits for it and would never begin. To hold it, pause the journey or publish another version.',
    zh: '已发布的内容在等待它完成，取消后将永远不会生效。如需停止，请暂停旅程或发布新版本。',
  },
  'dates.look_up': {
    en: 'People who were not looked up yet would never enter by their date. To hold it, pause the journey.',
    zh: '取消后，尚未建立索引的用户将永远不会按日期进入旅程。如需停止，请暂停该旅程。',
  },
};

/** A consent topic. `byDefault` is what holds for a profile without a record (SEND-9). */
export const topicSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9_-]{0,62}$/),
  name: z.strictObject({ en: z.string().min(1).max(100), zh: z.string().min(1).max(100) }),
  byDefault: z.boolean(),
  /** Transactional topics ignore quiet hours and caps and carry no unsubscribe link. */
  transactional: z.boolean(),
});

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Write a time like 21:00.');
/** What an admin may set for a workspace. Quiet hours are local to the profile and may cross midnight. */
export const workspaceSettingsSchema = z.strictObject({
  name: z.string().trim().min(1).max(100),
  zone: z.string().max(100),
  language: z.enum(['en', 'zh']),
  quietHours: z
    .strictObject({ from: clock, to: clock, action: z.enum(['defer', 'drop']) })
    .refine(({ from, to }) => from !== to, { error: 'Quiet hours need a different start and end.' })
    .nullable(),
  topics: z.array(topicSchema).min(1).max(100),
});
export type WorkspaceSettings = z.infer<typeof workspaceSettingsSchema>;
export interface SampleReply {
  loaded: boolean;
  trickle: boolean;
  operation?: string;
  /** The sample workspace, once it is loaded. */
  workspace?: string;
}

export const workspaceApi = {
  create: route<{ key: string }>()('POST', '/workspaces', 'member', {
    body: z.strictObject({ name: z.string().trim().min(1).max(100) }),
  }),
  settings: route<WorkspaceSettings>()('GET', `${W}/settings`, 'settings.read'),
  saveSettings: route<WorkspaceSettings>()('PUT', `${W}/settings`, 'settings.edit', { body: workspaceSettingsSchema }),
  templates: route<TemplateReply[]>()('GET', `${W}/templates`, 'template.read'),
  template: route<TemplateReply>()('GET', `${W}/templates/:template`, 'template.read'),
  addTemplate: route<TemplateReply>()('POST', `${W}/templates`, 'template.edit', {
    body: z.strictObject({
      name: z.string().trim().min(1).max(200),
      channel: z.enum(['email']),
      variants: variantsSchema,
    }),
  }),
  saveTemplate: route<TemplateReply>()('PUT', `${W}/templates/:template`, 'template.edit', {
    body: z.strictObject({ name: z.string().trim().min(1).max(200), variants: variantsSchema }),
  }),
  /** Rendered for a profile, or for a made-up one; in the language asked for, else the one the profile would get. */
  previewTemplate: route<{ subject: string; html: string; text: string; language: string }>()(
    'POST',
    `${W}/template-preview`,
    'template.read',
    {
      body: z.strictObject({
        variants: variantsSchema,
        profile: z.uuid().optional(),
        language: z.string().max(20).optional(),
      }),
    },
  ),
  operations: route<OperationReply[]>()('GET', `${W}/operations`, 'settings.read'),
  operation: route<OperationReply>()('GET', `${W}/operations/:operation`, 'settings.read'),
  cancelOperation: route<OperationReply>()('POST', `${W}/operations/:operation/cancel`, 'journey.edit'),
  sample: route<SampleReply>()('GET', `${W}/sample`, 'settings.read'),
  loadSample: route<SampleReply>()('POST', `${W}/sample`, 'sample.manage'),
  setTrickle: route<SampleReply>()('PUT', `${W}/sample/trickle`, 'sample.manage', {
    body: z.strictObject({ on: z.boolean() }),
  }),
};

export interface HealthReply {
  status: 'ok' | 'degraded';
  /** Arrivals waiting to be played, and how late the oldest due wake-up is, in milliseconds. */
  backlog: number;
  latenessMs: number;
}
