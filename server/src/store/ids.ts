import { randomFillSync } from 'node:crypto';

/** Shards are units of ownership (ENGINE D2): one worker at a time plays the profiles of a shard. */
export const SHARDS = 64;

const pool = Buffer.alloc(8_192);
let used = pool.length;
let lastMs = -1;
let counter = 0;
let time = '';

/**
 * A version 7 UUID (RFC 9562) for an instant. Within this process ids of one millisecond keep their order: the 12
 * bits after the version count up. Instants before 1970 give ids that sort first.
 */
export function newId(at: number): string {
  const ms = Math.max(0, Math.min(at, 0xffff_ffff_ffff));
  if (ms === lastMs) counter = (counter + 1) & 0xfff;
  else {
    counter = 0;
    lastMs = ms;
    const digits = ms.toString(16).padStart(12, '0');
    time = `${digits.slice(0, 8)}-${digits.slice(8)}-7`;
  }
  if (used + 8 > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const tail = pool.toString('hex', used, used + 8);
  used += 8;
  const variant = ((pool[used - 8]! & 0x3) | 0x8).toString(16);
  return `${time}${counter.toString(16).padStart(3, '0')}-${variant}${tail.slice(1, 4)}-${tail.slice(4)}`;
}

/** The shard of a profile, computed once at its birth from its id and then stored (FNV-1a). */
export function shardOf(profileId: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < profileId.length; index++) {
    hash = Math.imul(hash ^ profileId.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0) % SHARDS;
}
