import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Clock } from '../store/clock.js';
import { Recurring } from '../recurring.js';
import { LOG } from '../settings.module.js';
import { RepeatsStore } from '../store/repeats.store.js';
import { SessionsStore } from '../store/sessions.store.js';
import { SignInAttemptsStore } from '../store/sign-in-attempts.store.js';

/** Removes sessions that have ended by themselves, tries to sign in that no longer count, and answers nobody asks for again. */
@Injectable()
export class AccessSweeper extends Recurring {
  constructor(
    private readonly sessions: SessionsStore,
    private readonly attempts: SignInAttemptsStore,
    private readonly repeats: RepeatsStore,
    private readonly clock: Clock,
    @Inject(LOG) log: Logger,
  ) {
    super(10 * 60_000, 'Old sessions could not be removed; trying again later', log);
  }

  async runOnce(): Promise<void> {
    const now = await this.clock.now();
    await this.sessions.sweep(now);
    await this.attempts.sweep(now);
    await this.repeats.sweep(now);
  }
}
