import { chooseLanguage } from './language.js';
import { plainText } from './plain-text.js';
import type { RenderFailure, Renderer } from './renderer.js';
import { templateVariables, type Told } from './variables.js';

/** The words of one mail: a template's texts by language, and whom and what they tell about. */
export interface MailWords {
  variants: { [language: string]: { subject: string; body: string } };
  told: Told;
  /** The workspace's language, for profiles that name none of the template's. */
  language?: string | undefined;
}

export interface RenderedMail {
  language: string;
  /** One line, without control characters. */
  subject: string;
  html: string;
  text: string;
}

export type MailFailure = { reason: RenderFailure | 'no_template'; detail?: string };

/**
 * Renders mails, many at once, in the order given. A body with a tag in it is HTML, and its plain text is derived;
 * any other is plain text, and its HTML is. Where there is an `unsubscribeUrl` and the template does not show it, a line
 * with the link is added: no mail goes out without a way to end it.
 */
export async function renderMails(
  renderer: Renderer,
  mails: readonly MailWords[],
): Promise<(RenderedMail | MailFailure)[]> {
  const chosen = mails.map(({ variants, told, language }) =>
    chooseLanguage(Object.keys(variants), told.profile.attributes, language),
  );
  const items = mails.flatMap(({ variants, told }, index) => {
    const variant = variants[chosen[index] ?? ''];
    if (!variant) return [];
    const variables = templateVariables(told);
    return [
      { as: 'text' as const, text: variant.subject, variables },
      { as: isHtml(variant.body) ? ('html' as const) : ('text' as const), text: variant.body, variables },
    ];
  });
  const results = await renderer.render(items);
  let at = 0;
  return mails.map(({ told }, index) => {
    const language = chosen[index];
    if (language === undefined) return { reason: 'no_template' };
    const [subject, body] = [results[at]!, results[at + 1]!];
    const { as } = items[at + 1]!;
    at += 2;
    if ('reason' in subject) return { ...subject, detail: `subject, ${subject.detail ?? 'as a whole'}` };
    if ('reason' in body) return { ...body, detail: `body, ${body.detail ?? 'as a whole'}` };
    const footer =
      told.unsubscribeUrl === undefined || shows(body.text, told.unsubscribeUrl) ? '' : told.unsubscribeUrl;
    const content = as === 'html' ? fromHtml(body.text, footer, language) : fromText(body.text, footer, language);
    return { language, subject: oneLine(subject.text), ...content };
  });
}

function isHtml(source: string): boolean {
  return /<[a-z!][^<>]*>/i.test(source);
}

/** Header lines end at a line break: what a value brings along is made a space. */
function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
    .slice(0, 998);
}

function shows(body: string, url: string): boolean {
  return body.includes(url) || body.includes(escapeHtml(url));
}

function fromHtml(body: string, url: string, language: string) {
  const line =
    url === ''
      ? ''
      : `<p style="font-size:12px;color:#666">${escapeHtml(farewell(language).why)} <a href="${escapeHtml(url)}">${escapeHtml(farewell(language).link)}</a></p>`;
  const end = [...body.matchAll(/<\/body\s*>/gi)].at(-1)?.index ?? body.length;
  const html = `${body.slice(0, end).trimEnd()}\n${line}${body.slice(end)}`;
  return { html: /<html[\s>]/i.test(html) ? html : page(html.trim(), language), text: plainText(html) };
}

function fromText(body: string, url: string, language: string) {
  const text =
    url === '' ? body.trim() : `${body.trim()}\n\n-- \n${farewell(language).why}\n${farewell(language).link}: ${url}`;
  const html = escapeHtml(text).replace(/https?:\/\/[^\s<]+/g, (link) => `<a href="${link}">${link}</a>`);
  return { text, html: page(`<div style="white-space:pre-wrap">${html}</div>`, language) };
}

function page(body: string, language: string): string {
  return `<!doctype html>\n<html lang="${escapeHtml(language)}"><head><meta charset="utf-8"></head><body>\n${body}\n</body></html>`;
}

function farewell(language: string): { why: string; link: string } {
  return /^zh\b/i.test(language)
    ? { why: '您收到此邮件，是因为您同意接收此类信息。', link: '退订' }
    : { why: 'You receive this because you agreed to such e-mails.', link: 'Unsubscribe' };
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (unit) => `&#${unit.charCodeAt(0)};`);
}
