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
  userId?: string | undefined;
  anonymousId?: string | undefined;
  /** Names that other systems gave, one of a kind. */
  externalIds?: { kind: string; value: string }[] | undefined;
  /** Of an alias: what the profile was called so far. */
  previousId?: string | undefined;
  /** The address in an identify's traits. */
  email?: string | undefined;
  messageId?: string | undefined;
  name?: string | undefined;
  /** When the sender's clock says it happened, and what that clock said when it was sent: good for a correction only. */
  timestamp?: Instant | undefined;
  sentAt: Instant | undefined;
  /** Of an identify: what it says, as it was parsed. */
  traits?: Record<string, unknown>;
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

/** What we look at. Payloads are checked by hand: copying each of them through the schema costs more than all the rest. */
const eventFields = trackSchema.omit({ type: true, properties: true, context: true, integrations: true, sentAt: true });
const identifyFields = identifySchema.omit({
  type: true,
  traits: true,
  context: true,
  integrations: true,
  sentAt: true,
});

/**
 * Reads one item. `kind` is the address it came to, or undefined for an item of a batch, which says it itself; `sentAt`
 * is that of the whole request, for items without one of their own.
 */
export function readItem(raw: unknown, kind: ItemKind | undefined, sentAt?: Instant): Reading {
  if (!isObject(raw)) return refused('', 'This is not an object.');
  const fault = faultIn(raw);
  if (fault) return { problems: [fault] };
  const type = kind ?? raw.type;
  if (typeof type !== 'string' || !isKind(type)) return refused('type', `This must be one of ${KINDS.join(', ')}.`);
  const own = typeof raw.sentAt === 'string' ? parseInstant(raw.sentAt) : undefined;
  if (type === 'identify') return readIdentify(raw, own ?? sentAt);
  return type === 'track' ? readEvent(raw, raw.properties, own ?? sentAt) : readOther(raw, type, own ?? sentAt);
}

function readEvent(fields: Record<string, unknown>, properties: unknown, sentAt: Instant | undefined): Reading {
  const result = eventFields.safeParse(fields);
  if (!result.success) return { problems: problemsOf(result.error) };
  if (properties != null && !isObject(properties)) return refused('properties', 'This must be an object.');
  const { data } = result;
  return finish(
    { kind: 'event', name: data.event, sentAt, payload: JSON.stringify({ properties: properties ?? {} }) },
    data,
    fields.context,
  );
}

function readOther(
  raw: Record<string, unknown>,
  kind: Exclude<ItemKind, 'track' | 'identify'>,
  sentAt: Instant | undefined,
): Reading {
  const { event, fields } = OTHER_KINDS[kind];
  const { properties } = raw;
  if (properties != null && !isObject(properties)) return refused('properties', 'This must be an object.');
  if (kind === 'alias') {
    const missing = (['userId', 'previousId'] as const).find((field) => raw[field] == null || raw[field] === '');
    if (missing)
      return refused(missing, 'An alias needs both: the userId, and the previousId that becomes its other name.');
    if (!isName(raw.previousId)) return refused('previousId', 'This must be a text of 1 to 200 characters.');
  }
  const own = fields.filter((field) => raw[field] != null).map((field) => [field, raw[field]]);
  const reading = readEvent({ ...raw, event }, { ...properties, ...Object.fromEntries(own) }, sentAt);
  if (kind === 'alias' && 'item' in reading) reading.item.previousId = String(raw.previousId).trim();
  return reading;
}

const isName = (value: unknown): boolean =>
  (typeof value === 'string' && value.trim() !== '' && value.length <= 200) || typeof value === 'number';

function readIdentify(fields: Record<string, unknown>, sentAt: Instant | undefined): Reading {
  const result = identifyFields.safeParse(fields);
  if (!result.success) return { problems: problemsOf(result.error) };
  const traits = fields.traits ?? {};
  if (!isObject(traits)) return refused('traits', 'This must be an object.');
  const email = address.safeParse(typeof traits.email === 'string' ? traits.email.trim().toLowerCase() : undefined);
  const payload = JSON.stringify({ traits });
  return finish({ kind: 'identify', email: email.data, traits, sentAt, payload }, result.data, fields.context);
}

/** What all kinds have in common: whose it is, its id, and when it happened. */
function finish(item: Item, data: z.infer<typeof identifyFields>, context: unknown): Reading {
  // A UTF-8 byte for each UTF-16 unit at least, three at most: only what lies between has to be counted.
  const { length } = item.payload;
  const { eventBytes } = INGESTION_LIMITS;
  if (length > eventBytes || (length * 3 > eventBytes && Buffer.byteLength(item.payload) > eventBytes)) {
    return refused(item.kind === 'event' ? 'properties' : 'traits', `This is longer than ${eventBytes} bytes.`);
  }
  item.userId = data.userId == null ? undefined : String(data.userId).trim() || undefined;
  item.anonymousId = data.anonymousId?.trim() || undefined;
  const externalIds =
    isObject(context) && context.externalIds != null ? readExternalIds(context.externalIds) : undefined;
  if (externalIds === WRONG) return refused('context.externalIds', WRONG_EXTERNAL);
  item.externalIds = externalIds;
  if (item.userId === undefined && item.anonymousId === undefined && externalIds === undefined)
    return refused('userId', 'Send a userId or an anonymousId.');
  item.messageId = data.messageId;
  const when = data.timestamp ?? data.originalTimestamp;
  if (when !== undefined) {
    item.timestamp = parseInstant(when);
    if (item.timestamp === undefined) {
      return refused('timestamp', 'This is not an instant we can use. Write it like 2026-01-31T09:30:00.000Z.');
    }
  }
  return { item };
}

const externalId = z.object({
  type: z.string().regex(/^[A-Za-z][\w.-]{0,39}$/),
  id: z.union([z.string().trim().min(1).max(200), z.number()]).transform(String),
});
const externalIdsSchema = z.array(externalId).min(1).max(10);
const WRONG = Symbol('wrong');
const WRONG_EXTERNAL =
  'This must be a list of up to ten like {"type": "phone", "id": "+8613800000000"}, one of a type; userId, anonymousId and email have places of their own.';

/** Segment's `context.externalIds`: names by which other systems know the person. */
function readExternalIds(raw: unknown): Item['externalIds'] | typeof WRONG {
  const read = externalIdsSchema.safeParse(raw);
  if (!read.success) return WRONG;
  const kinds = new Set(read.data.map(({ type }) => type));
  const ours = ['userId', 'anonymousId', 'email'].some((kind) => kinds.has(kind));
  if (ours || kinds.size < read.data.length) return WRONG;
  return read.data.map(({ type, id }) => ({ kind: type, value: id }));
}

function isKind(type: string): type is ItemKind {
  return (KINDS as readonly string[]).includes(type);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refused(path: string, message: string): Reading {
  return { problems: [{ path, message }] };
}

function problemsOf(error: z.ZodError): Located[] {
  return error.issues.slice(0, 5).map(({ path, message }) => ({ path: path.map(String).join('.'), message }));
}
