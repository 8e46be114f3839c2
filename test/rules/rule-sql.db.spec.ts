import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  compileRule,
  compileSql,
  DeclaredFacts,
  instantFunction,
  ruleSchema,
  writeInstant,
  type Instant,
  type Rule,
  type SqlDialect,
} from '@sojourn/rules';
import fc from 'fast-check';
import { factsOf, type PlainFacts } from '../support/facts.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { anyProfile, factsOfPast, NOW } from './arbitrary-profiles.js';
import { anyRule, AROUND } from './arbitrary-rules.js';

/** Tiny tables of profiles and their facts, made here: the store has its own dialect. */
const dialect: SqlDialect = {
  attribute: (name, bind) => `(p.attributes -> ${bind(name, 'text')})`,
  facts: (keys, bind) => `from event_fact f where f.profile = p.id and f.event = any(${bind(keys, 'text[]')})`,
  stage: (which, model, bind) => {
    if (model !== undefined)
      return which === 'since'
        ? `(p.layers -> ${bind(model, 'text')} ->> 'since')::timestamptz`
        : `(p.layers -> ${bind(model, 'text')} ->> '${which === 'current' ? 'stage' : which}')`;
    return { current: 'p.stage', previous: 'p.previous_stage', since: 'p.stage_since' }[which];
  },
  consent: (channel, topic, bind) => `((p.consents ->> ${bind(`${channel}/${topic}`, 'text')})::boolean)`,
  seen: (which) => `p.${which}_seen`,
  score: (name, bind) => `(p.scores ->> ${bind(name, 'text')})::float8`,
  tagged: (tag, bind) => `p.tags ? ${bind(tag, 'text')}`,
  journey: (id, measure, bind) => {
    const run = `p.journeys -> ${bind(id, 'text')}`;
    if (measure === 'last_entry') return `rule_instant(${run} -> 'lastEntry')`;
    if (measure === 'last_exit') return `rule_instant(${run} -> 'lastExit')`;
    return `coalesce((${run} ->> '${measure}')::float8, 0)`;
  },
  tasks: () => 'p.tasks',
  instant: (json) => `rule_instant(${json})`,
};

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
  await database.pool.query(instantFunction('rule_instant'));
  await database.pool.query(`
    create table profile_of_spec (id int primary key, attributes jsonb, consents jsonb, stage text, previous_stage text,
                                  stage_since timestamptz, first_seen timestamptz, last_seen timestamptz, layers jsonb,
                                  scores jsonb, tags jsonb, journeys jsonb, tasks float8);
    create table event_fact (profile int, event text, count int, first_at timestamptz, last_at timestamptz, sums jsonb,
                             recent jsonb, days jsonb, kept jsonb);
  `);
});
afterAll(() => database.drop());

async function store(profiles: PlainFacts[]): Promise<void> {
  const instant = (at: Instant | undefined) => (at === undefined ? null : writeInstant(at));
  const rows = profiles.map(({ attributes, consents, stage, seen, layers, scores, tags, journeys, tasks }, id) => ({
    id,
    attributes: attributes ?? {},
    consents: consents ?? {},
    stage: stage?.stage ?? null,
    previous_stage: stage?.previous ?? null,
    stage_since: instant(stage?.since),
    first_seen: instant(seen?.first),
    last_seen: instant(seen?.last),
    layers: Object.fromEntries(
      Object.entries(layers ?? {}).map(([model, each]) => [model, { ...each, since: writeInstant(each.since) }]),
    ),
    scores: scores ?? {},
    tags: tags ?? [],
    journeys: journeys ?? {},
    tasks: tasks ?? 0,
  }));
  const facts = profiles.flatMap(({ events = {} }, profile) =>
    Object.entries(events).map(([event, { count, first, last, sums, recent, days, numbers, values }]) => ({
      profile,
      event,
      count,
      first_at: instant(first),
      last_at: instant(last),
      sums,
      recent,
      days,
      kept: { numbers, values },
    })),
  );
  await database.pool.query('truncate profile_of_spec, event_fact');
  await database.pool.query(
    'insert into profile_of_spec select * from jsonb_populate_recordset(null::profile_of_spec, $1)',
    [JSON.stringify(rows)],
  );
  await database.pool.query('insert into event_fact select * from jsonb_populate_recordset(null::event_fact, $1)', [
    JSON.stringify(facts),
  ]);
}

async function matchesInSql(rule: Rule, now: Instant): Promise<number[]> {
  const { sql, parameters } = compileSql(rule, now, AROUND, dialect);
  const found = await database.pool.query<{ id: number }>(
    `select id from profile_of_spec p where ${sql} order by id`,
    parameters,
  );
  return found.rows.map(({ id }) => id);
}

function matchesInMemory(rule: Rule, now: Instant, profiles: PlainFacts[]): number[] {
  const compiled = compileRule(rule, AROUND);
  return profiles.flatMap((profile, id) => (compiled.holds(factsOf(profile), now) ? [id] : []));
}

