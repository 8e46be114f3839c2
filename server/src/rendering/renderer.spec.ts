import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from '@jest/globals';
import { Renderer } from './renderer.js';

/** Runs until something stops it. */
const LOOP =
  '{% for i in (1..1000) %}{% for j in (1..1000) %}{% for k in (1..1000) %}{% endfor %}{% endfor %}{% endfor %}';

const renderer = new Renderer();
afterAll(() => renderer.close());

const html = async (text: string, variables: object = {}) =>
  (await renderer.render([{ as: 'html', text, variables }]))[0];
const text = async (source: string, variables: object = {}) =>
  (await renderer.render([{ as: 'text', text: source, variables }]))[0];
const json = async (source: string, variables: object = {}) =>
  (await renderer.render([{ as: 'json', text: source, variables }]))[0];

describe('the renderer', () => {
  it('answers in the order asked, thousands at a time', async () => {
    const items = Array.from({ length: 3_000 }, (_, index) => ({
      as: 'text' as const,
      text: index % 2 ? 'odd {{ n }}' : 'even {{ n }}',
      variables: { n: index },
    }));
    const results = await renderer.render(items);
    expect(results.map((result) => 'text' in result && result.text)).toEqual(
      items.map((_, index) => `${index % 2 ? 'odd' : 'even'} ${index}`),
    );
  });

  it('escapes values in HTML and leaves a subject as it is', async () => {
    const variables = { name: '<img src=x onerror=alert(1)>' };
    expect(await html('{{ name }}', variables)).toEqual({ text: '&lt;img src=x onerror=alert(1)&gt;' });
    expect(await text('{{ name }}', variables)).toEqual({ text: variables.name });
  });

  it('escapes once where the author escapes too', async () => {
    expect(await html('{{ a | escape }} {{ a | newline_to_br }}', { a: '1<2\n3' })).toEqual({
      text: '1&lt;2\n3 1&lt;2<br>\n3',
    });
  });

  it('keeps a value a value inside JSON', async () => {
    const variables = { name: 'A"}, {"admin": true', n: 4, tags: ['x', '"'], yes: true };
    const result = await json(
      '{"name": "{{ name }}", "n": {{ n }}, "tags": {{ tags | json }}, "yes": {{ yes }}}',
      variables,
    );
    expect(JSON.parse((result as { text: string }).text)).toEqual(variables);
  });

  it('makes a value without its quotes no JSON, rather than more JSON', async () => {
    for (const value of ['1, "admin": true', '[1,2]', '{}', '"x"']) {
      const result = (await json('{"n": {{ n }}}', { n: value })) as { text: string };
      expect(() => JSON.parse(result.text) as unknown).toThrow();
    }
  });

  it.each([
    ['{{ "ann" | capitalize | append: "!" | upcase | downcase | prepend: "-" }}', '-ann!'],
    ['{{ " a  b " | strip | squish | replace: "a", "c" | remove: "b" | size }}', '2'],
    [
      '{{ 7 | plus: 1 | minus: 2 | times: 3 | divided_by: 4.0 | round: 1 | at_most: 4 }} {{ -3 | abs | modulo: 2 }}',
      '4 1',
    ],
    ['{{ "b,a,b" | split: "," | uniq | sort | join: "+" }} {{ "abcdef" | slice: 1, 2 | truncate: 5 }}', 'a+b bc'],
    ['{{ items | map: "n" | sum }} {{ items | where: "n", 2 | first | json }}', '3 {"n":2}'],
    ['{{ "2026-03-01T23:30:00Z" | date: "%Y-%m-%d %H:%M" }} {{ none | default: "you" }}', '2026-03-01 23:30 you'],
    ['{{ "a b&c" | url_encode }} {{ "<b>x</b>" | strip_html }} {{ "中文 Title" | slugify }}', 'a+b%26c x 中文-title'],
  ])('knows the usual filters: %s', async (source, result) => {
    expect(await text(source, { items: [{ n: 1 }, { n: 2 }] })).toEqual({ text: result });
  });

  it('writes nothing for what is not there', async () => {
    expect(await html('[{{ profile.first_name }}{{ nothing.at.all }}]', { profile: {} })).toEqual({ text: '[]' });
  });

  it('says where a template fails and not on which value', async () => {
    expect(await html('\n  {{ "1" | nope }}')).toEqual({ reason: 'parse_failed', detail: 'line 2, column 3' });
  });

  it('does not let one bad template fail its neighbours', async () => {
    const results = await renderer.render([
      { as: 'html', text: 'first', variables: {} },
      { as: 'html', text: '{% nope %}', variables: {} },
      { as: 'html', text: LOOP, variables: {} },
      { as: 'html', text: 'last', variables: {} },
    ]);
    expect(results).toEqual([
      { text: 'first' },
      expect.objectContaining({ reason: 'parse_failed' }),
      expect.objectContaining({ reason: 'render_limit' }),
      { text: 'last' },
    ]);
  });

  it('refuses to put out more than a megabyte', async () => {
    expect(await html('{% for i in (1..3000) %}{{ long }}{% endfor %}', { long: 'x'.repeat(1_000) })).toEqual({
      reason: 'too_large',
    });
  });

  it('answers what waits when it is closed', async () => {
    const own = new Renderer();
    const waiting = own.render([{ as: 'text', text: 'x', variables: {} }]);
    await own.close();
    expect(await waiting).toEqual([{ reason: 'renderer_unavailable' }]);
  });
});

