import type { Journey } from '@sojourn/journey';
import type { StageModel } from '@sojourn/lifecycle';
import { DAY, HOUR, type Instant } from '@sojourn/rules';
import type pg from 'pg';
import { Random } from '../../../server/src/sample/random.js';
import { shardOf } from '../../../server/src/store/ids.js';

/** When the people of a population were looked at last. Everything about them is counted from here, whatever the day is. */
export const POPULATION_AT: Instant = Date.UTC(2026, 0, 1);

/** From here on, for a year, time alone would move whoever is new, and their waits end. */
const FAR = Date.UTC(2100, 0, 1);
const YEAR = 365 * DAY;

/** The journey all of them wait in. */
export const SLEEPERS = '00000000-0000-7000-8000-000000000001';

/** Whoever has ordered thrice is mature; the others are new for 30 days, then silent. */
export const POPULATION_MODEL: StageModel = {
  format: 1,
  id: 'population',
  name: { en: 'Population', zh: '人群' },
  stages: [
    {
      id: 'new',
      name: { en: 'New', zh: '新用户' },
      rule: { fact: { event: 'signed_up', measure: 'last' }, is: 'within', value: '30d' },
    },
    {
      id: 'mature',
      name: { en: 'Mature', zh: '成熟' },
      rule: { fact: { event: 'ordered', measure: 'count' }, is: 'gte', value: 3 },
    },
    {
      id: 'silent',
      name: { en: 'Silent', zh: '沉默' },
      rule: { fact: { event: 'signed_up', measure: 'last' }, is: 'longer_ago', value: '30d' },
    },
  ],
  evaluation: ['mature', 'silent', 'new'],
};

export const CITIES = [
  'Shanghai', 'Beijing', 'Shenzhen', 'Guangzhou', 'Chengdu', 'Hangzhou', 'Wuhan', 'Nanjing', 'Xi’an', 'Suzhou',
] as const; // prettier-ignore

interface Person {
  id: string;
  shard: number;
  mature: boolean;
  city: string;
  vip: boolean;
  /** When they signed up; so chosen that time moves whoever is new when it moves nobody else. */
  signedUp: Instant;
  /** When they ordered, oldest first. */
  ordered: Instant[];
  /** When their wait ends. */
  due: Instant;
}

/** The same people from the same count, wherever they are made. Six in ten are mature; time would move the others. */
export function* people(count: number): Generator<Person> {
  const random = new Random(2026, count);
  for (let index = 0; index < count; index += 1) {
    const id = idFrom(random);
    const mature = random.chance(0.6);
    const far = FAR + Math.floor((index / count) * YEAR);
    const orders = mature ? random.whole(3, 12) : random.whole(0, 2);
    // Three in five of them ordered twice within the last weeks.
    const reach = random.chance(0.6) ? 25 * DAY : YEAR;
    const ordered = Array.from({ length: orders }, () => POPULATION_AT - random.whole(HOUR, reach)).sort(
      (a, b) => a - b,
    );
    yield {
      id,
      shard: shardOf(id),
      mature,
      city: random.pick(CITIES),
      vip: random.chance(0.05),
      signedUp: mature ? POPULATION_AT - YEAR : far - 30 * DAY,
      ordered,
      due: FAR + random.whole(0, YEAR),
    };
  }
}

/** A workspace with these people, each of them asleep in a journey. */
export async function fillPopulation(pool: pg.Pool, count: number, journey: Journey): Promise<void> {
  const { rows } = await pool.query<{ id: number }>(
    `insert into workspace (key, name, zone, currency, language, webhook_secret, created_at)
     values ('population', 'Population', 'UTC', 'CNY', 'en', 'secret', now()) returning id`,
  );
  const workspace = rows[0]!.id;
  await pool.query(
    'insert into lifecycle_model (workspace_id, version, model, published_at) values ($1, 1, $2, now())',
    [workspace, POPULATION_MODEL],
  );
  await pool.query(
    `insert into journey (id, workspace_id, name, state, draft, version, created_at, updated_at)
     values ($1, $2, 'Sleepers', 'live', $3, 1, now(), now())`,
    [SLEEPERS, workspace, journey],
  );
  await pool.query(
    'insert into journey_version (journey_id, version, workspace_id, graph, published_at) values ($1, 1, $2, $3, now())',
    [SLEEPERS, workspace, journey],
  );
  let page: Person[] = [];
  for (const person of people(count)) {
    page.push(person);
    if (page.length < 20_000) continue;
    await insert(pool, workspace, page);
    page = [];
  }
  await insert(pool, workspace, page);
}

