import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.js';
import { TestEngine } from '../../../test/support/engine.js';
import type { InboxRow } from './claims.store.js';
import { DepartedStore } from './departed.store.js';
import { shardOf } from './ids.js';

const AT = Date.parse('2026-03-02T04:00:00Z');

describe('profiles that are no more', () => {
  let fresh: FreshDatabase;
  let engine: TestEngine;
  let departed: DepartedStore;
  beforeAll(async () => {
    fresh = await freshDatabase();
    engine = new TestEngine(fresh, AT);
    await engine.open();
    departed = new DepartedStore(engine.database);
  });
  afterAll(async () => {
    await engine.close();
    await fresh.drop();
  });

  const placed = (name: string) => ({ id: engine.profile(name), shard: shardOf(engine.profile(name)) });
  const leave = (name: string, into?: string) =>
    departed.add(
      engine.database,
      { workspace: engine.workspace, ...placed(name) },
      into ? placed(into) : undefined,
      AT,
    );
  const current = (name: string) => departed.current(engine.workspace, engine.profile(name));

  it('EVENT-5 D6 lead in one step to what they became, however long the chain, and nowhere once that was erased', async () => {
    await leave('a', 'b');
    await leave('b', 'c');
    expect([await current('a'), await current('b'), await current('c')]).toEqual(Array(3).fill(engine.profile('c')));
    const family = await departed.family(engine.workspace, engine.profile('c'));
    expect(family.map(({ id }) => id).sort()).toEqual(['a', 'b', 'c'].map((name) => engine.profile(name)).sort());
    await leave('c');
    expect([await current('a'), await current('b'), await current('c')]).toEqual([undefined, undefined, undefined]);
  });

  it('D6 what still comes for one that was erased is gone, and goes on to what took one in', async () => {
    await leave('old', 'new');
    await leave('erased');
    const row = (name: string): InboxRow => ({
      ...placed(name),
      workspace: engine.workspace,
      seq: 0,
      kind: 'event',
      name,
      messageId: null,
      occurredAt: AT,
      acceptedAt: AT,
      payload: {},
      depth: 0,
    });
    const rows = [row('old'), row('erased')];
    const gone = await departed.among(engine.database, rows);
    await engine.database.transaction((client) => departed.forward(client, rows, gone));
    const { id, shard } = placed('new');
    expect(await engine.rows('select name, profile_id, shard from inbox')).toEqual([
      { name: 'old', profile_id: id, shard },
    ]);
  });
});