describe('a program that renders', () => {
  it('ends when it has nothing else to do, though its threads are there', async () => {
    const at = (path: string) => new URL(path, import.meta.url).href;
    const program = `const { Renderer } = await import('${at('./renderer.ts')}');
      console.log(await new Renderer().render([{ as: 'text', text: 'Hi {{ a }}', variables: { a: 1 } }]));`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', at('../../bin/typescript.js'), '--input-type=module', '--eval', program],
      { env: {}, timeout: 20_000 },
    );
    expect(stdout).toBe("[ { text: 'Hi 1' } ]\n");
  });
});

describe('a template that kills its thread', () => {
  // The limits inside the thread end almost everything first; here they come too late.
  const limits = { templateMs: 100, renderMs: 60_000 };
  const busy = { as: 'text' as const, text: LOOP, variables: {} };

  it('fails alone, and its neighbours are rendered again', async () => {
    const strict = new Renderer(limits);
    const results = await strict.render([
      { as: 'text', text: 'before', variables: {} },
      busy,
      { as: 'text', text: 'after', variables: {} },
    ]);
    expect(results).toEqual([{ text: 'before' }, { reason: 'render_timeout' }, { text: 'after' }]);
    await strict.close();
  });

  it('is refused at once after three times', async () => {
    const strict = new Renderer(limits);
    for (let time = 0; time < 3; time += 1) expect(await strict.render([busy])).toEqual([{ reason: 'render_timeout' }]);
    const started = performance.now();
    const many = await strict.render(Array.from({ length: 1_000 }, () => busy));
    expect(performance.now() - started).toBeLessThan(200);
    expect(new Set(many.map((result) => JSON.stringify(result)))).toEqual(new Set(['{"reason":"render_timeout"}']));
    expect(await strict.render([{ as: 'text', text: 'others go on', variables: {} }])).toEqual([
      { text: 'others go on' },
    ]);
    await strict.close();
  });
});

describe('checking a template', () => {
  it('lists the variables it asks for', async () => {
    const source = 'Hi {{ profile.first_name }}{% for i in event.items %}{{ i.name }}{{ event["a b"] }}{% endfor %}';
    expect(await renderer.parseTemplate(source)).toEqual({
      variables: ['profile.first_name', 'event.items', 'event.a b'],
    });
  });

  it.each([
    ['{{ a | nope }}', 1, 'There is no filter "nope".'],
    ['line one\n\n{% nope %}', 3, 'There is no tag "nope".'],
    ['{% if a %}', 1, 'The tag {% if a %} is not closed.'],
    ['hello {{ a', 1, '{{ a has no closing }}.'],
    ['{% render "/etc/passwd" %}', 1, 'There is no tag "render".'],
  ])('finds the fault of %s', async (source, line, message) => {
    expect(await renderer.parseTemplate(source)).toEqual({
      problem: expect.objectContaining({
        line,
        message: expect.objectContaining({ en: message, zh: expect.any(String) }),
      }),
    });
  });
});
