import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type FreshDatabase, freshDatabase } from '../../../test/support/database.js';
import { until } from '../../../test/support/until.js';
import { PresenceStore } from './presence.store.js';

describe('the presence of engine processes', () => {
  let fresh: FreshDatabase;
  let one: PresenceStore;
  let other: PresenceStore;
  beforeEach(async () => {
    fresh = await freshDatabase();
    one = new PresenceStore(fresh.url);
    other = new PresenceStore(fresh.url);
  });
  afterEach(async () => {
    await one.close();
    await other.close();
    await fresh.drop();
  });

  it('D2 is seen by all, in one order, and ends with the process', async () => {
    expect(await one.beat()).toEqual([one.member]);
    await other.beat();
    const both = [one.member, other.member].sort((a, b) => a - b);
    expect(await one.beat()).toEqual(both);
    expect(await other.beat()).toEqual(both);
    await other.close();
    await until('the other one is gone', async () => (await one.beat()).length === 1, 5);
  });

  it('D2 ends with the session, and begins again under another number', async () => {
    await one.beat();
    const before = one.member;
    await fresh.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'sojourn presence'`,
    );
    await expect(one.beat()).rejects.toThrow();
    expect(await one.beat()).toEqual([one.member]);
    expect(one.member).not.toBe(before);
  });

  it('D2 ends by silence: a process that is frozen keeps nothing from the others', async () => {
    await one.beat();
    await other.beat();
    await until('nobody counts on the silent one', async () => (await one.beat()).length === 1, 10);
    await expect(other.beat()).rejects.toThrow();
    expect(await other.beat()).toHaveLength(2);
  });
});
