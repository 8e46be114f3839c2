import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Logger } from 'pino';
import { Clock } from '../engine/clock.js';
import { describe } from '../http/problem.filter.js';
import { LOG } from '../settings.module.js';
import { Database } from '../store/database.js';
import { DedupeStore } from '../store/dedupe.store.js';

const EVERY = 10 * 60_000;
const AT_ONCE = 5_000;

/** Forgets message ids after their week, a few thousand at a time. */
@Injectable()
export class Forgetter implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> = Promise.resolve();
  private ended = false;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly dedupe: DedupeStore,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => (this.round = this.runOnce()), EVERY);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.ended = true;
    clearInterval(this.timer);
    await this.round;
  }

  async runOnce(): Promise<void> {
    try {
      const now = await this.clock.now();
      while (!this.ended && (await this.dedupe.forget(this.database, now, AT_ONCE)) === AT_ONCE);
    } catch (error) {
      this.log.warn({ error: describe(error) }, 'Old message ids could not be removed; trying again later');
    }
  }
}
