import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ORDERS_ONLY_MODEL } from '@sojourn/lifecycle';
import { DAY, HOUR, type Rule } from '@sojourn/rules';
import pg from 'pg';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { TestEngine } from '../support/engine.js';

const START = Date.parse('2026-01-01T00:00Z');
const PROFILES = 30_000;

/** Two orders within 30 days, and days and sums of another event: everything time changes. */
const busy: Rule = {
  any: [
    { fact: { meaning: 'order', measure: 'count', within: '30d' }, is: 'gte', value: 2 },
    { fact: { event: 'visit', measure: 'days', within: '7d' }, is: 'gte', value: 3 },
    { fact: { event: 'visit', measure: 'sum', property: 'paid', within: '7d' }, is: 'gt', value: 10 },
  ],
};

let fresh: FreshDatabase;
let engine: TestEngine;
beforeAll(async () => {
  fresh = await freshDatabase();
  engine = new TestEngine(fresh, START);
  const [novice, ...others] = ORDERS_ONLY_MODEL.stages;
  const stages = [{ ...novice!, id: 'busy', rule: busy }, novice!, ...others];
  await engine.open({ model: { ...ORDERS_ONLY_MODEL, stages, evaluation: ['busy', ...ORDERS_ONLY_MODEL.evaluation] } });
});
afterAll(async () => {
  await engine.close();
  await fresh.drop();
});

/** A shop of some size whose profiles will all flip one day, each with facts and a past. */
async function fill(): Promise<void> {
  await fresh.pool.query(
    `insert into profile (workspace_id, shard, id, stage, stage_since, model_version, played, ordinal, next_flip)
     select $1, n % 64, ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'novice', $2, 1, $2, 4,
       $2::timestamptz + interval '40 days' + n * interval '1 minute'
     from generate_series(1, $3::int) as n`,
    [engine.workspace, new Date(START), PROFILES],
  );
  await fresh.pool.query(
    `insert into profile_fact (workspace_id, shard, profile_id, event, count, first_at, last_at)
     select workspace_id, shard, id, name, 2, $1, $1 from profile, unnest(array['order_completed', 'visit']) as name
     where ordinal = 4`,
    [new Date(START)],
  );
  await fresh.pool.query(
    `insert into event (workspace_id, shard, profile_id, ordinal, seq, name, occurred_at, accepted_at, played_at, live, properties)
     select workspace_id, shard, id, n, n, 'visit', $1, $1, $1, true, '{}' from profile, generate_series(1, 4) as n`,
    [new Date(START)],
  );
  await fresh.pool.query('vacuum analyze');
}

interface Statement {
  text: string;
  values: unknown[];
}
interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  Plans?: Plan[];
}

/** What the engine asks the database while something is done. */
async function asked(doing: () => Promise<void>): Promise<Statement[]> {
  const statements = new Map<string, Statement>();
  const { query } = pg.Client.prototype;
  pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
    const [first, values] = given as [string | { text: string; values?: unknown[] }, unknown[]?];
    const statement = typeof first === 'string' ? { text: first, values } : first;
    statements.set(statement.text, { text: statement.text, values: (statement.values ?? []).map(copied) });
    return query.apply(this, given as never);
  } as never;
  try {
    await doing();
  } finally {
    pg.Client.prototype.query = query;
  }
  return [...statements.values()].filter(({ text }) => /^\s*(select|update|delete|insert|with)/i.test(text));
}

/** Parameters in binary are written into memory that is used again. */
const copied = (value: unknown): unknown => (Buffer.isBuffer(value) ? Buffer.from(value) : value);

/** The tables that a statement goes through from end to end. */
async function scanned({ text, values }: Statement): Promise<string[]> {
  // In a session of the engine, which plans as it runs.
  const { rows } = await engine.database.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
    `explain (format json) ${text}`,
    values,
  );
  const visit = (plan: Plan): string[] => [
    ...(plan['Node Type'] === 'Seq Scan' ? [plan['Relation Name']!] : []),
    ...(plan.Plans ?? []).flatMap(visit),
  ];
  return visit(rows[0]!['QUERY PLAN'][0].Plan);
}

describe('what time brings', () => {
  it('STAGE-2 is found and played without going through profiles, facts or events (D8)', async () => {
    const visits = ['2025-12-29', '2025-12-30', '2025-12-31'].map((day) => Date.parse(`${day}T12:00Z`));
    await engine.accept(
      ...visits.map((occurredAt) => ({ profile: 'p', name: 'visit', occurredAt, properties: { paid: 1 } })),
    );
    await engine.settle();
    await fill();
    const stage = async () =>
      (await engine.rows('select stage from profile where id = $1', [engine.profile('p')]))[0]!.stage;
    expect(await stage()).toBe('busy');

    const statements = await asked(() => engine.moveTo(START + 8 * DAY + HOUR));
    expect(await stage()).toBe('novice');
    const large = /^(profile|profile_fact|event(_\w+)?)$/;
    const scans: string[] = [];
    for (const statement of statements) {
      if ((await scanned(statement)).some((table) => large.test(table))) scans.push(statement.text);
    }
    expect(scans).toEqual([]);
    // The same question finds a scan where there is one.
    expect(await scanned({ text: 'select count(*) from profile where ordinal = 3', values: [] })).toEqual(['profile']);
    // The statements that find what is due are among those that were looked at.
    expect(statements.filter(({ text }) => text.includes('next_flip')).length).toBeGreaterThan(2);
  }, 60_000);
});
