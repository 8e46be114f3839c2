import type { z } from 'zod';
import { Malformed } from './problem.js';

/** A place in a list as text for addresses. Its content is nobody's business but ours, and may change. */
export function writeCursor(position: unknown): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** The place a cursor names; whoever made one up is told so, and no statement is asked with it. */
export function readCursor<Position>(cursor: string | undefined, schema: z.ZodType<Position>): Position | undefined {
  if (cursor === undefined) return undefined;
  let content: unknown;
  try {
    content = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    content = undefined;
  }
  const read = schema.safeParse(content);
  if (!read.success) throw new Malformed('The cursor is not one of this list. Begin again without it.');
  return read.data;
}
