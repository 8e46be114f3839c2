import type { AuditStore } from '../store/audit.store.js';
import type { Clock } from '../store/clock.js';
import type { Database } from '../store/database.js';
import type { DrainingJourney, DrainingStore } from '../store/draining.store.js';
import { SHARDS } from '../store/ids.js';
import type { ShardsStore } from '../store/shards.store.js';
import type { Duty } from './duty.js';

/** Stops a draining journey once the last one has left it (STATE-1). */
export class Drained implements Duty {
  readonly name = 'drained';

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly stores: { draining: DrainingStore; shards: ShardsStore; audit: Pick<AuditStore, 'record'> },
  ) {}

  async runOnce(): Promise<boolean> {
    let stopped = false;
    for (const journey of await this.stores.draining.seemingEmpty(await this.clock.now()))
      stopped = (await this.stop(journey)) || stopped;
    return stopped;
  }

  private async stop(journey: DrainingJourney): Promise<boolean> {
    const { draining, shards, audit } = this.stores;
    // A batch that began before the journey was drained may still let somebody in: each is waited for.
    for (let shard = 0; shard < SHARDS; shard++)
      await this.database.transaction((client) => shards.hold(client, shard));
    return this.database.transaction(async (client) => {
      if (!(await draining.stop(client, journey, await this.clock.now(client)))) return false;
      const { id, workspace, name } = journey;
      await audit.record(
        client,
        { kind: 'system', name: 'Sojourn' },
        {
          workspaceId: workspace,
          action: 'journey.drained',
          target: { kind: 'journey', id, name },
          before: { state: 'draining' },
          after: { state: 'stopped' },
        },
      );
      return true;
    });
  }
}
