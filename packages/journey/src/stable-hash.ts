const WORD = 2 ** 32;

/**
 * The one hash behind everything that must choose people and stay with its choice: holdouts, canaries and random splits.
 * Gives a number in [0, 1), evenly spread, and the same for the same texts for ever: MurmurHash3 (x86, 32 bit, seed 0;
 * Austin Appleby, public domain) over the UTF-8 of the texts with a zero byte between them, divided by 2^32.
 */
export function stableShare(...texts: readonly string[]): number {
  return murmur3(utf8(texts.join('\0'))) / WORD;
}

function murmur3(bytes: readonly number[]): number {
  const words = bytes.length >> 2;
  let hash = 0;
  for (let index = 0; index < words; index++) {
    const at = index * 4;
    hash ^= scramble(bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24));
    hash = Math.imul(rotated(hash, 13), 5) + 0xe6546b64;
  }
  let tail = 0;
  for (let index = bytes.length - 1; index >= words * 4; index--) tail = (tail << 8) | bytes[index]!;
  if (bytes.length > words * 4) hash ^= scramble(tail);
  hash ^= bytes.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

const scramble = (word: number): number => Math.imul(rotated(Math.imul(word, 0xcc9e2d51), 15), 0x1b873593);
const rotated = (word: number, by: number): number => (word << by) | (word >>> (32 - by));

/** Bytes of a text; half of a surrogate pair counts as the replacement character, as everywhere. */
function utf8(text: string): number[] {
  const bytes: number[] = [];
  for (const character of text) {
    const point = character.codePointAt(0)!;
    const code = point >= 0xd800 && point <= 0xdfff ? 0xfffd : point;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 0x3f));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
    else
      bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 0x3f), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
  }
  return bytes;
}
