import type { NodeType } from '@sojourn/journey';
import { durationSchema, type Duration } from '@sojourn/rules';
import { z } from 'zod';
import { FAILED, field, NEXT } from '../field.js';

interface Settings {
  template: string;
  topic: string;
  notAfter?: Duration;
  quiet?: 'defer' | 'drop' | 'ignore';
}

/** Sends an e-mail from a template. The enrollment stays here until it is handed over, dropped or expired (SEND-7). */
export const sendEmail: NodeType<Settings> = {
  type: 'send-email',
  revision: 1,
  group: 'message',
  icon: 'mail',
  title: { en: 'Send e-mail', zh: '发送邮件' },
  about: { en: 'Sends a template to those who consented to its topic.', zh: '向已授权该主题的用户发送邮件模板。' },
  settings: z.strictObject({
    template: field(z.string().min(1).max(100), { label: { en: 'Template', zh: '模板' }, widget: 'template' }),
    topic: field(z.string().trim().min(1).max(100), {
      label: { en: 'Consent topic', zh: '授权主题' },
      help: { en: 'Marketing goes only to those who agreed to it', zh: '营销类消息仅发送给已授权的用户' },
      widget: 'topic',
    }),
    notAfter: field(durationSchema.optional(), {
      label: { en: 'Not later than', zh: '最晚发送' },
      help: { en: 'Dropped when it could not be sent within this time', zh: '超过该时长仍未发出则不再发送' },
      widget: 'duration',
    }),
    quiet: field(z.enum(['defer', 'drop', 'ignore']).optional(), {
      label: { en: 'In quiet hours', zh: '免打扰时段' },
      help: { en: 'Empty: as the workspace says', zh: '留空则按工作区设置' },
      options: {
        defer: { en: 'Send when they end', zh: '结束后发送' },
        drop: { en: 'Do not send', zh: '不发送' },
        ignore: { en: 'Send all the same', zh: '照常发送' },
      },
    }),
  }),
  ports: () => [NEXT, FAILED],
  sentence: () => ({ en: 'Send an e-mail', zh: '发送邮件' }),
  check: ({ template }, { templates }) =>
    !templates || templates.some(({ id, channel }) => id === template && channel === 'email')
      ? []
      : [
          {
            field: 'template',
            message: {
              en: 'This e-mail template does not exist. Choose or write one.',
              zh: '邮件模板不存在，请选择或新建模板。',
            },
          },
        ],
  prepare: ({ template, topic, notAfter, quiet }) => ({
    visit: () => ({
      do: 'send',
      message: { channel: 'email', topic, content: { template }, notAfter, ...(quiet ? { quiet } : {}) },
    }),
    receipt: ({ outcome }) => (outcome === 'failed' ? 'failed' : 'next'),
  }),
};
