import type { Instant } from '@sojourn/rules';
import { timestamp, type Database, type Queryable } from './database.js';
import { NodeCountsStore } from './node-counts.store.js';

/** A journey that takes nobody in any more. */
export interface DrainingJourney {
  id: string;
  workspace: number;
  name: string;
}

/** Journeys that empty themselves. */
export class DrainingStore {
  private readonly counts: NodeCountsStore;

  constructor(private readonly database: Database) {
    this.counts = new NodeCountsStore(database);
  }

  /** Those that seem to be empty, by counters whose past hours are kept in memory: asking often costs little. */
  async seemingEmpty(now: Instant): Promise<DrainingJourney[]> {
    const { rows } = await this.database.query<DrainingJourney>(
      `select id, workspace_id as workspace, name from journey where state = 'draining'`,
    );
    const empty: DrainingJourney[] = [];
    for (const journey of rows) {
      const totals = await this.counts.totals(journey.workspace, now);
      if ((totals.get(journey.id)?.inside ?? 0) <= 0) empty.push(journey);
    }
    return empty;
  }

  /** Stops it, if it still drains and is empty indeed. In a transaction. */
  async stop(client: Queryable, { id, workspace }: DrainingJourney, at: Instant): Promise<boolean> {
    const { rowCount } = await client.query(`select from journey where id = $1 and state = 'draining' for update`, [
      id,
    ]);
    if (rowCount !== 1 || (await this.counts.inside(workspace, id, client)) > 0) return false;
    await client.query(`update journey set state = 'stopped', updated_at = $2 where id = $1`, [id, timestamp(at)]);
    await client.query(`update workspace set revision = revision + 1 where id = $1`, [workspace]);
    return true;
  }
}
