import { ENGINE_SESSION } from '../../server/src/engine/engine.js';
import { ClaimsStore } from '../../server/src/store/claims.store.js';
import { Database, type Queryable } from '../../server/src/store/database.js';
import { SHARDS } from '../../server/src/store/ids.js';
import { Plan } from './plans.js';

/** A batch's share of rows for each shard, and half of the shards, as each of two players has them. */
const PER_SHARD = 64;
const OWN = Array.from({ length: SHARDS }, (_, shard) => shard).filter((shard) => shard % 2 === 0);

/** Looks for due work over and over, as an idle engine does; milliseconds of each time, sorted. Checks the plans once. */
export async function timeDueLookUps(url: string, times: number): Promise<number[]> {
  const claims = new ClaimsStore();
  const database = Database.open(url, { options: ENGINE_SESSION, max: 1 });
  const look = async (client: Queryable) => {
    const now = Date.now();
    await claims.dueProfiles(client, new Map(OWN.map((shard) => [shard, now])), PER_SHARD);
    await claims.nextDue(client, OWN);
  };
  try {
    await database.transaction(async (client) => {
      const plans = await Plan.of(client, () => look(client));
      if (plans.length < 2) throw new Error('Postgres did not tell the plans of the look-up.');
      for (const plan of plans)
        for (const table of ['enrollment', 'profile']) plan.expectNoScan(table, OWN.length * PER_SHARD);
    });
    const taken: number[] = [];
    for (let time = 0; time < times; time += 1) {
      const begun = performance.now();
      await database.transaction(look);
      taken.push(performance.now() - begun);
    }
    return taken.sort((a, b) => a - b);
  } finally {
    await database.close();
  }
}
