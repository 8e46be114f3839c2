import type { FieldMeta, Port } from '@sojourn/journey';
import type { z } from 'zod';

export { durationInWords } from '@sojourn/rules';

/** Marks a settings field with what the form shows for it. */
export function field<T extends z.ZodType>(schema: T, meta: FieldMeta): T {
  return schema.meta({ ...meta });
}

/** The one way onward that most nodes have. */
export const NEXT: Port = { id: 'next', label: { en: 'Next', zh: '下一步' }, required: true };

/** Where an enrollment goes when its delivery failed for good. Without an edge the journey ends there. */
export const FAILED: Port = { id: 'failed', label: { en: 'Failed', zh: '失败' } };
