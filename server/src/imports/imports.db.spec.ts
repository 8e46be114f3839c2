import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { rehearse, type RehearsalEvent } from '@sojourn/journey';
import { ORDERS_ONLY_MODEL } from '@sojourn/lifecycle';
import { nodes } from '@sojourn/nodes';
import { DAY, HOUR } from '@sojourn/rules';
import { type FreshDatabase, freshDatabase } from '../../../test/support/database.js';
import { TestEngine } from '../../../test/support/engine.js';
import { openImportFile, type FileOptions } from './import-file.js';
import type { BadRow } from './import-row.js';
import { runImport, type ImportJob, type ImportResult } from './run-import.js';

const now = Date.parse('2026-11-21T00:00:00Z');
const folder = mkdtempSync(join(tmpdir(), 'sojourn-import-'));
let fresh: FreshDatabase;
let engine: TestEngine;

beforeAll(async () => {
  fresh = await freshDatabase();
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await fresh.drop();
});
beforeEach(async () => {
  engine = new TestEngine(fresh, now);
  await engine.open();
});
afterEach(() => engine.close());

/** Imports a file made of `lines`; tells what came of it and which rows were refused. */
async function importLines(
  lines: string[],
  job: Partial<ImportJob> = {},
  options: Partial<FileOptions> = {},
): Promise<ImportResult & { bad: BadRow[] }> {
  const path = join(folder, 'rows.csv');
  writeFileSync(path, lines.map((line) => `${line}\n`).join(''));
  const bad: BadRow[] = [];
  const file = await openImportFile(path, {
    kind: 'events',
    map: '',
    now,
    onBadRow: (row) => bad.push(row),
    ...options,
  });
  const result = await runImport(engine.database, {
    workspace: engine.workspace,
    kind: options.kind ?? 'events',
    fileKey: file.key,
    rows: file.rows,
    now: () => engine.clock.now(),
    ...job,
  });
  return { ...result, bad };
}
const limits = { full: 2_000, unit: 500 };
const day = (n: number) => new Date(now - n * DAY).toISOString();
const count = async (text: string) => Number((await engine.rows<{ n: string }>(text, [engine.workspace]))[0]!.n);

