import type { Words } from '@sojourn/rules';
import type { GalleryTemplate } from './gallery.js';

/** A letter as it is written: a subject and paragraphs, with Liquid variables. */
export interface Letter {
  subject: string;
  text: string[];
}

/** A marketing letter: it ends with the way out. */
export function offer(key: string, name: Words, en: Letter, zh: Letter): GalleryTemplate {
  return template(key, name, { ...en, text: [...en.text, LEAVE.en] }, { ...zh, text: [...zh.text, LEAVE.zh] });
}

/** A letter about something the customer did themselves. */
export function notice(key: string, name: Words, en: Letter, zh: Letter): GalleryTemplate {
  return template(key, name, en, zh);
}

const LEAVE: Words = {
  en: '<small>You get this because you agreed to news from {{ workspace.name }}. <a href="{{ unsubscribe_url }}">Unsubscribe</a></small>',
  zh: '<small>您收到此邮件，是因为您同意接收 {{ workspace.name }} 的资讯。<a href="{{ unsubscribe_url }}">退订</a></small>',
};

const GREETING: Words = {
  en: "Hello {{ profile.name | default: 'there' }},",
  zh: "{{ profile.name | default: '您' }}，您好：",
};

function template(key: string, name: Words, en: Letter, zh: Letter): GalleryTemplate {
  const written = ({ subject, text }: Letter, greeting: string) => ({
    subject,
    body: [greeting, ...text].map((paragraph) => `<p>${paragraph}</p>`).join('\n'),
  });
  return { key, name, channel: 'email', variants: { en: written(en, GREETING.en), 'zh-CN': written(zh, GREETING.zh) } };
}
