import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Recurring } from '../recurring.js';
import { LOG } from '../settings.module.js';
import { AuditChain } from './audit-chain.js';

const HOUR = 3_600_000;

/** Seals new records twice a second. Any number of processes may: one at a time does. */
@Injectable()
export class AuditSealer extends Recurring {
  private shown = performance.now();

  constructor(
    private readonly chain: AuditChain,
    @Inject(LOG) private readonly lines: Logger,
  ) {
    super(500, 'The audit log could not be sealed; trying again', lines);
  }

  async runOnce(): Promise<void> {
    while ((await this.chain.seal()) > 0);
    if (performance.now() - this.shown > HOUR) await this.showHead();
  }

  /** Logs are kept elsewhere: whoever cuts records off the end cannot make this line unsaid. */
  private async showHead(): Promise<void> {
    this.shown = performance.now();
    const head = await this.chain.head();
    if (head) this.lines.info(head, 'The audit log ends here');
  }

  override async beforeApplicationShutdown(): Promise<void> {
    await super.beforeApplicationShutdown();
    // Stopping leaves nothing unsealed that was there.
    await this.survive();
  }
}
