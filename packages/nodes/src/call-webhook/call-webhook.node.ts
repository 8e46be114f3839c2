import type { NodeType } from '@sojourn/journey';
import { durationSchema, said, type Duration } from '@sojourn/rules';
import { z } from 'zod';
import { FAILED, field, NEXT } from '../field.js';

interface Settings {
  url: string;
  body?: string;
  notAfter?: Duration;
}

/** Posts to another system, signed and under a stable idempotency key (SEND-2). */
export const callWebhook: NodeType<Settings> = {
  type: 'call-webhook',
  revision: 1,
  group: 'action',
  icon: 'webhook',
  title: { en: 'Call a webhook', zh: '调用 Webhook' },
  about: { en: 'Posts the profile and the event to a URL, signed.', zh: '将用户与事件数据签名后推送到指定地址。' },
  settings: z.strictObject({
    url: field(
      z
        .url({
          protocol: /^https?$/,
          error: said('Write a full address, starting with https://.', '请填写完整地址，以 https:// 开头。'),
        })
        .max(2_000),
      {
        label: { en: 'Address', zh: '地址' },
        widget: 'url',
      },
    ),
    body: field(z.string().max(20_000).optional(), {
      label: { en: 'Body', zh: '内容' },
      help: { en: 'JSON with variables; empty: profile and event', zh: '可使用变量的 JSON；留空则发送用户与事件' },
      widget: 'long-text',
    }),
    notAfter: field(durationSchema.optional(), { label: { en: 'Not later than', zh: '最晚发送' }, widget: 'duration' }),
  }),
  ports: () => [NEXT, FAILED],
  sentence: ({ url }) => {
    const host = /^https?:\/\/([^/?#]+)/.exec(url)?.[1] ?? url;
    return { en: `Call ${host}`, zh: `调用 ${host}` };
  },
  prepare: ({ url, body, notAfter }) => ({
    visit: () => ({
      do: 'send',
      message: { channel: 'webhook', topic: 'transactional', content: { url, body }, notAfter },
    }),
    receipt: ({ outcome }) => (outcome === 'failed' ? 'failed' : 'next'),
  }),
};
