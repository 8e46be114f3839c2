import type { Journey } from '@sojourn/journey';
import type { StageModel } from '@sojourn/lifecycle';
import pg from 'pg';
import { newId, shardOf } from '../../server/src/store/ids.js';

/** The standard journey (docs/benchmarks.md): trigger → condition on stage → wait 0 s → action → end. */
export const STANDARD_JOURNEY: Journey = {
  format: 1,
  name: 'Standard journey',
  nodes: [
    { id: 'start', type: 'event-trigger', settings: { event: 'signed_up' } },
    { id: 'check', type: 'if-else', settings: { rule: { fact: { stage: 'current' }, is: 'eq', value: 'new' } } },
    { id: 'wait', type: 'wait-duration', settings: { for: '0s' } },
    { id: 'act', type: 'set-attribute', settings: { attribute: 'welcomed', value: true } },
    { id: 'end', type: 'end', settings: {} },
    { id: 'other', type: 'end', settings: { result: 'other' } },
  ],
  edges: [
    { from: 'start', port: 'next', to: 'check' },
    { from: 'check', port: 'yes', to: 'wait' },
    { from: 'check', port: 'no', to: 'other' },
    { from: 'wait', port: 'next', to: 'act' },
    { from: 'act', port: 'next', to: 'end' },
  ],
};

/** Node executions that one profile makes in it. */
export const NODES_PER_PROFILE = 5;

/** A model of one rule, so that the event moves each profile once and time may move it again. */
export const STANDARD_MODEL: StageModel = {
  format: 1,
  id: 'standard',
  name: { en: 'Standard', zh: '标准' },
  stages: [
    {
      id: 'new',
      name: { en: 'New', zh: '新用户' },
      rule: { fact: { event: 'signed_up', measure: 'last' }, is: 'within', value: '30d' },
    },
    {
      id: 'silent',
      name: { en: 'Silent', zh: '沉默' },
      rule: { fact: { event: 'signed_up', measure: 'last' }, is: 'longer_ago', value: '30d' },
    },
  ],
  evaluation: ['silent', 'new'],
};

const HOT_TABLES = [
  'inbox', 'event', 'profile', 'profile_fact', 'enrollment', 'enrollment_history', 'entry_ledger', 'step', 'stage_transition',
  'stage_counter', 'transition_counter', 'event_counter', 'node_counter', 'delivery', 'delivery_history', 'entry_refusal',
]; // prettier-ignore

/** One workspace with the standard journey live. */
export async function openStandardWorkspace(pool: pg.Pool, key = 'bench'): Promise<number> {
  const { rows } = await pool.query<{ id: number }>(
    `insert into workspace (key, name, zone, currency, language, webhook_secret, created_at)
     values ($1, 'Benchmark', 'UTC', 'CNY', 'en', 'secret', now()) returning id`,
    [key],
  );
  const workspace = rows[0]!.id;
  const journey = newId(Date.now());
  await pool.query(
    'insert into lifecycle_model (workspace_id, version, model, published_at) values ($1, 1, $2, now())',
    [workspace, STANDARD_MODEL],
  );
  await pool.query(
    `insert into journey (id, workspace_id, name, state, draft, version, created_at, updated_at) values ($1, $2, 'Standard', 'live', $3, 1, now(), now())`,
    [journey, workspace, STANDARD_JOURNEY],
  );
  await pool.query(
    'insert into journey_version (journey_id, version, workspace_id, graph, published_at) values ($1, 1, $2, $3, now())',
    [journey, workspace, STANDARD_JOURNEY],
  );
  return workspace;
}

/** Empties everything that a run writes, so that each run starts alike. */
export async function emptyHotTables(pool: pg.Pool): Promise<void> {
  await pool.query(`truncate ${HOT_TABLES.join(', ')}`);
  await pool.query('checkpoint');
}

/** Stores one event for each of `count` new profiles: what a run has to play. */
export async function storeEvents(pool: pg.Pool, workspace: number, count: number): Promise<void> {
  const now = Date.now();
  const ids = Array.from({ length: count }, () => newId(now));
  for (let first = 0; first < count; first += 10_000) {
    const part = ids.slice(first, first + 10_000);
    await pool.query(
      `insert into inbox (workspace_id, shard, profile_id, kind, name, message_id, occurred_at, accepted_at, payload)
       select $1, shard, id, 'event', 'signed_up', 'm-' || id, now(), now(), '{"properties": {"plan": "free", "source": "search"}}'
       from unnest($2::int2[], $3::uuid[]) as given(shard, id)`,
      [workspace, part.map(shardOf), part],
    );
  }
  await pool.query('vacuum analyze inbox');
}

/** Throws unless every node of all these profiles is in the log, and nobody is left inside. */
export async function expectComplete(pool: pg.Pool, profiles: number): Promise<void> {
  const { rows } = await pool.query<{ steps: number; live: number }>(
    `select (select count(*) from step)::float8 as steps, (select count(*) from enrollment)::float8 as live`,
  );
  const { steps, live } = rows[0]!;
  if (steps !== profiles * NODES_PER_PROFILE || live !== 0)
    throw new Error(
      `Expected ${profiles * NODES_PER_PROFILE} steps and nobody left inside, found ${steps} and ${live}.`,
    );
}
