import type { Journey } from '@sojourn/journey';
import type { Instant, Rule } from '@sojourn/rules';
import type pg from 'pg';
import type { Database } from '../../server/src/store/database.js';
import { newId } from '../../server/src/store/ids.js';
import { PresentStore } from '../../server/src/store/present.store.js';
import { POPULATION_MODEL } from './data/population.js';

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

/** How many profiles are in the audience: counted as the server counts a segment that nobody watches. */
export function countAudience(database: Database, workspace: number, now: Instant): Promise<number> {
  return new PresentStore(database).count(workspace, AUDIENCE, now, { meanings: {}, model: POPULATION_MODEL });
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
