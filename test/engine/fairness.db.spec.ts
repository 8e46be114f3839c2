import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MINUTE } from '@sojourn/rules';
import { openStandardWorkspace } from '../bench/standard-journey.js';
import { storeWaiting } from '../bench/waiting.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { TestEngine } from '../support/engine.js';

const SHARD = 7;

describe('a crowd of one workspace (D22)', () => {
  let database: FreshDatabase;
  let engine: TestEngine;
  beforeEach(async () => {
    database = await freshDatabase();
    engine = new TestEngine(database, Date.now() + 10 * MINUTE);
  });
  afterEach(async () => {
    await engine.close();
    await database.drop();
  });

  it('leaves the others their turn in every batch, although they were due later', async () => {
    const [crowd, other] = [
      await openStandardWorkspace(database.pool, 'crowd'),
      await openStandardWorkspace(database.pool, 'other'),
    ];
    await storeWaiting(database.pool, crowd, 300, { lead: 1_000, spread: 1_000 });
    await storeWaiting(database.pool, other, 3, { lead: 60_000, spread: 1_000 });
    for (const table of ['profile', 'profile_fact', 'entry_ledger', 'enrollment'])
      await database.pool.query(`update ${table} set shard = ${SHARD}`);

    // A batch of one shard takes 64 at least, and everything is due.
    await engine.engine.advance.runOnce(Array.from({ length: 64 }, (_, shard) => shard));

    const { rows } = await database.pool.query<{ workspace: number; ended: number }>(
      `select workspace_id as workspace, count(*)::int as ended from step where node = 'wait' group by workspace_id order by workspace_id`,
    );
    expect(rows).toEqual([
      { workspace: crowd, ended: 64 },
      { workspace: other, ended: 3 },
    ]);
  });
});
