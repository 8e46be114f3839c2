import { createHash } from 'node:crypto';

type Language = 'en' | 'zh';

/** What the page shows: the question, that it is done, or that the link is none. */
export type Moment = 'ask' | 'done' | 'unknown';

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:30rem;margin:15vh auto;padding:0 1rem;color:#222;background:#fff}
h1{font-size:1.25rem}button{font:inherit;padding:.6rem 1.2rem;border:0;border-radius:.4rem;background:#1c5bd9;color:#fff;cursor:pointer}
@media(prefers-color-scheme:dark){body{color:#ddd;background:#181818}}`;

/** Nothing but this one style and a form to ourselves. */
export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  'cache-control': 'no-store',
  'x-robots-tag': 'noindex',
  vary: 'accept-language',
};

const WORDS: Record<Language, Record<Moment, [title: string, text: (topic: string) => string]> & { button: string }> = {
  en: {
    ask: ['Unsubscribe?', (topic) => `You will no longer get messages about “${topic}”.`],
    done: ['Unsubscribed', (topic) => `You will no longer get messages about “${topic}”. You can close this page.`],
    unknown: ['This link does not work', () => 'It may have been cut short. Open it from the message once more.'],
    button: 'Unsubscribe',
  },
  zh: {
    ask: ['确认退订？', (topic) => `您将不再收到“${topic}”类消息。`],
    done: ['已退订', (topic) => `您将不再收到“${topic}”类消息。可以关闭此页面。`],
    unknown: ['链接无效', () => '链接可能不完整，请从消息中重新打开。'],
    button: '退订',
  },
};

/** The page, which needs no script. Its form posts to the address it was got from. */
export function unsubscribePage(moment: Moment, topic: string, language: Language): string {
  const words = WORDS[language];
  const [title, text] = words[moment];
  const form = moment === 'ask' ? `<form method="post"><button>${words.button}</button></form>` : '';
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><style>${STYLE}</style></head>
<body><main><h1>${title}</h1><p>${escapeHtml(text(topic))}</p>${form}</main></body></html>
`;
}

/** The first of our languages in the browser's order of preference. */
export function languageOf(acceptLanguage: string | undefined): Language {
  const wished = (acceptLanguage ?? '')
    .slice(0, 200)
    .split(',')
    .map((part) => {
      const [tag = '', ...rest] = part.trim().toLowerCase().split(';');
      const q = Number(rest.map((one) => /^\s*q=([\d.]+)/.exec(one)?.[1]).find(Boolean) ?? 1);
      return { tag, q: Number.isNaN(q) ? 0 : q };
    })
    .filter(({ q }) => q > 0)
    .toSorted((a, b) => b.q - a.q);
  const found = wished.find(({ tag }) => /^(zh|en)\b/.test(tag));
  return found?.tag.startsWith('zh') ? 'zh' : 'en';
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (unit) => `&#${unit.charCodeAt(0)};`);
}
