import { parentPort, workerData } from 'node:worker_threads';
import { Liquid } from 'liquidjs';

// The thread in which templates run. Plain JavaScript, since a worker is started from a file: the same one serves the
// sources under Jest and the build. Whatever runs here may be killed at any moment by `renderer.ts`.

const { progress, limits } = workerData;

/** What a template may use: nothing that reads files, evaluates text as an expression, or hides what it puts out. */
const FILTERS = new Set(
  `abs append array_to_sentence_string at_least at_most base64_encode capitalize ceil compact concat date date_to_long_string
  date_to_rfc822 date_to_string date_to_xmlschema default divided_by downcase escape escape_once find first floor
  group_by has join json last lstrip map minus modulo newline_to_br normalize_whitespace number_of_words plus pop
  prepend push raw reject remove remove_first remove_last replace replace_first replace_last reverse round rstrip
  shift size slice slugify sort sort_natural split squish strip strip_html strip_newlines sum times truncate
  truncatewords uniq unshift upcase uri_escape url_decode url_encode where`.split(/\s+/),
);
const TAGS = new Set(
  'assign break capture case comment continue cycle decrement echo for if increment liquid raw tablerow unless #'.split(
    ' ',
  ),
);

const engines = {
  html: engine({ outputEscape: 'escape' }, (liquid) => {
    // These make HTML themselves; escaping it once more would show its tags.
    const { escape, escape_once: escapeOnce } = liquid.filters;
    liquid.registerFilter('escape', { raw: true, handler: escape });
    liquid.registerFilter('escape_once', { raw: true, handler: escapeOnce });
    liquid.registerFilter('newline_to_br', {
      raw: true,
      handler(value) {
        return escape.call(this, value).replace(/\r?\n/g, '<br>\n');
      },
    });
  }),
  text: engine({}),
  json: engine({ outputEscape: withinJson }, (liquid) => {
    liquid.registerFilter('json', { raw: true, handler: (value) => JSON.stringify(value ?? null) });
    // It would let a value out of its quotes.
    delete liquid.filters.raw;
  }),
};

function engine(options, change = () => undefined) {
  const liquid = new Liquid({
    // With `templates`, look-ups stay in this empty map; and the tags that look up are gone.
    templates: {},
    ownPropertyOnly: true,
    strictFilters: true,
    strictVariables: false,
    parseLimit: limits.source,
    renderLimit: limits.renderMs,
    memoryLimit: limits.memory,
    timezoneOffset: 'UTC',
    locale: 'en',
    ...options,
  });
  for (const name of Object.keys(liquid.filters)) if (!FILTERS.has(name)) delete liquid.filters[name];
  for (const name of Object.keys(liquid.tags)) if (!TAGS.has(name)) delete liquid.tags[name];
  change(liquid);
  return liquid;
}

/**
 * Inside quotes any text stays a text: what is not a plain character is written as \uXXXX. Outside quotes that is no
 * JSON, so a value can never add a field; only numbers, true, false and null read well there.
 */
function withinJson(value) {
  if (value === null || value === undefined) return '';
  if (typeof value === 'object') return JSON.stringify(value);
  return String(value).replace(/[^\w .+\-@/]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

const parsed = new Map();
let parsedLength = 0;

/** Parsed templates, the last used ones: a batch is mostly one template and many profiles. */
function parse(as, text) {
  const key = `${as}:${text}`;
  let template = parsed.get(key);
  if (template) {
    parsed.delete(key);
  } else {
    template = engines[as].parse(text);
    parsedLength += key.length;
  }
  parsed.set(key, template);
  for (const old of parsed.keys()) {
    if (parsedLength <= limits.cache || old === key) break;
    parsed.delete(old);
    parsedLength -= old.length;
  }
  return template;
}

function render({ as, text }, variables) {
  const out = engines[as].renderSync(parse(as, text), variables);
  // Its length is known while it is still in pieces; past the limit it is never put together.
  if (out.length > limits.output) return { reason: 'too_large' };
  return { text: out };
}

function check({ as, text }) {
  const paths = engines[as].globalVariableSegmentsSync(parse(as, text));
  return { variables: paths.map((path) => path.map((part) => (Array.isArray(part) ? '' : String(part)))) };
}

/** Where and why, without the values that were met. */
function fault(error) {
  const message = String(error?.message ?? error);
  const [line, column] = error?.token?.getPosition?.() ?? [];
  if (/render limit exceeded/.test(message)) return { reason: 'render_limit', line, column };
  if (/limit exceeded/.test(message)) return { reason: 'too_large', line, column };
  const phase = error?.name === 'ParseError' || error?.name === 'TokenizationError' ? 'parse' : 'render';
  return { reason: phase === 'parse' ? 'parse_failed' : 'render_failed', line, column, message: plain(message) };
}

function plain(message) {
  return message.replace(/, (line:\d+|col:\d+|file:[^,]*)/g, '').slice(0, 200);
}

parentPort.on('message', ({ templates, scopes, work }) => {
  const results = [];
  for (let index = 0; index < work.length; index += 1) {
    Atomics.store(progress, 0, index);
    const [template, scope] = work[index];
    try {
      results.push(scope < 0 ? check(templates[template]) : render(templates[template], scopes[scope]));
    } catch (error) {
      results.push(fault(error));
    }
  }
  Atomics.store(progress, 0, limits.idle);
  parentPort.postMessage(results);
});

// What is compiled on first use is compiled now, and not on the time of the first template.
for (const as of Object.keys(engines)) {
  const warm =
    '{% for a in b %}{% if a == 1 %}{{ a | upcase | default: "x" }}{% endif %}{% endfor %}{{ c.d | date: "%F" }}';
  engines[as].renderSync(engines[as].parse(warm), { b: [1, 2], c: { d: '2026-01-01' } });
}
parentPort.postMessage('ready');
