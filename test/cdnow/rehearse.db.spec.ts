import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rehearse, type Journey, type RehearsalResult } from '@sojourn/journey';
import { ORDERS_ONLY_MODEL } from '@sojourn/lifecycle';
import { nodes } from '@sojourn/nodes';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { expectedBySql, loadPurchases } from './reference.js';
import { seededPurchases, SPAN } from './seeded-purchases.js';

const root = resolve(import.meta.dirname, '../..');
const purchases = resolve(root, process.env.SOJOURN_TEST_DATA ?? '../shared/data', 'cdnow/purchases.csv');
const journey = JSON.parse(readFileSync(join(root, 'test/data/journeys/cdnow-winback.json'), 'utf8')) as Journey;

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

function rehearsed(csv: string): RehearsalResult {
  const rows = csv
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((row) => row.split(','));
  const events = rows.map(([profile, name, at]) => ({
    profile: profile!,
    name: name!,
    occurredAt: Date.parse(at!),
    properties: {},
  }));
  const { from, to } = SPAN;
  return rehearse({
    journey,
    registry: nodes,
    model: ORDERS_ONLY_MODEL,
    events,
    from: Date.parse(from),
    to: Date.parse(to),
  });
}

describe('a rehearsal of the win-back journey', () => {
  it.each([1, 2, 3])('equals a count by SQL over purchases on every threshold (seed %d)', async (seed) => {
    const csv = seededPurchases(seed);
    await loadPurchases(database.pool, `seeded_${seed}`, csv);
    const expected = await expectedBySql(database.pool, `seeded_${seed}`, SPAN);
    expect(rehearsed(csv)).toEqual(expected);
    // The file must be able to tell a wrong answer: each way through the journey is taken.
    for (const count of [
      expected.nodes.returned!.entered,
      expected.nodes.ended!.entered,
      expected.nodes.wait_for_order!.waiting,
    ]) {
      expect(count).toBeGreaterThan(10);
    }
  });

  const whereThereIsData = existsSync(purchases) ? it : it.skip;
  whereThereIsData('equals a count by SQL over the 69,659 purchases of CDNOW', async () => {
    const csv = readFileSync(purchases, 'utf8');
    await loadPurchases(database.pool, 'cdnow', csv);
    const expected = await expectedBySql(database.pool, 'cdnow', SPAN);
    expect(expected).toMatchObject({ profiles: 23_570, events: 69_659 });
    expect(rehearsed(csv)).toEqual(expected);
  });
});
