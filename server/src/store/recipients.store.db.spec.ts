import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type FreshDatabase, freshDatabase } from '../../../test/support/database.js';
import { Database } from './database.js';
import { newId, shardOf } from './ids.js';
import { RecipientsStore } from './recipients.store.js';

let fresh: FreshDatabase;
let database: Database;
let workspace: number;

beforeAll(async () => {
  fresh = await freshDatabase();
  database = Database.open(fresh.url);
  const { rows } = await fresh.pool.query<{ id: number }>(
    `insert into workspace (key, name, zone, currency, language, webhook_secret, created_at)
     values ('one', 'One', 'UTC', 'EUR', 'en', 'x', '2026-01-01Z') returning id`,
  );
  workspace = rows[0]!.id;
});
afterAll(async () => {
  await database.close();
  await fresh.drop();
});

describe('whom a message goes to', () => {
  it('is known by the newest of several addresses and user ids', async () => {
    const profile = newId(0);
    const shard = shardOf(profile);
    await fresh.pool.query(
      `insert into profile (workspace_id, shard, id, stage, stage_since, model_version, played, ordinal)
       values ($1, $2, $3, 'mature', '2026-01-01Z', 1, '2026-01-01Z', 0)`,
      [workspace, shard, profile],
    );
    // In an order that neither the heap nor the primary key gives by itself.
    for (const [kind, value, day] of [
      ['email', 'b@example.com', 2],
      ['email', 'c@example.com', 3],
      ['email', 'a@example.com', 1],
      ['userId', 'u2', 2],
      ['userId', 'u1', 1],
    ] as const) {
      await fresh.pool.query(
        `insert into identity (workspace_id, kind, value, profile_id, shard, created_at) values ($1, $2, $3, $4, $5, $6)`,
        [workspace, kind, value, profile, shard, `2026-01-0${day}Z`],
      );
    }
    const people = await new RecipientsStore().load(database, [{ workspace, shard, profile }]);
    expect(people.get(profile)).toMatchObject({ email: 'c@example.com', userId: 'u2' });
  });
});