describe('an import of events', () => {
  it('moves profiles through their stages on the events’ own dates, as a rehearsal of the file does', async () => {
    const events: RehearsalEvent[] = [];
    // Gaps of a prime number of days cross 60 and 120 days in every way; rows come in no order at all.
    for (let profile = 0; profile < 150; profile++) {
      for (let order = 0; order <= profile % 9; order++) {
        const occurredAt = now - HOUR - ((profile * 37 + order * 53) % 600) * DAY - order;
        events.push({
          profile: `u-${profile}`,
          name: 'order_completed',
          occurredAt,
          properties: { amount: 1_000 + order },
        });
      }
    }
    const lines = events.map(
      ({ profile, name, occurredAt, properties }) =>
        `${profile},${name},${new Date(occurredAt).toISOString()},${String(properties.amount)}`,
    );
    const done = await importLines(['profile,event,occurred_at,amount', ...lines], {}, { map: 'amount=amount' });
    expect(done).toMatchObject({
      total: events.length,
      queued: events.length,
      duplicates: 0,
      newProfiles: 150,
      bad: [],
    });
    await engine.settle();

    const nobody = {
      format: 1 as const,
      name: 'x',
      nodes: [
        { id: 'a', type: 'event-trigger', settings: { event: 'x' } },
        { id: 'b', type: 'end', settings: {} },
      ],
      edges: [{ from: 'a', port: 'next', to: 'b' }],
    };
    const expected = rehearse({
      journey: nobody,
      registry: nodes,
      model: ORDERS_ONLY_MODEL,
      events,
      from: now - 1_000 * DAY,
      to: now,
    });
    const moves = await engine.rows<{ move: string; n: string; cause: string }>(
      `select from_stage || '>' || to_stage as move, count(*) as n, min(cause) || max(cause) as cause from stage_transition where workspace_id = $1 group by 1`,
      [engine.workspace],
    );
    expect(Object.fromEntries(moves.map(({ move, n }) => [move, Number(n)]))).toEqual(expected.transitions);
    expect(new Set(moves.map(({ cause }) => cause))).toEqual(new Set(['importimport']));
    expect(await count('select count(*) as n from event where workspace_id = $1')).toBe(events.length);
    expect(engine.faults).toEqual([]);
  });

  it('EVENT-2 adds nothing the second time, under whatever name the file comes', async () => {
    const lines = ['profile,event,occurred_at', `u,order_completed,${day(10)}`, `u,order_completed,${day(10)}`];
    expect(await importLines(lines)).toMatchObject({ queued: 2, duplicates: 0, newProfiles: 1 });
    expect(await importLines(lines)).toMatchObject({ queued: 0, duplicates: 2, newProfiles: 0 });
    await engine.settle();
    expect(await importLines(lines)).toMatchObject({ queued: 0, duplicates: 2 });
    await engine.settle();
    expect(await count('select count(*) as n from event where workspace_id = $1')).toBe(2);
  });

  it('keeps the good rows and names the bad ones by line and reason', async () => {
    const done = await importLines([
      'profile,event,occurred_at',
      `a,order_completed,${day(1)}`,
      'b,order_completed,9999-01-01T00:00:00Z',
      `c\0,order_completed,${day(1)}`,
      `${'d'.repeat(300)},order_completed,${day(1)}`,
      `order_completed,${day(1)}`,
      `"e,order_completed,${day(1)}`,
      `f,order_completed,${day(1)}`,
    ]);
    expect(done.bad.map(({ line, problem }) => [line, problem.split(':')[0]])).toEqual([
      [3, 'column occurred_at'],
      [4, 'column profile'],
      [5, 'column profile'],
      [6, 'has 2 cells, and the header has 3'],
      [7, 'a quote is opened and never closed'],
    ]);
    expect(done).toMatchObject({ total: 2, queued: 2, newProfiles: 2 });
  });

  it('splits a long history into inbox rows of 500 events, all but the last saying that more follow', async () => {
    const lines = Array.from(
      { length: 1_201 },
      (_, index) => `u,app_opened,${new Date(now - (index + 1) * 60_000).toISOString()}`,
    );
    await importLines(['profile,event,occurred_at', ...lines, `v,app_opened,${day(3)}`]);
    const rows = await engine.rows(
      `select jsonb_array_length(payload->'events') as events, payload->'more' as more, kind from inbox where workspace_id = $1 order by profile_id, id`,
      [engine.workspace],
    );
    expect(rows).toEqual([
      { events: 500, more: true, kind: 'import' },
      { events: 500, more: true, kind: 'import' },
      { events: 201, more: false, kind: 'import' },
      { events: 1, more: false, kind: 'import' },
    ]);
    await engine.settle();
    const [history] = await engine.rows<{ ordered: boolean }>(
      `select bool_and(later) as ordered from (select occurred_at >= lag(occurred_at) over (order by ordinal) as later from event
        where workspace_id = $1 and profile_id = (select profile_id from identity where workspace_id = $1 and value = 'u')) as e`,
      [engine.workspace],
    );
    expect(history!.ordered).toBe(true);
  });

  it('can be stopped, and goes on where it was', async () => {
    const lines = Array.from({ length: 1_200 }, (_, index) => `u-${index},order_completed,${day(index % 300)}`);
    const stop = new AbortController();
    const half = await importLines(['profile,event,occurred_at', ...lines], {
      signal: stop.signal,
      onProgress: () => stop.abort(),
      limits,
    });
    expect(half.cancelled).toBe(true);
    expect(half.queued).toBeGreaterThan(0);
    expect(half.queued).toBeLessThan(1_200);
    const rest = await importLines(['profile,event,occurred_at', ...lines]);
    expect(rest).toMatchObject({ cancelled: false, queued: 1_200 - half.queued, duplicates: half.queued });
    await engine.settle();
    expect(await count('select count(*) as n from event where workspace_id = $1')).toBe(1_200);
  });

  it('waits while the inbox is full', async () => {
    const lines = Array.from({ length: 2_600 }, (_, index) => `w-${index},order_completed,${day(index % 300)}`);
    let waited = 0;
    const done = await importLines(['profile,event,occurred_at', ...lines], {
      limits,
      makeRoom: async () => {
        waited += 1;
        await engine.settle();
      },
    });
    expect(done.queued).toBe(2_600);
    expect(waited).toBe(1);
  });
});

describe('an import of profiles', () => {
  it('sets attributes and consents, the later line after the earlier', async () => {
    const lines = ['id,full_name,mail,mail_ok', 'p1,Old Name,,', 'p2,王伟,Wei@Example.com,yes', 'p1,New Name,,no'];
    const map = 'profile=id,name=full_name,email=mail,consents.email.marketing:boolean=mail_ok';
    expect(await importLines(lines, {}, { kind: 'profiles', map })).toMatchObject({
      queued: 3,
      newProfiles: 2,
      bad: [],
    });
    await engine.settle();
    const rows = await engine.rows(
      `select i.value, p.attributes, p.consents from profile p join identity i on i.profile_id = p.id and i.kind = 'userId' where p.workspace_id = $1 order by 1`,
      [engine.workspace],
    );
    expect(rows).toEqual([
      { value: 'p1', attributes: { name: 'New Name' }, consents: { email: { marketing: false } } },
      { value: 'p2', attributes: { name: '王伟', email: 'Wei@Example.com' }, consents: { email: { marketing: true } } },
    ]);
    expect(
      await engine.rows(`select value from identity where workspace_id = $1 and kind = 'email'`, [engine.workspace]),
    ).toEqual([{ value: 'wei@example.com' }]);
  });
});
