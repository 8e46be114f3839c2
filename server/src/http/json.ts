import { Malformed, type Located } from './problem.js';

/** Deeper than anything we write ourselves; recursive readers further in never meet more. */
export const DEEPEST = 32;

/** Reads a JSON body. V8 parses without recursion, so depth is looked at afterwards, also without recursion. */
export function parseJson(body: Buffer): unknown {
  // An empty body is none: buttons such as "pause" send nothing.
  if (body.length === 0) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    throw new Malformed('The body is not JSON.');
  }
  return value;
}

/** What no part of a body may hold, or undefined. One walk, no recursion. */
export function faultIn(value: unknown): Located | undefined {
  if (typeof value === 'string') return isStorable(value) ? undefined : { path: '', message: UNSTORABLE };
  if (typeof value !== 'object' || value === null) return undefined;
  const rest: { value: object; depth: number; path: string }[] = [{ value, depth: 1, path: '' }];
  for (let next = rest.pop(); next; next = rest.pop()) {
    if (next.depth > DEEPEST) return { path: '', message: `This is nested deeper than ${DEEPEST} levels.` };
    for (const key of Object.keys(next.value)) {
      if (key === '__proto__') return { path: next.path, message: 'The key __proto__ is not allowed.' };
      if (!isStorable(key)) return { path: next.path, message: UNSTORABLE };
      const part = (next.value as Record<string, unknown>)[key];
      if (typeof part === 'string') {
        if (!isStorable(part)) return { path: join(next.path, key), message: UNSTORABLE };
      } else if (typeof part === 'object' && part !== null) {
        rest.push({ value: part, depth: next.depth + 1, path: next.depth < 8 ? join(next.path, key) : next.path });
      }
    }
  }
  return undefined;
}

/** Postgres stores neither NUL nor half a surrogate pair; JSON can carry both as escapes, and nobody types them. */
export function isStorable(text: string): boolean {
  return !UNSTORABLE_CHARACTER.test(text);
}

const UNSTORABLE_CHARACTER = /[\0\p{Surrogate}]/u;
const UNSTORABLE = 'This holds a character that cannot be stored (NUL, or half of a surrogate pair).';

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
