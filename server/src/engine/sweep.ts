import type { Channel } from '../channels/channel.js';
import type { Database } from '../store/database.js';
import type { LeasesStore, Postponement, Settlement } from '../store/leases.store.js';
import type { PartitionsStore } from '../store/partitions.store.js';
import type { Clock } from '../store/clock.js';
import type { Duty } from './duty.js';
import { SENDING } from './send.js';

/** Picks up what a dead sender left: leases that ran out, and decisions nobody took in time. */
export class Sweep implements Duty {
  readonly name = 'sweep';

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly leases: LeasesStore,
    private readonly channels: ReadonlyMap<string, Channel>,
  ) {}

  runOnce(): Promise<boolean> {
    return this.database.transaction(async (client) => {
      const now = await this.clock.now(client);
      const renewed = await this.leases.renewDecisions(client, now, SENDING.decision);
      const abandoned = await this.leases.abandoned(client, now, 1_000);
      const settlements: Settlement[] = [];
      const postponements: Postponement[] = [];
      for (const delivery of abandoned) {
        const again =
          this.channels.get(delivery.channel)?.afterUnknown === 'retry' && delivery.attempts < SENDING.attempts;
        if (again) postponements.push({ delivery, due: now, reason: 'sender_lost' });
        else settlements.push({ delivery, outcome: 'unknown', reason: 'sender_lost' });
      }
      await this.leases.settle(client, settlements, now);
      await this.leases.postpone(client, postponements);
      return renewed + abandoned.length > 0;
    });
  }
}

/** Keeps daily partitions of the growing tables ready, a fortnight ahead. */
export class Partition implements Duty {
  readonly name = 'partition';

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly partitions: PartitionsStore,
  ) {}

  async runOnce(): Promise<boolean> {
    return (await this.partitions.ensure(this.database, await this.clock.now(), 14)) > 0;
  }
}
