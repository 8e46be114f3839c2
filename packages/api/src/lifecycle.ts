import { stageModelSchema, type StageModel } from '@sojourn/lifecycle';
import { z } from 'zod';
import type { LogPage } from './journeys.js';
import { route, type Page } from './route.js';

const W = '/workspaces/:workspace';
const cursor = z.string().max(500).optional();

export interface LifecycleReply {
  model: StageModel;
  version: number;
  /** How many profiles are in each stage now; every stage and `unclassified` is listed. */
  sizes: Record<string, number>;
}
/** How many moved from where to where. Counted by whole hours: `from` and `to` are those that were counted. */
export interface MatrixReply {
  from: string;
  to: string;
  moves: { from: string; to: string; n: number }[];
}
export interface EventNameReply {
  name: string;
  count: number;
  firstAt: string;
  lastAt: string;
  meanings: string[];
  /** Meanings the name suggests, while nobody has mapped it. */
  suggested: string[];
}
/** Which of the shop's events stand for which of our meanings. */
export interface MeaningsReply {
  meanings: Record<string, string[]>;
}
export interface ProfileSummary {
  id: string;
  /** The best name known: name, e-mail, user id, or a short id. */
  name: string;
  userId?: string;
  email?: string;
  stage: string;
  stageSince: string;
  lastSeenAt?: string;
}
export interface ProfileReply extends ProfileSummary {
  /** Personal ones (pii) read `•••` for viewers, here and wherever else their values turn up. */
  attributes: Record<string, unknown>;
  identities: { kind: string; value: string }[];
  consents: Record<string, Record<string, boolean>>;
  firstSeenAt?: string;
  /** When time alone may next move the stage. */
  nextFlipAt?: string;
  facts: { event: string; count: number; firstAt: string; lastAt: string; sums?: Record<string, number> }[];
}
/** What kind of values an attribute has, as it was first seen. A text that can be read as an instant is a date. */
export const ATTRIBUTE_TYPES = ['text', 'number', 'boolean', 'date', 'list', 'object'] as const;
export type AttributeType = (typeof ATTRIBUTE_TYPES)[number];

export interface AttributeReply {
  name: string;
  pii: boolean;
  /** Absent while no value came in. */
  type?: AttributeType;
  /** How often values of other types came since; they were kept, and comparisons with them are false. */
  conflicts?: Partial<Record<AttributeType, number>>;
}
/** One line of a profile's story, newest first. */
export type TimelineItem =
  | { kind: 'event'; at: string; name: string; properties: Record<string, unknown> }
  | { kind: 'transition'; at: string; from: string; to: string; cause: string; findings: unknown }
  | {
      kind: 'enrollment';
      at: string;
      enrollment: string;
      journey: { id: string; name: string };
      state: 'entered' | 'ended';
      reason?: string;
    }
  | { kind: 'delivery'; at: string; delivery: string; channel: string; outcome: DeliveryOutcome; reason?: string };

/**
 * What became of a delivery. Open ones: `queued` (to be decided at `dueAt`, with a `reason` where it was put off),
 * `ready`, `leased` (being handed over), `settled` (handed over, the journey goes on in a moment). The others are final.
 */
export const DELIVERY_OUTCOMES = [
  'queued',
  'ready',
  'leased',
  'settled',
  'sent',
  'failed',
  'dropped',
  'expired',
  'unknown',
] as const;
export type DeliveryOutcome = (typeof DELIVERY_OUTCOMES)[number];

export interface DeliveryReply {
  id: string;
  at: string;
  channel: string;
  topic: string;
  outcome: DeliveryOutcome;
  reason?: string;
  attempts: number;
  dueAt?: string;
  finishedAt?: string;
  profile: { id: string; name: string };
  journey: { id: string; name: string };
  node: string;
  enrollment: string;
}
export interface MailReply {
  id: string;
  to: string;
  from: string;
  subject: string;
  at: string;
  html?: string;
  text?: string;
  headers?: Record<string, string>;
}

export const lifecycleApi = {
  get: route<LifecycleReply>()('GET', `${W}/lifecycle`, 'lifecycle.read'),
  matrix: route<MatrixReply>()('GET', `${W}/lifecycle/matrix`, 'lifecycle.read', {
    query: z.object({ from: z.iso.datetime({ offset: true }), to: z.iso.datetime({ offset: true }) }),
  }),
  /** Publishes a new version of the primary model; everyone is recomputed in batches (the operation's progress). */
  publish: route<{ version: number; operation: string }>()('POST', `${W}/lifecycle/model`, 'lifecycle.edit', {
    body: z.strictObject({ model: stageModelSchema, note: z.string().max(2_000).default('') }),
  }),
  events: route<EventNameReply[]>()('GET', `${W}/event-names`, 'event.read'),
  /** Where the stage model reads what changed, the model gets a new version and everyone is recomputed. */
  saveMeanings: route<MeaningsReply & { version?: number; operation?: string }>()(
    'PUT',
    `${W}/meanings`,
    'lifecycle.edit',
    {
      body: z.strictObject({ meanings: z.record(z.string().max(100), z.array(z.string().min(1).max(200)).max(200)) }),
    },
  ),
  meanings: route<MeaningsReply>()('GET', `${W}/meanings`, 'event.read'),
};

export const profilesApi = {
  list: route<Page<ProfileSummary>>()('GET', `${W}/profiles`, 'profile.read', {
    query: z.object({ search: z.string().max(254).optional(), stage: z.string().max(100).optional(), cursor }),
  }),
  get: route<ProfileReply>()('GET', `${W}/profiles/:profile`, 'profile.read'),
  timeline: route<Page<TimelineItem>>()('GET', `${W}/profiles/:profile/timeline`, 'profile.read', {
    query: z.object({ cursor }),
  }),
  /** Erases a person for good, with all that became part of the profile: an operation, which tells what it emptied. */
  erase: route<{ operation: string }>()('POST', `${W}/profiles/:profile/erase`, 'profile.erase'),
  attributes: route<AttributeReply[]>()('GET', `${W}/attributes`, 'profile.read'),
  markAttribute: route<void>()('PUT', `${W}/attributes/:name`, 'settings.edit', {
    body: z.strictObject({ pii: z.boolean() }),
  }),
};

export const deliveriesApi = {
  /** Open ones first, each part newest first. */
  list: route<LogPage<DeliveryReply>>()('GET', `${W}/deliveries`, 'delivery.read', {
    query: z.object({
      outcome: z.enum(DELIVERY_OUTCOMES).optional(),
      channel: z.string().max(40).optional(),
      journey: z.uuid().optional(),
      cursor,
    }),
  }),
  /** Mails are full of personal data: not for viewers. */
  mailbox: route<Page<MailReply>>()('GET', `${W}/mailbox`, 'mailbox.read', { query: z.object({ cursor }) }),
  mail: route<MailReply>()('GET', `${W}/mailbox/:mail`, 'mailbox.read'),
  emptyMailbox: route<void>()('DELETE', `${W}/mailbox`, 'settings.edit'),
};
