import { RFM_CLASSES, stageModelSchema } from '@sojourn/lifecycle';
import { computedSchema, parseDuration, parseInstant, ruleSchema, said } from '@sojourn/rules';
import { z } from 'zod';
import type { RefusalRule } from './changes.js';
import { momentOf, pathLine } from './journey-test.js';
import type { JourneyTest, TestExpectation, TestGiven, TestStep } from './journey-test.js';
import { parseDay } from './local-time.js';
import type { Properties } from './profile-state.js';
import { zoneFault } from './schedule.js';

const MOMENT = said(
  'Write an instant with its offset like 2026-03-01T09:00+08:00, or how long after the beginning like +1d12h (before: -30d).',
  '请填写带时区偏移的时间（如 2026-03-01T09:00+08:00），或相对测试开始的时长（如 +1d12h，之前用 -30d）。',
);
const NOW = said(
  'Write an instant with its offset, like 2026-03-01T09:00:00+08:00.',
  '请填写带时区偏移的时间，例如 2026-03-01T09:00:00+08:00。',
);
const ADVANCE = said(
  'Write how long, like 2d or 24h, or up to when: an instant with its offset, or +3d from the beginning.',
  '请填写时长（如 2d、24h），或目标时刻：带时区偏移的时间，或自测试开始起的 +3d。',
);
const PATH = said(
  'Write a step as node, node.port or node.port @ +1d, and … for any steps.',
  '请按“节点”“节点.分支”或“节点.分支 @ +1d”填写步骤，用 … 表示任意若干步。',
);
const RESTING = said(
  'Write node, or node @ +1d with when the rest ends.',
  '请填写“节点”或“节点 @ +1d”（等待结束时刻）。',
);
const ZONE = said('Write a time zone like Asia/Shanghai.', '请填写时区，例如 Asia/Shanghai。');
const DATE = said('Write a date like 2026-10-01.', '请填写日期，例如 2026-10-01。');

const name = z.string().trim().min(1).max(200);
const about = <T extends z.ZodType>(schema: T, description: string): T => schema.meta({ description }) as T;
const moment = about(
  z.string().refine((text) => momentOf(text, 0) !== undefined, MOMENT),
  'An instant with its offset, or so long after the beginning (+1d12h) or before it (-30d).',
);
const properties = z.record(name, z.unknown()) as unknown as z.ZodType<Properties>;
const consents = z.record(name, z.record(name, z.boolean()));
const scores = z.record(name, z.number());
const rfm = z.enum(RFM_CLASSES.map(({ id }) => id) as [string, ...string[]]);
const outcomeName = z.enum(['sent', 'failed', 'dropped', 'expired', 'unknown']);
const outcome = z.union([outcomeName, z.strictObject({ outcome: outcomeName, reason: name.optional() })]);
const isDay = (text: string) => parseDay(text) !== undefined;
const days = z.array(z.string().refine(isDay, DATE)).max(5_000);

const givenSchema: z.ZodType<TestGiven> = z.strictObject({
  now: about(
    z.string().refine((text) => text.includes('T') && parseInstant(text) !== undefined, NOW),
    'The clock at the beginning, with its offset.',
  ),
  id: about(name.optional(), 'The id that sticky splits and holdouts hash.'),
  attributes: about(properties.optional(), 'Among them timezone, the zone of the profile.'),
  tags: z.array(name).max(1_000).optional(),
  consents: about(consents.optional(), 'By channel and topic: {"email": {"marketing": true}}.'),
  scores: scores.optional(),
  rfm: about(rfm.optional(), 'The RFM class.'),
  stage: about(name.optional(), 'Set by hand. Without it the model decides, by the events.'),
  events: about(
    z
      .array(z.strictObject({ at: moment, event: name, properties: properties.optional() }))
      .max(10_000)
      .optional(),
    'What happened before the beginning: builds facts and stages, starts nothing.',
  ),
  outcomes: about(
    z.record(name, z.union([outcome, z.array(outcome).min(1).max(1_000)])).optional(),
    'How hand-overs end, by node; several in turn. All others are sent at once.',
  ),
});

