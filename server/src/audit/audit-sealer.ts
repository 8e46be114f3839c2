import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import type { Logger } from 'pino';
import { describe } from '../http/problem.filter.js';
import { LOG } from '../settings.module.js';
import { AuditChain } from './audit-chain.js';

const EVERY = 500;

/** Seals new records twice a second. Any number of processes may: one at a time does. */
@Injectable()
export class AuditSealer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> = Promise.resolve();
  private ended = false;

  constructor(
    private readonly chain: AuditChain,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.plan();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.ended = true;
    clearTimeout(this.timer);
    await this.round;
    // The last words before the end: stopping leaves nothing unsealed that was there.
    await this.runOnce();
  }

  async runOnce(): Promise<void> {
    try {
      while ((await this.chain.seal()) > 0);
    } catch (error) {
      this.log.warn({ error: describe(error) }, 'The audit log could not be sealed; trying again');
    }
  }

  private plan(): void {
    if (this.ended) return;
    this.timer = setTimeout(() => {
      this.round = this.runOnce().finally(() => this.plan());
    }, EVERY);
  }
}
