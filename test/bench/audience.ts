import type { Journey } from '@sojourn/journey';
import { compileSql, type Instant, type Rule, type SqlDialect } from '@sojourn/rules';
import type pg from 'pg';
import { newId } from '../../server/src/store/ids.js';

/** "Stage is mature, city is one of three, ordered at least twice in 30 days, and not tagged vip". */
export const AUDIENCE: Rule = {
  all: [
    { fact: { stage: 'current' }, is: 'eq', value: 'mature' },
    { fact: { attribute: 'city' }, is: 'in', value: ['Shanghai', 'Beijing', 'Chengdu'] },
    { fact: { event: 'ordered', measure: 'count', within: '30d' }, is: 'gte', value: 2 },
    { not: { fact: { tag: 'vip' }, is: 'eq', value: true } },
  ],
};

/** Everybody of the audience enters, and waits. */
export const AUDIENCE_JOURNEY: Journey = {
  format: 1,
  name: 'Audience',
  nodes: [
    { id: 'start', type: 'schedule-trigger', settings: { cron: '0 10 * * *', audience: AUDIENCE } },
    { id: 'wait', type: 'wait-duration', settings: { for: '30d' } },
    { id: 'end', type: 'end', settings: {} },
  ],
  edges: [
    { from: 'start', port: 'next', to: 'wait' },
    { from: 'wait', port: 'next', to: 'end' },
  ],
};

const otherwise = (): never => {
  throw new Error('The rule of this case asks for nothing else.');
};

/** Where the rule's facts are in the tables of the store. */
const dialect: SqlDialect = {
  attribute: (name, bind) => `(p.attributes -> ${bind(name, 'text')})`,
  facts: (
    keys,
  ) => `from profile_fact f where f.workspace_id = p.workspace_id and f.shard = p.shard and f.profile_id = p.id
    and f.event = any(${keys})`,
  stage: (which) => (which === 'current' ? 'p.stage' : otherwise()),
  tagged: (tag, bind) => `(p.tags ? ${bind(tag, 'text')})`,
  consent: otherwise,
  seen: otherwise,
  score: otherwise,
  journey: otherwise,
  tasks: otherwise,
  instant: otherwise,
};

/** How many profiles are in the audience. */
export async function countAudience(pool: pg.Pool, workspace: number, now: Instant): Promise<number> {
  const { sql, parameters } = compileSql(AUDIENCE, now, { meanings: {} }, dialect, 2);
  const { rows } = await pool.query<{ n: number }>(
    `select count(*)::float8 as n from profile p where p.workspace_id = $1 and ${sql}`,
    [workspace, ...parameters],
  );
  return rows[0]!.n;
}

/** Publishes the journey and lets its schedule be due at an instant; returns its id. */
export async function scheduleAudience(pool: pg.Pool, workspace: number, at: Instant): Promise<string> {
  const id = newId(at);
  await pool.query(
    `insert into journey (id, workspace_id, name, state, draft, version, created_at, updated_at)
     values ($1, $2, 'Audience', 'live', $3, 1, now(), now())`,
    [id, workspace, AUDIENCE_JOURNEY],
  );
  await pool.query(
    'insert into journey_version (journey_id, version, workspace_id, graph, published_at) values ($1, 1, $2, $3, now())',
    [id, workspace, AUDIENCE_JOURNEY],
  );
  await pool.query(`insert into schedule (journey_id, node, workspace_id, next_at) values ($1, 'start', $2, $3)`, [
    id,
    workspace,
    new Date(at).toISOString(),
  ]);
  return id;
}
