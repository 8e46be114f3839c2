import { INGESTION_LIMITS, identifySchema, trackSchema } from '@sojourn/api';
import { type Instant, parseInstant } from '@sojourn/rules';
import { z } from 'zod';
import { faultIn } from '../http/json.js';
import type { Located } from '../http/problem.js';

export const KINDS = ['track', 'identify', 'page', 'screen', 'group', 'alias'] as const;
export type ItemKind = (typeof KINDS)[number];

/** One thing that was sent, read and found good, before anything is known of its profile. */
export interface Item {
  kind: 'event' | 'identify';
  userId?: string;
  anonymousId?: string;
  /** The address in an identify's traits. */
  email?: string;
  messageId?: string;
  name?: string;
  /** When the sender's clock says it happened, and what that clock said when it was sent. */
  timestamp?: Instant;
  sentAt?: Instant;
  /** JSON of what the inbox keeps. */
  payload: string;
}

export type Reading = { item: Item } | { problems: Located[] };

/** Calls of Segment's clients that we keep as events: their own fields join the properties. */
const OTHER_KINDS: Record<Exclude<ItemKind, 'track' | 'identify'>, { event: string; fields: readonly string[] }> = {
  page: { event: 'page_viewed', fields: ['name', 'category'] },
  screen: { event: 'screen_viewed', fields: ['name', 'category'] },
  group: { event: 'group', fields: ['groupId', 'traits'] },
  alias: { event: 'alias', fields: ['previousId'] },
};

const address = z.email().max(254);

/** Reads one item. `kind` is the address it came to, or undefined for an item of a batch, which says it itself. */
export function readItem(raw: unknown, kind: ItemKind | undefined, sentAt?: unknown): Reading {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return refused('', 'This is not an object.');
  const fault = faultIn(raw);
  if (fault) return { problems: [fault] };
  const given = raw as Record<string, unknown>;
  const type = kind ?? given.type;
  if (typeof type !== 'string' || !isKind(type)) return refused('type', `This must be one of ${KINDS.join(', ')}.`);
  const body = { ...given, type: undefined, sentAt: given.sentAt ?? sentAt };
  return type === 'identify' ? readIdentify(body) : readEvent(type === 'track' ? body : asTrack(body, type));
}

function readEvent(body: Record<string, unknown>): Reading {
  const result = trackSchema.safeParse(body);
  if (!result.success) return { problems: problemsOf(result.error) };
  const { event, properties } = result.data;
  return withCommon(result.data, {
    kind: 'event',
    name: event,
    payload: JSON.stringify({ properties: properties ?? {} }),
  });
}

function readIdentify(body: Record<string, unknown>): Reading {
  const result = identifySchema.safeParse(body);
  if (!result.success) return { problems: problemsOf(result.error) };
  const traits = result.data.traits ?? {};
  const email = address.safeParse(typeof traits.email === 'string' ? traits.email.trim().toLowerCase() : undefined);
  return withCommon(result.data, {
    kind: 'identify',
    payload: JSON.stringify({ traits }),
    ...(email.success && { email: email.data }),
  });
}

function withCommon(data: z.infer<typeof trackSchema> | z.infer<typeof identifySchema>, item: Item): Reading {
  if (Buffer.byteLength(item.payload) > INGESTION_LIMITS.eventBytes) {
    return refused(
      item.kind === 'event' ? 'properties' : 'traits',
      `This is longer than ${INGESTION_LIMITS.eventBytes} bytes.`,
    );
  }
  const userId = data.userId == null ? '' : String(data.userId).trim();
  const anonymousId = data.anonymousId == null ? '' : data.anonymousId.trim();
  if (userId === '' && anonymousId === '') return refused('userId', 'Send a userId or an anonymousId.');
  if (userId !== '') item.userId = userId;
  if (anonymousId !== '') item.anonymousId = anonymousId;
  if (data.messageId !== undefined) item.messageId = data.messageId;
  const when = data.timestamp ?? data.originalTimestamp;
  if (when !== undefined) {
    const timestamp = parseInstant(when);
    if (timestamp === undefined)
      return refused('timestamp', 'This is not an instant we can use. Write it like 2026-01-31T09:30:00.000Z.');
    item.timestamp = timestamp;
  }
  // The sender's clock is only good for a correction; one that cannot be read corrects nothing.
  const sentAt = data.sentAt == null ? undefined : parseInstant(data.sentAt);
  if (sentAt !== undefined) item.sentAt = sentAt;
  return { item };
}

function asTrack(
  body: Record<string, unknown>,
  kind: Exclude<ItemKind, 'track' | 'identify'>,
): Record<string, unknown> {
  const { event, fields } = OTHER_KINDS[kind];
  const own = Object.fromEntries(fields.filter((field) => body[field] != null).map((field) => [field, body[field]]));
  const { properties } = body;
  const usable = typeof properties === 'object' && properties !== null && !Array.isArray(properties);
  return {
    ...body,
    event,
    properties: properties == null || usable ? { ...(properties as object), ...own } : properties,
  };
}

function isKind(type: string): type is ItemKind {
  return (KINDS as readonly string[]).includes(type);
}

function refused(path: string, message: string): Reading {
  return { problems: [{ path, message }] };
}

function problemsOf(error: z.ZodError): Located[] {
  return error.issues.slice(0, 5).map(({ path, message }) => ({ path: path.map(String).join('.'), message }));
}
