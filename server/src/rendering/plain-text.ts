/** Elements whose content no reader sees. */
const HIDDEN = new Set(['script', 'style', 'head', 'title', 'template', 'noscript', 'svg']);
const BLOCKS = new Set(
  'address article aside blockquote dd div dl dt fieldset footer form h1 h2 h3 h4 h5 h6 header hr main nav ol p pre section table tr ul'.split(
    ' ',
  ),
);
const ENTITIES = new Map([
  ['nbsp', ' '],
  ...pairs(
    `amp & lt < gt > quot " apos ' copy © reg ® trade ™ hellip … mdash — ndash – lsquo ‘ rsquo ’ ldquo “ rdquo ”`,
  ),
  ...pairs('laquo « raquo » euro € yen ¥ pound £ times × middot · bull •'),
]);

/**
 * The words of an HTML mail, for readers without HTML: paragraphs kept apart, links followed by where they lead. One
 * pass from left to right, so that no input takes longer than its length.
 */
export function plainText(html: string): string {
  const out: string[] = [];
  const links: string[] = [];
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    if (open < 0) {
      out.push(words(html.slice(at)));
      break;
    }
    out.push(words(html.slice(at, open)));
    at = tag(html, open, out, links);
  }
  // Line by line: one expression over the whole would look again and again at a long run of spaces.
  return out
    .join('')
    .split('\n')
    .map((line) => line.replace(/ {2,}/g, ' ').trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** Reads what begins at `open`, writes what it means, and returns where to go on. */
function tag(html: string, open: number, out: string[], links: string[]): number {
  if (html.startsWith('<!--', open)) return after(html, '-->', open + 4);
  const name = /^<(\/?)([a-z][a-z0-9]*)/i.exec(html.slice(open, open + 20));
  if (!name) {
    if (html[open + 1] === '!' || html[open + 1] === '?') return after(html, '>', open);
    out.push('<');
    return open + 1;
  }
  const end = endOfTag(html, open);
  const element = name[2]!.toLowerCase();
  const closing = name[1] === '/';
  if (HIDDEN.has(element) && !closing) return afterHidden(html, element, end);
  if (element === 'br') out.push('\n');
  else if (element === 'li' && !closing) out.push('\n- ');
  else if (element === 'td' || element === 'th') out.push(closing ? ' ' : '');
  else if (element === 'a') link(html.slice(open, end), closing, out, links);
  else if (BLOCKS.has(element)) out.push(element === 'tr' ? '\n' : '\n\n');
  return end;
}

/** Writes a link's address behind its words, unless they are the address. */
function link(source: string, closing: boolean, out: string[], links: string[]): void {
  if (!closing) {
    const href = /\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))/i.exec(source);
    links.push(words(href?.[1] ?? href?.[2] ?? href?.[3] ?? '').trim());
    return;
  }
  const href = links.pop();
  if (href && /^(https?|mailto|tel):/i.test(href) && out.at(-1)?.trim() !== href) out.push(` (${href})`);
}

/** A `>` inside quotes does not end a tag. */
function endOfTag(html: string, open: number): number {
  let quote = '';
  for (let at = open + 1; at < html.length; at += 1) {
    const unit = html[at]!;
    if (quote) {
      if (unit === quote) quote = '';
    } else if (unit === '>') return at + 1;
    else if ((unit === '"' || unit === "'") && html[at - 1] === '=') quote = unit;
  }
  return html.length;
}

function afterHidden(html: string, element: string, from: number): number {
  const close = new RegExp(`</${element}[\\s>]`, 'gi');
  close.lastIndex = from;
  const found = close.exec(html);
  // Never closed: the rest is hidden, as in a browser. So this search runs to the end at most once.
  return found ? endOfTag(html, found.index) : html.length;
}

function after(html: string, text: string, from: number): number {
  const found = html.indexOf(text, from);
  return found < 0 ? html.length : found + text.length;
}

function words(source: string): string {
  return source.replace(/\s+/g, ' ').replace(/&(#x[\da-f]{1,6}|#\d{1,7}|[a-z]{2,8});/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return ENTITIES.get(name.toLowerCase()) ?? whole;
    const code = /^#x/i.test(name) ? parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : '';
  });
}

function pairs(text: string): [string, string][] {
  return [...text.matchAll(/(\S+) (\S+)/g)].map(([, name = '', sign = '']) => [name, sign]);
}
