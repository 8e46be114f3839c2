import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rehearsalResultSchema, type RehearsalResult } from '@sojourn/journey';
import { main } from '../../server/src/cli/main.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { expectedBySql, loadPurchases } from './reference.js';
import { seededPurchases, SPAN } from './seeded-purchases.js';

const root = resolve(import.meta.dirname, '../..');
const purchases = resolve(root, process.env.SOJOURN_TEST_DATA ?? '../shared/data', 'cdnow/purchases.csv');
const journey = join(root, 'test/data/journeys/cdnow-winback.json');

let database: FreshDatabase;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sojourn-cdnow-'));
  database = await freshDatabase();
}, 30_000);
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await database.drop();
});

/** As an operator runs it: from the file through the command line to its JSON. */
async function rehearsed(csv: string): Promise<RehearsalResult> {
  const file = join(folder, 'purchases.csv');
  writeFileSync(file, csv);
  let out = '';
  const args = ['rehearse', journey, '--events', file, '--from', SPAN.from, '--to', SPAN.to, '--json'];
  const code = await main(args, {
    out: (text) => void (out += text),
    err: (text) => void (out += text),
    language: 'en',
  });
  expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^\{/) });
  return rehearsalResultSchema.parse(JSON.parse(out));
}

describe('a rehearsal of the win-back journey', () => {
  it.each([1, 2, 3, 4, 5])('equals a count by SQL over purchases on every threshold (seed %d)', async (seed) => {
    const csv = seededPurchases(seed);
    await loadPurchases(database.pool, `seeded_${seed}`, csv);
    const expected = await expectedBySql(database.pool, `seeded_${seed}`, SPAN);
    expect(await rehearsed(csv)).toEqual(expected);
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
    expect(await rehearsed(csv)).toEqual(expected);
  });
});
