/** One piece of JSON, after any white space. Strings in long stretches, so that a large one is no burden. */
const TOKEN =
  /[\t\n\r ]*([{}[\],:]|"(?:[^"\\\u0000-\u001f]+|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/y;

type Expect = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or close' | 'end';

/**
 * Where a text that `JSON.parse` refused goes wrong, from 1; at its end where it only stops too early. Engines word and
 * locate this differently, some not at all.
 */
export function jsonFault(text: string): { line: number; column: number } {
  const open: ('{' | '[')[] = [];
  let expect: Expect = 'value';
  let at = 0;
  for (;;) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text)?.[1];
    const next: Expect | undefined = token === undefined ? undefined : step(token, expect, open);
    if (next === undefined) break;
    at = TOKEN.lastIndex;
    expect = next;
  }
  const before = text.slice(0, at + /^[\t\n\r ]*/.exec(text.slice(at))![0].length).split('\n');
  return { line: before.length, column: before.at(-1)!.length + 1 };
}

/** What may follow `token`, or `undefined` where it must not stand. */
function step(token: string, expect: Expect, open: ('{' | '[')[]): Expect | undefined {
  const within = (): Expect => (open.length > 0 ? ', or close' : 'end');
  if (token === '}' || token === ']') {
    const may = expect === ', or close' || expect === (token === '}' ? 'key or }' : 'value or ]');
    return may && open.pop() === (token === '}' ? '{' : '[') ? within() : undefined;
  }
  if (token === ',') return expect === ', or close' ? (open.at(-1) === '{' ? 'key' : 'value') : undefined;
  if (token === ':') return expect === ':' ? 'value' : undefined;
  if (expect === 'key' || expect === 'key or }') return token.startsWith('"') ? ':' : undefined;
  if (expect !== 'value' && expect !== 'value or ]') return undefined;
  if (token === '{' || token === '[') {
    open.push(token);
    return token === '{' ? 'key or }' : 'value or ]';
  }
  return within();
}