async function insert(pool: pg.Pool, workspace: number, page: readonly Person[]): Promise<void> {
  if (page.length === 0) return;
  const [ids, shards] = [page.map(({ id }) => id), page.map(({ shard }) => shard)];
  const at = new Date(POPULATION_AT).toISOString();
  await pool.query(
    `insert into profile (workspace_id, shard, id, attributes, tags, stage, stage_since, model_version, first_seen, last_seen, played, ordinal, next_flip)
     select $1, shard, id, attributes, tags, stage, $2, 1, $2, $2, $2, 1, flip
     from unnest($3::int2[], $4::uuid[], $5::jsonb[], $8::jsonb[], $6::text[], $7::timestamptz[]) as given(shard, id, attributes, tags, stage, flip)`,
    [
      workspace,
      at,
      shards,
      ids,
      page.map(({ city }) => ({ city, language: 'zh' })),
      page.map(({ mature }) => (mature ? 'mature' : 'new')),
      page.map(({ mature, signedUp }) => (mature ? 'infinity' : new Date(signedUp + 30 * DAY).toISOString())),
      page.map(({ vip }) => JSON.stringify(vip ? ['vip'] : [])),
    ],
  );
  const facts = page.flatMap(({ id, shard, signedUp, ordered }) => [
    { id, shard, event: 'signed_up', instants: [signedUp], recent: null },
    ...(ordered.length > 0
      ? [{ id, shard, event: 'ordered', instants: ordered, recent: JSON.stringify(ordered) }]
      : []),
  ]);
  await pool.query(
    `insert into profile_fact (workspace_id, shard, profile_id, event, count, first_at, last_at, recent)
     select $1, * from unnest($2::int2[], $3::uuid[], $4::text[], $5::int[], $6::timestamptz[], $7::timestamptz[], $8::jsonb[])`,
    [
      workspace,
      facts.map(({ shard }) => shard),
      facts.map(({ id }) => id),
      facts.map(({ event }) => event),
      facts.map(({ instants }) => instants.length),
      facts.map(({ instants }) => new Date(instants[0]!).toISOString()),
      facts.map(({ instants }) => new Date(instants.at(-1)!).toISOString()),
      facts.map(({ recent }) => recent),
    ],
  );
  // An enrollment has its profile's id: each has one.
  await pool.query(
    `insert into enrollment (workspace_id, shard, profile_id, id, journey_id, version, key, node, step, entered_at, arrived_at, due, entry)
     select $1, shard, id, id, $2, 1, '', 'wait', 2, $3, $3, due, '{"plan": "free", "source": "search"}'
     from unnest($4::int2[], $5::uuid[], $6::timestamptz[]) as given(shard, id, due)`,
    [workspace, SLEEPERS, at, shards, ids, page.map(({ due }) => new Date(due).toISOString())],
  );
  await pool.query(
    `insert into entry_ledger (workspace_id, shard, profile_id, journey_id, key, count, live, last_entry)
     select $1, shard, id, $2, '', 1, 1, $3 from unnest($4::int2[], $5::uuid[]) as given(shard, id)`,
    [workspace, SLEEPERS, at, shards, ids],
  );
}

/** A version 7 UUID of the year before. */
function idFrom(random: Random): string {
  const hex = (length: number) =>
    random
      .whole(0, 16 ** length - 1)
      .toString(16)
      .padStart(length, '0');
  const ms = (POPULATION_AT - random.whole(0, YEAR)).toString(16).padStart(12, '0');
  return `${ms.slice(0, 8)}-${ms.slice(8)}-7${hex(3)}-8${hex(3)}-${hex(6)}${hex(6)}`;
}
