import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Recurring } from '../recurring.js';
import { LOG } from '../settings.module.js';
import { AuditChain } from './audit-chain.js';

/** Seals new records twice a second. Any number of processes may: one at a time does. */
@Injectable()
export class AuditSealer extends Recurring {
  constructor(
    private readonly chain: AuditChain,
    @Inject(LOG) log: Logger,
  ) {
    super(500, 'The audit log could not be sealed; trying again', log);
  }

  async runOnce(): Promise<void> {
    while ((await this.chain.seal()) > 0);
  }

  override async beforeApplicationShutdown(): Promise<void> {
    await super.beforeApplicationShutdown();
    // Stopping leaves nothing unsealed that was there.
    await this.survive();
  }
}
