import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.js';
import { Database, timestamp } from './database.js';

describe('the database', () => {
  let fresh: FreshDatabase;
  let database: Database;
  beforeAll(async () => {
    fresh = await freshDatabase();
    database = Database.open(fresh.url);
  });
  afterAll(async () => {
    await database.close();
    await fresh.drop();
  });

  it('TIME-1 gives every millisecond back as it was stored', async () => {
    const instants = Array.from({ length: 1_000 }, (_, ms) => Date.UTC(1997, 0, 31, 23, 59, 59) + ms);
    const { rows } = await database.query<{ at: number }>('select at from unnest($1::timestamptz[]) as given(at)', [
      instants.map(timestamp),
    ]);
    expect(rows.map(({ at }) => at)).toEqual(instants);
  });

  it('keeps never, long ago, and instants before 1970', async () => {
    const instants = [Infinity, -Infinity, -1, -86_400_001, Date.UTC(2999, 11, 31, 23, 59, 59, 999)];
    const { rows } = await database.query<{ at: number }>('select at from unnest($1::timestamptz[]) as given(at)', [
      instants.map(timestamp),
    ]);
    expect(rows.map(({ at }) => at)).toEqual(instants);
  });

  it('cuts microseconds off and never rounds up to a moment that has not come', async () => {
    const { rows } = await database.query<{ at: number }>(`select '2026-01-01T00:00:00.999999Z'::timestamptz as at`);
    expect(rows[0]!.at).toBe(Date.UTC(2026, 0, 1, 0, 0, 0, 999));
  });

  it('rolls a transaction back when its work throws', async () => {
    const work = database.transaction(async (client) => {
      await client.query(`create table half (n int)`);
      throw new Error('stop');
    });
    await expect(work).rejects.toThrow('stop');
    const { rows } = await database.query<{ found: string | null }>(`select to_regclass('half')::text as found`);
    expect(rows[0]!.found).toBeNull();
  });
});
