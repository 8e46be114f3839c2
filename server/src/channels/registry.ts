import type { AddressGuard } from '../outbound/address-guard.js';
import type { Renderer } from '../rendering/renderer.js';
import type { MailboxStore } from '../store/mailbox.store.js';
import type { Channel } from './channel.js';
import { parseSender } from './email/address.js';
import { EmailChannel } from './email/email.channel.js';
import { MailboxMailer } from './email/mailbox.mailer.js';
import { SmtpMailer } from './email/smtp.mailer.js';
import { WebhookChannel } from './webhook/webhook.channel.js';

export interface ChannelSettings {
  /** SMTP_URL; without it mails stay in the mailbox. */
  smtpUrl?: string | undefined;
  /** MAIL_FROM. */
  mailFrom: string;
}

export interface ChannelParts {
  renderer: Renderer;
  guard: AddressGuard;
  mailbox: MailboxStore;
}

/** A call that hangs ends with its own reason before the sender, after 8 s, ends the whole batch. */
const WEBHOOK_MS = 7_000;

/**
 * All channels by the name that nodes know them by. A new one is its folder and a line here. The caller closes them.
 *
 * @throws RangeError, in words, on a setting that cannot be used
 */
export function channels(settings: ChannelSettings, parts: ChannelParts): Map<string, Channel> {
  const { renderer, guard, mailbox } = parts;
  const from = parseSender(settings.mailFrom);
  const server = settings.smtpUrl === undefined ? undefined : new SmtpMailer({ url: settings.smtpUrl, from });
  const all: Channel[] = [
    new EmailChannel({ renderer, from, mailbox: new MailboxMailer(mailbox, settings.mailFrom), server }),
    new WebhookChannel({ renderer, guard, timeoutMs: WEBHOOK_MS }),
  ];
  return new Map(all.map((channel) => [channel.name, channel]));
}
