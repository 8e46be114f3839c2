import { afterAll, describe, expect, it } from '@jest/globals';
import { type RenderedMail, renderMails } from './mail.js';
import { plainText } from './plain-text.js';
import { Renderer } from './renderer.js';

const renderer = new Renderer();
afterAll(() => renderer.close());

const UNSUBSCRIBE = 'https://sojourn.example/u/token';

async function render(body: string, { subject = 'Hello', attributes = {}, transactional = false, more = {} } = {}) {
  const told = {
    profile: { id: 'p', attributes: { first_name: 'Ann', ...attributes }, identities: { email: 'ann@example.com' } },
    journey: { id: 'j', name: 'Win back' },
    workspace: { name: 'Shop' },
    entry: { order_id: 'o-1' },
    ...(transactional ? {} : { unsubscribeUrl: UNSUBSCRIBE }),
  };
  const [mail] = await renderMails(renderer, [{ variants: { en: { subject, body }, ...more }, told, language: 'en' }]);
  return mail as RenderedMail;
}

describe('a mail', () => {
  it('tells about the profile, the event, the journey and the workspace', async () => {
    const { text } = await render(
      '{{ profile.first_name }} {{ profile.email }} {{ profile.id }} {{ event.order_id }} {{ journey.name }} {{ workspace.name }}',
      { transactional: true },
    );
    expect(text).toBe('Ann ann@example.com p o-1 Win back Shop');
  });

  it('written in HTML has its plain text derived, and values escaped', async () => {
    const { html, text } = await render('<p>Hello {{ profile.first_name }}</p><p>Two</p>', {
      attributes: { first_name: '<b>&' },
      transactional: true,
    });
    expect(html).toContain('<p>Hello &lt;b&gt;&amp;</p>');
    expect(text).toBe('Hello <b>&\n\nTwo');
  });

  it('written as text has its HTML derived, and values escaped', async () => {
    const { html, text } = await render('Hello {{ profile.first_name }}\nhttps://example.com/a?b=1&c=2', {
      attributes: { first_name: '<script>' },
      transactional: true,
    });
    expect(text).toBe('Hello <script>\nhttps://example.com/a?b=1&c=2');
    expect(html).toContain('Hello &#60;script&#62;\n<a href="https://example.com/a?b=1&#38;c=2">');
    expect(html).not.toContain('<script');
  });

  it('gets a line to unsubscribe by, inside its body', async () => {
    const { html, text } = await render('<html><body><p>Hi</p></body></html>');
    expect(html).toMatch(new RegExp(`<a href="${UNSUBSCRIBE}">Unsubscribe</a></p></body></html>$`));
    expect(text).toContain(`Unsubscribe (${UNSUBSCRIBE})`);
    expect((await render('Hi')).text).toBe(
      `Hi\n\n-- \nYou receive this because you agreed to such e-mails.\nUnsubscribe: ${UNSUBSCRIBE}`,
    );
  });

  it('gets no second one where the template has its own', async () => {
    const { html, text } = await render('<p>Bye? <a href="{{ unsubscribe_url }}">here</a></p>');
    expect(html.split(UNSUBSCRIBE)).toHaveLength(2);
    expect(text).toBe(`Bye? here (${UNSUBSCRIBE})`);
  });

  it('is written in the language of the profile', async () => {
    const more = { 'zh-CN': { subject: '你好', body: '{{ profile.first_name }}，您好' } };
    const mail = await render('Hi', { attributes: { language: 'zh_CN' }, more });
    expect(mail).toMatchObject({ language: 'zh-CN', subject: '你好' });
    expect(mail.text).toContain('Ann，您好');
    expect(mail.text).toContain(`退订: ${UNSUBSCRIBE}`);
  });

  it('keeps its subject on one line, whatever the value', async () => {
    const attributes = { first_name: 'Ann\r\nBcc: all@example.com\u2028\u0000' };
    const { subject } = await render('x', { subject: 'Hi {{ profile.first_name }}!\n', attributes });
    expect(subject).toBe('Hi Ann Bcc: all@example.com !');
  });

  it('fails for its own reasons only, and says in which part', async () => {
    const told = {
      profile: { id: 'p', attributes: {} },
      journey: { id: 'j', name: '' },
      workspace: { name: '' },
      entry: {},
    };
    const mails = await renderMails(renderer, [
      { variants: {}, told },
      { variants: { en: { subject: 'ok', body: 'ok' } }, told },
      { variants: { en: { subject: '{% nope %}', body: 'ok' } }, told },
      { variants: { en: { subject: 'ok', body: '\n{{ a | nope }}' } }, told },
    ]);
    expect(mails).toEqual([
      { reason: 'no_template' },
      expect.objectContaining({ subject: 'ok', text: 'ok' }),
      { reason: 'parse_failed', detail: 'subject, line 1, column 1' },
      { reason: 'parse_failed', detail: 'body, line 2, column 1' },
    ]);
  });
});

describe('plain text', () => {
  it.each([
    ['<h1>A</h1><p>b  c<br>d</p><ul><li>1</li><li>2</li></ul>', 'A\n\nb c\nd\n\n- 1\n- 2'],
    ['<style>x{}</style><script>alert(1)</script><!-- no -->yes', 'yes'],
    [
      '<a href="https://e.com/?a=1&amp;b">go</a> <a href="https://e.com">https://e.com</a>',
      'go (https://e.com/?a=1&b) https://e.com',
    ],
    ['<a href="javascript:alert(1)">x</a>', 'x'],
    ['a &lt;b&gt; &amp;amp; &#20013;&#x6587; &nope; 1 < 2', 'a <b> &amp; 中文 &nope; 1 < 2'],
    ['<p title="a > b">x</p>', 'x'],
    ['unclosed <b', 'unclosed'],
    ['<script>never closed', ''],
  ])('of %s', (html, text) => expect(plainText(html)).toBe(text));

  it.each(['<script', '<a href="', '<!--', '<p> ', '&nbsp;', '</body>', '<b> </b> ', '<a href=x>', '&#', '<'])(
    'of a megabyte of %s takes no time to speak of',
    (piece) => {
      const started = performance.now();
      plainText(piece.repeat(1_000_000 / piece.length));
      expect(performance.now() - started).toBeLessThan(1_000);
    },
  );
});
