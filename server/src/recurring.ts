import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import type { Logger } from 'pino';
import { describe } from './http/problem.filter.js';

/** A small duty of the server's own, done again and again from its start to its shutdown. One round at a time. */
export abstract class Recurring implements OnApplicationBootstrap, BeforeApplicationShutdown {
  /** Whether the shutdown has begun: long rounds look and stop. */
  protected ending = false;
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> = Promise.resolve();

  /** `every` is in milliseconds, from the end of a round to the next; `fault` is what the log says when one fails. */
  constructor(
    private readonly every: number,
    private readonly fault: string,
    private readonly log: Logger,
  ) {}

  abstract runOnce(): Promise<void>;

  onApplicationBootstrap(): void {
    if (this.ending) return;
    this.timer = setTimeout(() => {
      this.round = this.survive().finally(() => this.onApplicationBootstrap());
    }, this.every);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.ending = true;
    clearTimeout(this.timer);
    await this.round;
  }

  /** A round that fails, as when the database is away, is made good by the next. */
  protected async survive(): Promise<void> {
    try {
      await this.runOnce();
    } catch (error) {
      this.log.warn({ error: describe(error) }, this.fault);
    }
  }
}
