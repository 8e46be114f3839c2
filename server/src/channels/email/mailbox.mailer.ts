import type { MailboxStore } from '../../store/mailbox.store.js';
import { storable } from '../storable.js';
import { type Mail, Mailer, type MailOutcome } from './mailer.js';

/** Keeps mails in the mailbox of the console instead of sending them. */
export class MailboxMailer extends Mailer {
  constructor(
    private readonly mailbox: Pick<MailboxStore, 'put'>,
    /** As mails would show it. */
    private readonly from: string,
  ) {
    super();
  }

  async deliver(mails: readonly Mail[], signal: AbortSignal): Promise<MailOutcome[]> {
    if (signal.aborted) return mails.map(() => ({ outcome: 'retry', reason: 'aborted' }));
    try {
      await this.mailbox.put(mails.map((mail) => this.message(mail)));
      return mails.map(() => ({ outcome: 'sent' }));
    } catch {
      // The store takes no key twice, so what did arrive before the fault will not arrive again.
      return mails.map(() => ({ outcome: 'retry', reason: 'mailbox_unavailable' }));
    }
  }

  private message({ workspaceId, deliveryId, key, to, subject, html, text, headers, messageId, at }: Mail) {
    const words = storable({ key, to, subject, html, text });
    return { workspaceId, deliveryId, from: this.from, headers: { 'Message-ID': messageId, ...headers }, at, ...words };
  }
}