const when = { at: about(moment.optional(), 'Time passes up to here first.') };
const stepSchema: z.ZodType<TestStep> = z.union([
  z.strictObject({
    advance: about(
      z.string().refine((text) => parseDuration(text) !== undefined || momentOf(text, 0) !== undefined, ADVANCE),
      'By a duration (2d), or up to a moment.',
    ),
  }),
  z.strictObject({ ...when, event: name, properties: properties.optional() }),
  z.strictObject({ ...when, attributes: properties }),
  z.strictObject({ ...when, consents }),
  z.strictObject({
    ...when,
    tags: z.strictObject({ add: z.array(name).optional(), remove: z.array(name).optional() }),
  }),
  z.strictObject({ ...when, scores }),
  z.strictObject({ ...when, rfm }),
  z.strictObject({ ...when, stage: about(name.nullable(), 'By hand; null lets the model decide again.') }),
  z.strictObject({
    ...when,
    enter: about(
      z.strictObject({ node: name.optional(), properties: properties.optional() }),
      'A call of the API, by this trigger or by the only one for it.',
    ),
  }),
  z.strictObject({
    ...when,
    answer: about(
      z.strictObject({ node: name, answer: name, values: properties.optional() }),
      'A person closes the open task of a node.',
    ),
  }),
]);

const REFUSALS = [
  ...['once', 'after_exit', 'after', 'at_once', 'lifetime', 'depth', 'not_live', 'not_started', 'over', 'excluded'],
  ...['canary', 'rate', 'filter'],
] as [RefusalRule, ...RefusalRule[]];
const at = moment.optional();

const expectSchema: z.ZodType<TestExpectation> = z.strictObject({
  sends: about(
    z
      .array(
        z.strictObject({
          node: name,
          channel: name.optional(),
          topic: name.optional(),
          template: name.optional(),
          url: z.string().max(2_000).optional(),
          at,
          outcome: outcomeName.optional(),
          subject: about(z.string().max(2_000).optional(), 'The subject as the profile reads it.'),
          says: about(z.array(z.string().min(1).max(10_000)).optional(), 'What stands in its text.'),
        }),
      )
      .optional(),
    'Every message, in order; [] where none may be.',
  ),
  path: about(
    z.array(z.string().refine((text) => pathLine(text) !== undefined, PATH)).optional(),
    'Steps as node, node.port or node.port @ +1d; … stands for any steps.',
  ),
  resting: about(
    z.array(z.string().refine((text) => /^[^.…]+$/.test(text) && pathLine(text) !== undefined, RESTING)).optional(),
    'Where it rests at the end: node, or node @ +1d with when the rest ends.',
  ),
  goals: z.array(z.strictObject({ goal: name, at })).optional(),
  exits: about(
    z.array(z.strictObject({ reason: name, rule: name.optional(), at })).optional(),
    'Runs that are over, by reason: completed, the result of an ending, goal, exit_rule, holdout, failed.',
  ),
  refusals: about(z.array(z.strictObject({ rule: z.enum(REFUSALS), at })).optional(), 'Entries that a rule refused.'),
  stages: about(z.array(z.strictObject({ at: moment, stage: name })).optional(), 'The stage at moments of the test.'),
  attributes: about(properties.optional(), 'At the end; null where there is none.'),
  tags: about(z.array(name).optional(), 'All tags at the end, in any order.'),
});

const inline = z.record(z.string(), z.unknown());

/** The shape of a journey test. Whether it fits its journey shows when it is played. */
export const journeyTestSchema: z.ZodType<JourneyTest> = z.strictObject({
  $schema: z.string().optional(),
  format: z.literal(1),
  name,
  journey: about(z.union([name, inline]), 'A file beside this one, gallery:<id>, or the journey itself.'),
  model: about(
    z.union([name, inline]).optional(),
    'A lifecycle model: general, ecommerce or orders-only (the default), a file beside this one, or the model itself.',
  ),
  workspace: z
    .strictObject({
      name: about(name.optional(), 'As templates call it.'),
      language: about(name.optional(), 'Of a template, for profiles that have none: en, zh-CN.'),
      zone: about(
        z
          .string()
          .refine((text) => zoneFault(text) === undefined, ZONE)
          .optional(),
        'The zone of who has none; UTC where absent.',
      ),
      meanings: about(z.record(name, z.array(name)).optional(), 'What events mean, beside what the model says.'),
      segments: about(z.record(name, ruleSchema).optional(), 'By id.'),
      computed: about(z.record(name, computedSchema).optional(), 'Computed attributes, by id.'),
      calendars: z
        .array(z.strictObject({ id: name, name, holidays: days.default([]), makeUpDays: days.default([]) }))
        .optional(),
      layerings: about(z.array(stageModelSchema).optional(), 'Lifecycle models besides the primary one.'),
    })
    .optional(),
  templates: about(
    z.record(name, z.union([name, inline])).optional(),
    'By id: a file beside this one, or the template itself. Those of a journey of the gallery come along.',
  ),
  given: givenSchema,
  script: about(z.array(stepSchema).max(10_000), 'What happens, in order.'),
  expect: expectSchema,
});
