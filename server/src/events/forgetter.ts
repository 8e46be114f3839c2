import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Clock } from '../store/clock.js';
import { Recurring } from '../recurring.js';
import { LOG } from '../settings.module.js';
import { Database } from '../store/database.js';
import { DedupeStore } from '../store/dedupe.store.js';

const AT_ONCE = 5_000;

/** Forgets message ids after their week, a few thousand at a time, so that no statement is long. */
@Injectable()
export class Forgetter extends Recurring {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly dedupe: DedupeStore,
    @Inject(LOG) log: Logger,
  ) {
    super(10 * 60_000, 'Old message ids could not be removed; trying again later', log);
  }

  async runOnce(): Promise<void> {
    const now = await this.clock.now();
    while (!this.ending && (await this.dedupe.forget(this.database, now, AT_ONCE)) === AT_ONCE);
  }
}
