import { setMaxListeners } from 'node:events';
import type { Readable } from 'node:stream';
import { createTransport } from 'nodemailer';
import { Bounded } from '../bounded.js';
import type { Sender } from './address.js';
import { type Mail, Mailer, type MailOutcome } from './mailer.js';
import { type SmtpFault, smtpOutcome } from './smtp-outcome.js';

export interface SmtpOptions {
  /** `smtp://user:password@host:587`, or `smtps://…`; nodemailer's options may follow as a query. */
  url: string;
  from: Sender;
  /** How many connections are kept open. Default 5. */
  connections?: number;
  /** How long to wait for the connection and for its greeting, in ms. Default 10,000. */
  connectMs?: number;
  /** How long the server may be silent, in ms. Default 30,000: one that takes a message may think it over. */
  silenceMs?: number;
}

/** Hands mails to a mail server, over a few kept connections. */
export class SmtpMailer extends Mailer {
  private readonly transport: ReturnType<typeof pooled>;
  private readonly connections: Bounded;
  /** The messages under way, by the headers' message id: whether one has begun to go over the line. */
  private readonly streams = new Map<string, Readable>();

  constructor(private readonly options: SmtpOptions) {
    super();
    this.transport = pooled(options);
    this.connections = new Bounded(options.connections ?? 5);
    // nodemailer does not say how far a failed message came. Its stream does: nothing reads it before the server has
    // asked for the message (354).
    this.transport.use('stream', ({ message }, done) => {
      const create = message.createReadStream.bind(message);
      message.createReadStream = (options) => {
        const stream = create(options);
        this.streams.set(message.messageId(), stream);
        return stream;
      };
      done();
    });
  }

  async deliver(mails: readonly Mail[], signal: AbortSignal): Promise<MailOutcome[]> {
    // One listener for each message under way.
    setMaxListeners(0, signal);
    // As many at once as there are connections: nothing waits inside nodemailer, where it could not be called back.
    return Promise.all(mails.map((mail) => this.connections.run('', () => this.one(mail, signal))));
  }

  override close(): Promise<void> {
    this.transport.close();
    return Promise.resolve();
  }

  private async one(mail: Mail, signal: AbortSignal): Promise<MailOutcome> {
    if (signal.aborted) return { outcome: 'retry', reason: 'aborted' };
    const { name, address } = this.options.from;
    const { to, subject, html, text, headers, messageId } = mail;
    try {
      const { response } = await this.transport.sendMail({
        from: { name, address },
        to: { name: '', address: to },
        // What the server is told, whatever the headers say: one recipient.
        envelope: { from: address, to: [to] },
        subject,
        html,
        text,
        headers,
        messageId,
        disableFileAccess: true,
        disableUrlAccess: true,
        signal,
      });
      const queued = /\b(?:queued as|id=)\s*([\w.-]{1,64})/i.exec(String(response))?.[1];
      return { outcome: 'sent', providerId: queued ?? messageId };
    } catch (error) {
      return smtpOutcome(error as SmtpFault, this.streams.get(messageId)?.readableDidRead ?? false);
    } finally {
      this.streams.delete(messageId);
    }
  }
}

function pooled({ url, connections = 5, connectMs = 10_000, silenceMs = 30_000 }: SmtpOptions) {
  const address = new URL(url);
  // The address may carry options, but not those that would let a message wait, or be repeated, out of our sight.
  for (const name of ['pool', 'maxConnections', 'maxRequeues', 'rateLimit', 'rateDelta'])
    address.searchParams.delete(name);
  return createTransport({
    pool: true,
    url: address.href,
    maxConnections: connections,
    maxMessages: 1_000,
    // Once, where a kept connection had been closed and nothing was sent; all other repeating is the sender's.
    maxRequeues: 1,
    connectionTimeout: connectMs,
    greetingTimeout: connectMs,
    dnsTimeout: connectMs,
    socketTimeout: silenceMs,
  });
}
