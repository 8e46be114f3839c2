import { setTimeout as pause } from 'node:timers/promises';

export interface FeedOptions {
  /** The address of a server that may be up; asked for anew before each try. */
  address: () => string;
  key: string;
  event: string;
  perSecond: number;
  /** Ends by itself after so many people; without it, when it is told to. */
  most?: number;
}

/**
 * Sends one event for each of many people, at a steady rate, to servers that may be down: each event is sent again
 * under its message id until it is accepted, as real clients do.
 */
export class SteadyFeed {
  /** People whose event was sent, and whose was accepted. */
  sent = 0;
  accepted = 0;
  readonly done: Promise<void>;
  private stopped = false;

  constructor(private readonly options: FeedOptions) {
    this.done = this.feed();
  }

  /** Sends nobody new; resolves when everybody sent has been accepted. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.done;
  }

  private async feed(): Promise<void> {
    const { most = Infinity, perSecond } = this.options;
    const started = performance.now();
    const open: Promise<void>[] = [];
    while (this.sent < most && !this.stopped) {
      const wait = started + (this.sent * 1_000) / perSecond - performance.now();
      if (wait > 0) await pause(wait);
      open.push(this.sendUntilAccepted(`person-${this.sent++}`));
    }
    await Promise.all(open);
  }

  private async sendUntilAccepted(userId: string): Promise<void> {
    const { address, key, event } = this.options;
    const headers = {
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}`,
    };
    const body = JSON.stringify({ userId, event, messageId: `message-${userId}`, properties: { plan: 'free' } });
    for (;;) {
      const response = await fetch(`${address()}/v1/track`, {
        method: 'POST',
        headers,
        body,
        signal: AbortSignal.timeout(5_000),
      }).catch(() => undefined);
      await response?.arrayBuffer().catch(() => undefined);
      if (response?.ok) break;
      if (response && response.status < 500 && response.status !== 429)
        throw new Error(`The event was refused with ${response.status}.`);
      await pause(100);
    }
    this.accepted += 1;
  }
}
