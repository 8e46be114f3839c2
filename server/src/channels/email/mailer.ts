import type { Handover } from '../channel.js';

/** A mail, ready to go: every value is one line where a header will hold it. */
export interface Mail {
  workspaceId: number;
  deliveryId: string;
  key: string;
  /** One address. */
  to: string;
  subject: string;
  html: string;
  text: string;
  /** Beyond those that every mail has; names and values are ours. */
  headers: Record<string, string>;
  /** In angle brackets; the same for every try. */
  messageId: string;
  at: number;
}

export type MailOutcome = Omit<Handover, 'deliveryId'>;

/** Where mails go: a mail server, or the mailbox in the console. */
export abstract class Mailer {
  /** Takes mails; one outcome for each, in order. Never rejects. */
  abstract deliver(mails: readonly Mail[], signal: AbortSignal): Promise<MailOutcome[]>;

  async close(): Promise<void> {}
}
