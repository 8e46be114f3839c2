import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readJourney, rehearse, type RehearsalEvent } from '@sojourn/journey';
import { ORDERS_ONLY_MODEL } from '@sojourn/lifecycle';
import { nodes } from '@sojourn/nodes';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { TestEngine } from '../support/engine.js';
import { countsOf } from './engine-counts.js';
import { expectedBySql, loadPurchases } from './reference.js';
import { seededPurchases, SPAN } from './seeded-purchases.js';

const root = resolve(import.meta.dirname, '../..');
const purchases = resolve(root, process.env.SOJOURN_TEST_DATA ?? '../shared/data', 'cdnow/purchases.csv');
// Settings of an older revision are brought to today's by reading them, as the engine does.
const journey = readJourney(
  JSON.parse(readFileSync(join(root, 'test/data/journeys/cdnow-winback.json'), 'utf8')),
  nodes,
).journey!;
const from = Date.parse(SPAN.from);
const to = Date.parse(SPAN.to);

let fresh: FreshDatabase;
beforeAll(async () => {
  fresh = await freshDatabase();
});
afterAll(() => fresh.drop());

function eventsOf(csv: string): RehearsalEvent[] {
  const rows = csv.trimEnd().split('\n').slice(1);
  const events = rows.map((row) => {
    const [profile, name, at] = row.split(',');
    return { profile: profile!, name: name!, occurredAt: Date.parse(at!), properties: {} };
  });
  return events.sort((a, b) => a.occurredAt - b.occurredAt);
}

/** Plays a file as the world would bring it: history first as an import, then each event at its own instant. */
async function played(engine: TestEngine, events: RehearsalEvent[]): Promise<string> {
  await engine.open({ model: ORDERS_ONLY_MODEL });
  const id = await engine.publish(journey);
  const history = new Map<string, object[]>();
  for (const { profile, occurredAt, name, properties } of events) {
    if (occurredAt >= from) continue;
    history.set(profile, [...(history.get(profile) ?? []), { occurredAt, name, properties }]);
  }
  await engine.enqueue(
    [...history].map(([profile, rows]) => ({ profile, kind: 'import', payload: { events: rows, more: false } })),
  );
  await engine.settle();
  const span = events.filter(({ occurredAt }) => occurredAt >= from && occurredAt < to);
  for (let first = 0; first < span.length;) {
    const at = span[first]!.occurredAt;
    let next = first;
    while (next < span.length && span[next]!.occurredAt === at) next++;
    await engine.moveTo(at);
    await engine.accept(...span.slice(first, next));
    await engine.settle();
    first = next;
  }
  await engine.moveTo(to - 1);
  return id;
}

async function expectEngineToAgree(table: string, csv: string): Promise<void> {
  const engine = new TestEngine(fresh, from);
  try {
    const events = eventsOf(csv);
    const id = await played(engine, events);
    const counts = await countsOf(engine, id, journey, ORDERS_ONLY_MODEL, { from, to });
    const rehearsed = rehearse({ journey, registry: nodes, model: ORDERS_ONLY_MODEL, events, from, to });
    await loadPurchases(fresh.pool, table, csv);
    const expected = await expectedBySql(fresh.pool, table, SPAN);
    expect(engine.faults).toEqual([]);
    expect(counts.transitions).toEqual(expected.transitions);
    expect(counts.sends).toEqual(expected.sends);
    expect(counts.nodes).toEqual(expected.nodes);
    const unseen =
      new Set(events.map(({ profile }) => profile)).size -
      new Set(events.filter((e) => e.occurredAt < to).map((e) => e.profile)).size;
    expect({ ...counts.stages, unclassified: counts.stages.unclassified! + unseen }).toEqual(expected.stages);
    expect(rehearsed).toEqual(expected);
  } finally {
    await engine.close();
  }
}

describe('the engine on virtual time', () => {
  it('D1 gives the same transitions and sends as the rehearsal and as plain SQL, on every threshold', async () => {
    await expectEngineToAgree('engine_seeded', seededPurchases(4, 150));
  });

  const whereThereIsData = existsSync(purchases) ? it : it.skip;
  whereThereIsData('D1 gives the same on the 69,659 purchases of CDNOW', async () => {
    const other = await freshDatabase();
    const kept = fresh;
    fresh = other;
    try {
      await expectEngineToAgree('engine_cdnow', readFileSync(purchases, 'utf8'));
    } finally {
      fresh = kept;
      await other.drop();
    }
  });
});
