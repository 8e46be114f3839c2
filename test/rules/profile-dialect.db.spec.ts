import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { compileRule, compileSql, DeclaredFacts, writeInstant, type Instant, type Rule } from '@sojourn/rules';
import fc from 'fast-check';
import { joiningDialect, PROFILE_DIALECT } from '../../server/src/store/profile-dialect.js';
import { AUDIENCE } from '../bench/audience.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { factsOf, type PlainFacts } from '../support/facts.js';
import { anyProfile, factsOfPast, NOW } from './arbitrary-profiles.js';
import { anyRule, AROUND } from './arbitrary-rules.js';

/** The journey that arbitrary rules call by name. */
const WELCOME = '00000000-0000-7000-8000-00000000000a';
const SHARD = 3;
const idOf = (index: number) => `00000000-0000-7000-8000-${String(index).padStart(12, '0')}`;

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

const instant = (at: Instant | undefined) =>
  at === undefined ? null : at === -Infinity ? '-infinity' : writeInstant(at);

/** Rows as the engine writes them. */
async function store(profiles: readonly PlainFacts[]): Promise<void> {
  await database.pool.query('truncate profile, profile_fact, entry_ledger; delete from human_task');
  for (const [index, given] of profiles.entries()) {
    const {
      attributes,
      consents = {},
      stage,
      seen,
      layers,
      scores,
      tags,
      events = {},
      journeys = {},
      tasks = 0,
    } = given;
    const nested: Record<string, Record<string, boolean>> = {};
    for (const [name, granted] of Object.entries(consents)) {
      const [channel, topic] = name.split('/') as [string, string];
      (nested[channel] ??= {})[topic] = granted;
    }
    const key = [1, SHARD, idOf(index)];
    await database.pool.query(
      `insert into profile (workspace_id, shard, id, attributes, consents, stage, stage_since, previous_stage, model_version, layers,
         scores, tags, first_seen, last_seen, played, ordinal) values ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9, $10, $11, $12, $13, $14, 1)`,
      [
        ...key,
        attributes ?? {},
        nested,
        stage!.stage,
        instant(stage!.since),
        stage!.previous ?? null,
        layers ?? {},
        scores ?? {},
        JSON.stringify(tags ?? []),
        instant(seen?.first),
        instant(seen?.last),
        instant(NOW),
      ],
    );
    for (const [event, { count, first, last, sums, recent, days, numbers, values }] of Object.entries(events)) {
      await database.pool.query(
        `insert into profile_fact (workspace_id, shard, profile_id, event, count, first_at, last_at, sums, recent, days, kept)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
        [
          ...key,
          event,
          count,
          instant(first),
          instant(last),
          sums,
          recent && JSON.stringify(recent),
          days,
          { numbers, values },
        ],
      );
    }
    const run = journeys.welcome;
    if (run) {
      await database.pool.query(
        `insert into entry_ledger (workspace_id, shard, profile_id, journey_id, key, count, live, goals, last_entry, last_exit)
         values ($1, $2, $3, $4, '', $5, $6, $7, $8, $9)`,
        [...key, WELCOME, run.entries, run.live, run.goals, instant(run.lastEntry), instant(run.lastExit)],
      );
    }
    for (let task = 0; task < tasks; task++) {
      await database.pool.query(
        `insert into human_task (workspace_id, shard, profile_id, id, journey_id, version, node, enrollment_id, step, title, owner,
           answers, state, opened_at, due)
         values ($1, $2, $3, gen_random_uuid(), $4, 1, 'call', gen_random_uuid(), 1, 'Call', '{}', '[]', 'open', now(), now())`,
        [...key, WELCOME],
      );
    }
  }
}

/** Whom a rule finds, looked up profile by profile and by facts that are joined. */
async function found(rule: Rule): Promise<number[][]> {
  const { dialect, joins } = joiningDialect();
  const lookedUp = compileSql(rule, NOW, AROUND, PROFILE_DIALECT, 2);
  const joined = compileSql(rule, NOW, AROUND, dialect, 2);
  const ask = async (joins: string, { sql, parameters }: typeof joined) => {
    const { rows } = await database.pool.query<{ id: string }>(
      `select p.id from profile p ${joins} where p.workspace_id = $1 and ${sql} order by p.id`,
      [1, ...parameters],
    );
    return rows.map(({ id }) => Number(id.slice(-12)));
  };
  return [await ask('', lookedUp), await ask(joins(), joined)];
}

describe('a rule over the rows of profiles', () => {
  it('SPLIT-5 finds who is found in memory, whether facts are looked up or joined', async () => {
    let held = 0;
    let asked = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyProfile(), { minLength: 12, maxLength: 12 }),
        fc.array(anyRule(), { minLength: 25, maxLength: 25 }),
        async (given, named) => {
          const rules = JSON.parse(JSON.stringify(named).replaceAll('"welcome"', `"${WELCOME}"`)) as Rule[];
          const declared = new DeclaredFacts(AROUND);
          for (const rule of rules) declared.add(rule);
          const profiles = given.map((each) => {
            const facts = factsOfPast(each, declared);
            // Whoever was never placed is in no stage since ever.
            return { ...facts, stage: facts.stage ?? { stage: 'unclassified', since: -Infinity } };
          });
          await store(profiles);
          for (const rule of rules) {
            const compiled = compileRule(rule, AROUND);
            const inMemory = profiles.flatMap((profile, index) => {
              const { welcome } = profile.journeys ?? {};
              const facts = factsOf({ ...profile, journeys: welcome ? { [WELCOME]: welcome } : {} });
              return compiled.holds(facts, NOW) ? [index] : [];
            });
            expect({ rule, found: await found(rule) }).toEqual({ rule, found: [inMemory, inMemory] });
            held += inMemory.length;
            asked += profiles.length;
          }
        },
      ),
      { numRuns: 60, endOnFailure: true },
    );
    // A comparison of nothing with nothing would prove nothing.
    expect(held / asked).toBeGreaterThan(0.1);
    expect(held / asked).toBeLessThan(0.9);
  }, 90_000);

  it('counts an exact window without a query for each profile, so that processes can share the work', async () => {
    const { dialect, joins } = joiningDialect();
    const { sql, parameters } = compileSql(AUDIENCE, NOW, { meanings: {} }, dialect, 2);
    const { rows } = await database.pool.query<{ 'QUERY PLAN': string }>(
      `explain select count(*) from profile p ${joins()} where p.workspace_id = $1 and ${sql}`,
      [1, ...parameters],
    );
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).not.toMatch(/SubPlan|InitPlan/);
  });
});
