import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.js';
import { Database } from './database.js';
import { ShardsStore } from './shards.store.js';

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

it('D2 a shard is held by one batch at a time, and is free again when that has ended', async () => {
  const shards = new ShardsStore();
  const held = await database.transaction(async (first) => [
    await shards.tryHold(first, [2, 1]),
    await database.transaction((second) => shards.tryHold(second, [3, 2, 1])),
  ]);
  expect(held).toEqual([[1, 2], [3]]);
  expect(await database.transaction((third) => shards.tryHold(third, [1, 2, 3]))).toEqual([1, 2, 3]);
});
