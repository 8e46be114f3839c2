import { z } from 'zod';

/** Limits of ingestion: Segment's. Events beyond them are refused one by one, their neighbours are kept. */
export const INGESTION_LIMITS = { requestBytes: 500_000, eventBytes: 32_000, batch: 2_500, depth: 32 } as const;

const id = z.string().min(1).max(200);
const common = {
  messageId: z.string().min(1).max(255).optional(),
  userId: z.union([id, z.number()]).nullish(),
  anonymousId: id.nullish(),
  timestamp: z.string().max(64).optional(),
  originalTimestamp: z.string().max(64).optional(),
  sentAt: z.string().max(64).nullish(),
  context: z.record(z.string(), z.unknown()).optional(),
  integrations: z.unknown().optional(),
};
const properties = z.record(z.string(), z.unknown());

export const trackSchema = z.object({
  ...common,
  type: z.literal('track').optional(),
  event: z.string().trim().min(1).max(200),
  properties: properties.nullish(),
});
export const identifySchema = z.object({
  ...common,
  type: z.literal('identify').optional(),
  traits: properties.nullish(),
});
/** What `@segment/analytics-*` posts. Types we do not use (page, screen, group, alias) are accepted as events of their kind. */
export const batchSchema = z.object({
  batch: z.array(z.unknown()).min(1).max(INGESTION_LIMITS.batch),
  sentAt: z.string().max(64).nullish(),
  writeKey: z.string().max(200).optional(),
});

/** The answer to ingestion: how many were taken, and which were refused, by their place in the batch. */
export interface IngestionReply {
  success: boolean;
  accepted: number;
  duplicates: number;
  refused: { index: number; problem: string }[];
}
