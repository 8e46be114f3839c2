import { setTimeout as pause } from 'node:timers/promises';

/**
 * Sends one event for each of `count` people, at a steady rate, to a server that may be down: each event is sent again
 * under its message id until it is accepted, as real clients do.
 */
export class SteadyFeed {
  accepted = 0;
  readonly done: Promise<void>;

  constructor(
    private readonly address: string,
    private readonly key: string,
    private readonly event: string,
    count: number,
    perSecond: number,
  ) {
    this.done = this.feed(count, perSecond);
  }

  private async feed(count: number, perSecond: number): Promise<void> {
    const started = performance.now();
    const open: Promise<void>[] = [];
    for (let index = 0; index < count; index++) {
      const wait = started + (index * 1_000) / perSecond - performance.now();
      if (wait > 0) await pause(wait);
      open.push(this.sendUntilAccepted(`person-${index}`));
    }
    await Promise.all(open);
  }

  private async sendUntilAccepted(userId: string): Promise<void> {
    const headers = {
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from(`${this.key}:`).toString('base64')}`,
    };
    const body = JSON.stringify({
      userId,
      event: this.event,
      messageId: `message-${userId}`,
      properties: { plan: 'free' },
    });
    for (;;) {
      const response = await fetch(`${this.address}/v1/track`, {
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
