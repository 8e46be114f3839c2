import { createHash } from 'node:crypto';
import { renderMails, type RenderedMail } from '../../rendering/mail.js';
import type { Renderer } from '../../rendering/renderer.js';
import { Channel, type Handover, type Outgoing, type Recipient } from '../channel.js';
import { mailAddress, type Sender } from './address.js';
import type { Mail, Mailer, MailOutcome } from './mailer.js';

export interface EmailOptions {
  renderer: Renderer;
  from: Sender;
  /** Where mails stay when they must not leave, or when there is no `server`. */
  mailbox: Mailer;
  /** The mail server, where one is set. */
  server?: Mailer | undefined;
}

/** Sends mails from templates: to one address each, with a way to unsubscribe unless they are transactional. */
export class EmailChannel extends Channel {
  readonly name = 'email';
  /** No mail server tells a repeated message from a new one, so what may have gone out is not sent again. */
  readonly afterUnknown = 'hold';
  /** A server may think over a message for its half minute of silence; giving up on it leaves an unknown. */
  override readonly patience = 40_000;
  readonly consentNeeded = true;

  constructor(private readonly options: EmailOptions) {
    super();
  }

  /** In lower case: consent and suppression hold however the address is written. */
  address(profile: Recipient): string | undefined {
    return mailAddress(profile)?.toLowerCase();
  }

  async send(batch: readonly Outgoing[], signal: AbortSignal): Promise<Handover[]> {
    const outcomes = new Map<Outgoing, MailOutcome>();
    const ready = batch.filter((message) => {
      const reason = whyNot(message);
      if (reason) outcomes.set(message, { outcome: 'failed', reason });
      return !reason;
    });
    const rendered = await this.render(ready);
    const server: [Outgoing, Mail][] = [];
    const mailbox: [Outgoing, Mail][] = [];
    ready.forEach((message, index) => {
      const words = rendered[index]!;
      if ('reason' in words) {
        outcomes.set(message, { ...words, outcome: MAY_PASS.has(words.reason) ? 'retry' : 'failed' });
      } else {
        const stays = message.workspace.sample || !this.options.server;
        (stays ? mailbox : server).push([message, this.mail(message, words)]);
      }
    });
    await Promise.all([
      deliver(this.options.mailbox, mailbox, outcomes, signal),
      this.options.server && deliver(this.options.server, server, outcomes, signal),
    ]);
    return batch.map((message) => ({ deliveryId: message.deliveryId, ...outcomes.get(message)! }));
  }

  override async close(): Promise<void> {
    await Promise.all([this.options.mailbox.close(), this.options.server?.close()]);
  }

  private render(messages: readonly Outgoing[]) {
    const mails = messages.map((message) => ({
      variants: message.template?.variants ?? {},
      told: { ...message, unsubscribeUrl: message.transactional ? undefined : message.unsubscribeUrl },
      language: message.workspace.language,
    }));
    return renderMails(this.options.renderer, mails);
  }

  private mail(message: Outgoing, { subject, html, text }: RenderedMail): Mail {
    const { key, deliveryId, workspace, profile, transactional, unsubscribeUrl, at } = message;
    const digest = createHash('sha256').update(key).digest('hex').slice(0, 40);
    return {
      workspaceId: workspace.id,
      deliveryId,
      key,
      to: mailAddress(profile)!,
      subject,
      html,
      text,
      headers: transactional
        ? {}
        : { 'List-Unsubscribe': `<${unsubscribeUrl!}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
      messageId: `<${digest}@${this.options.from.domain}>`,
      at,
    };
  }
}

const MAY_PASS: ReadonlySet<string> = new Set([
  'render_limit',
  'render_timeout',
  'render_memory',
  'renderer_unavailable',
]);

function whyNot({ profile, template, transactional, unsubscribeUrl }: Outgoing): string | undefined {
  if (mailAddress(profile) === undefined) return 'no_address';
  if (!template || Object.keys(template.variants).length === 0) return 'no_template';
  // Without a way out it must not leave; and what stands in a header must be an address and nothing else.
  if (!transactional && !/^https?:\/\/[\w.~:/?#[\]@!$&'()*+,;=%-]+$/.test(unsubscribeUrl ?? ''))
    return 'no_unsubscribe_link';
  return undefined;
}

async function deliver(
  mailer: Mailer,
  mails: [Outgoing, Mail][],
  outcomes: Map<Outgoing, MailOutcome>,
  signal: AbortSignal,
) {
  if (mails.length === 0) return;
  const results = await mailer.deliver(
    mails.map(([, mail]) => mail),
    signal,
  );
  mails.forEach(([message], index) => outcomes.set(message, results[index]!));
}
