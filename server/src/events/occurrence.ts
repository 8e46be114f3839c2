import { DAY, type Instant } from '@sojourn/rules';
import type { Item } from './item.js';

/** Why an item's time is refused, in the sender's words. */
export const AHEAD = 'This is more than a day in the future.';
export const BEFORE_1970 = 'This is before 1970.';

/**
 * When an item happened. A sender's clock may be wrong: `sentAt` shows by how much, as far as the way here took no
 * time. What then is ahead of us by less than a day happened now; what is further ahead is a mistake.
 */
export function occurrenceOf(
  { timestamp, sentAt }: Pick<Item, 'timestamp' | 'sentAt'>,
  acceptedAt: Instant,
): Instant | { refused: string } {
  if (timestamp === undefined) return acceptedAt;
  const occurredAt = sentAt === undefined ? timestamp : timestamp + (acceptedAt - sentAt);
  if (occurredAt > acceptedAt + DAY) return { refused: AHEAD };
  if (occurredAt < 0) return { refused: BEFORE_1970 };
  return Math.min(occurredAt, acceptedAt);
}