describe('a rule in memory and as SQL', () => {
  it('SPLIT-5 gives the same answer for whatever rule and whatever profiles', async () => {
    let held = 0;
    let asked = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyProfile(), { minLength: 20, maxLength: 20 }),
        fc.array(anyRule(), { minLength: 25, maxLength: 25 }),
        async (given, rules) => {
          const declared = new DeclaredFacts(AROUND);
          for (const rule of rules) declared.add(rule);
          const profiles = given.map((each) => factsOfPast(each, declared));
          await store(profiles);
          for (const rule of rules) {
            expect(ruleSchema.safeParse(rule).error?.issues).toBeUndefined();
            const inMemory = matchesInMemory(rule, NOW, profiles);
            expect({ rule, holds: await matchesInSql(rule, NOW) }).toEqual({ rule, holds: inMemory });
            held += inMemory.length;
            asked += profiles.length;
          }
        },
      ),
      { numRuns: 80, endOnFailure: true },
    );
    // A comparison of nothing with nothing would prove nothing.
    expect(held / asked).toBeGreaterThan(0.1);
    expect(held / asked).toBeLessThan(0.9);
  }, 60_000);

  it('SPLIT-1 what is unknown makes a comparison false and its opposite true, in both', async () => {
    const profiles: PlainFacts[] = [{}, { attributes: { city: null } }, { attributes: { city: 'Shanghai' } }];
    await store(profiles);
    const eq: Rule = { fact: { attribute: 'city' }, is: 'eq', value: 'Beijing' };
    const ne: Rule = { fact: { attribute: 'city' }, is: 'ne', value: 'Beijing' };
    for (const [rule, expected] of [
      [eq, []],
      [ne, [2]],
      [{ not: eq }, [0, 1, 2]],
      [{ not: ne }, [0, 1]],
    ] as [Rule, number[]][]) {
      expect(matchesInMemory(rule, NOW, profiles)).toEqual(expected);
      expect(await matchesInSql(rule, NOW)).toEqual(expected);
    }
  });

  it('reads the same dates out of attributes, odd ones included', async () => {
    const dates = [
      '2026-02-28',
      '2026-02-29',
      '2024-02-29',
      '2026-02-30',
      '2026-04-31',
      '2026-13-01',
      '2026-00-10',
      '2026-01-00',
      '0000-01-01',
      '0001-01-01',
      '2026-01-01T24:00Z',
      '2026-01-01T24:01Z',
      '2026-01-01T24:00:00.001Z',
      '2026-01-01T23:59:60Z',
      '2026-01-01T10:00',
      '2026-01-01T10:00+0800',
      '2026-01-01T10:00-08:00',
      '2026-01-01T10:00+23:59',
      '2026-01-01T10:00+24:00',
      '2026-01-01T10:00+08:60',
      '2026-01-01T10:00:00.123456789Z',
      '2026-01-01T10:00:00.1Z',
      '2026-01-01T10:00:00.Z',
      '2999-12-31T23:59:59.999Z',
      '3000-01-01',
      '9999-01-01',
      '2026-1-1',
      ' 2026-01-01',
      '2026-01-01 ',
      '2026-01-01\n',
      '',
      0,
      1,
      -1,
      1.5,
      1e300,
      -1e300,
      1_700_000_000_123,
      32_503_679_999_999,
      32_503_680_000_000,
      -62_135_596_800_000,
      -62_135_596_800_001,
      true,
      [1],
      {},
    ];
    const inSql = await database.pool.query<{ at: Date | null }>(
      'select rule_instant(value) as at from jsonb_array_elements($1) with ordinality as each (value, n) order by n',
      [JSON.stringify(dates)],
    );
    // In memory an instant shows itself by the moment from which it is "longer ago than nothing".
    const longAgo = (value: unknown, than: string) =>
      compileRule({ fact: { attribute: 'd' }, is: 'before', value: than }, { meanings: {} }).holds(
        factsOf({ attributes: { d: value as never } }),
        NOW,
      );
    for (const [index, value] of dates.entries()) {
      const at = inSql.rows[index]!.at;
      expect([
        value,
        longAgo(value, '2999-12-31T23:59:59.999Z') ||
          value === '2999-12-31T23:59:59.999Z' ||
          value === 32_503_679_999_999,
      ]).toEqual([value, at !== null]);
      if (at === null) continue;
      const text = at.toISOString();
      expect([value, longAgo(value, text)]).toEqual([value, false]);
      if (at.getTime() < 32_503_679_999_999)
        expect([value, longAgo(value, writeInstant(at.getTime() + 1))]).toEqual([value, true]);
    }
  });

  it('numbers its parameters from where the caller says', () => {
    const rule: Rule = {
      all: [
        { fact: { attribute: 'a' }, is: 'eq', value: 1 },
        { fact: { attribute: 'b' }, is: 'within', value: '1d' },
      ],
    };
    const { sql, parameters } = compileSql(rule, NOW, AROUND, dialect, 4);
    expect(sql.match(/\$\d+/g)).toEqual(['$4', '$5', '$6', '$7', '$8']);
    expect(parameters).toHaveLength(5);
  });
});
