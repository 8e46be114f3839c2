import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as api from '@sojourn/api';
import { type Route, accessApi, enrollmentsApi, journeysApi, workspaceApi } from '@sojourn/api';
import { type TestApp, startApp } from '../../../test/support/app.js';
import { type Console, setUp } from '../../../test/support/console.js';
import { newId, shardOf } from '../store/ids.js';
import { handlersOf } from './routes.js';

const JOURNEY = { format: 1 as const, name: 'Theirs', nodes: [], edges: [] };

/** Bodies that would be accepted, so that the only thing wrong is whose the thing is. */
const BODIES = new Map<Route, unknown>([
  [journeysApi.saveDraft, { journey: JOURNEY, revision: 1 }],
  [journeysApi.publish, { revision: 1, note: '' }],
  [enrollmentsApi.exit, { reason: 'Test' }],
  [workspaceApi.saveTemplate, { name: 'Mine', variants: { en: { subject: 'x', body: 'x' } } }],
  [accessApi.changeRole, { role: 'viewer' }],
] as [Route, unknown][]);

describe('what belongs to another workspace', () => {
  let app: TestApp;
  let mine: Console;
  let theirs: Record<string, string>;

  beforeAll(async () => {
    app = await startApp();
    mine = (await setUp(app)).console;
    // Even who owns both finds each thing at its own workspace only.
    const { key } = await mine.call(workspaceApi.create, { body: { name: 'Elsewhere' } });
    const there = { params: { workspace: key } };
    const { id: journey } = await mine.call(journeysApi.create, { ...there, body: { journey: JOURNEY as never } });
    const { id: template } = await mine.call(workspaceApi.addTemplate, {
      ...there,
      body: { name: 'T', channel: 'email', variants: { en: { subject: 'x', body: 'x' } } },
    });
    const { id: apiKey } = await mine.call(accessApi.addKey, { ...there, body: { name: 'K', scopes: ['read'] } });
    const { id: member } = await mine.call(accessApi.addMember, {
      ...there,
      body: { email: 'x@example.com', name: 'X', role: 'viewer' },
    });
    const [profile, enrollment, operation, mail] = [newId(1), newId(2), newId(3), newId(4)];
    const { rows } = await app.database.pool.query<{ id: number }>('select id from workspace where key = $1', [key]);
    const workspace = rows[0]!.id;
    const insert = (sql: string, ...values: unknown[]) => app.database.pool.query(sql, values);
    await insert(
      `insert into profile (workspace_id, shard, id, stage, stage_since, model_version, played, ordinal) values ($1, $2, $3, 'novice', now(), 1, now(), 1)`,
      workspace,
      shardOf(profile),
      profile,
    );
    await insert(
      `insert into enrollment (workspace_id, shard, profile_id, id, journey_id, version, key, node, step, entered_at, arrived_at, due, entry)
       values ($1, $2, $3, $4, $5, 1, '', 'n1', 1, now(), now(), 'infinity', '{}')`,
      workspace,
      shardOf(profile),
      profile,
      enrollment,
      journey,
    );
    await insert(
      `insert into operation (id, workspace_id, kind, state, created_at, updated_at) values ($1, $2, 'x', 'waiting', now(), now())`,
      operation,
      workspace,
    );
    await insert(
      `insert into mailbox_message (id, workspace_id, delivery_id, key, to_address, from_address, subject, html, text, created_at)
       values ($1, $2, $1, 'k', 't', 'f', 's', 'h', 'x', now())`,
      mail,
      workspace,
    );
    theirs = { journey, template, key: apiKey, member, profile, enrollment, operation, mail, version: '1', node: 'n1' };
  });
  afterAll(() => app?.close());

  it('is not there, for every route that names a thing (S11)', async () => {
    const routes = handlersOf(app.app.nest).flatMap(({ declared }) =>
      declared && 'route' in declared ? [declared.route] : [],
    );
    const naming = routes.filter(({ path }) =>
      /:(journey|template|key|member|profile|enrollment|operation|mail)\b/.test(path),
    );
    expect(naming.length).toBeGreaterThan(20);
    for (const route of naming) {
      const params = Object.fromEntries(
        [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => [name!, theirs[name!] ?? mine.workspace]),
      );
      const answer = await mine.ask(route, {
        params: { ...params, workspace: mine.workspace },
        body: BODIES.get(route),
      });
      expect([route.method, route.path, answer.status]).toEqual([route.method, route.path, 404]);
    }
    const { rows } = await app.database.pool.query<{ name: string }>(
      `select (select name from template) || (select state from journey) || (select state from operation) as name`,
    );
    expect(rows[0]!.name).toBe('Tdraftwaiting');
  });

  it('shows in no list', async () => {
    for (const route of [
      journeysApi.list,
      workspaceApi.templates,
      workspaceApi.operations,
      api.profilesApi.list,
      api.deliveriesApi.mailbox,
    ]) {
      const { body } = await mine.ask(route as Route, { query: {} });
      for (const id of Object.values(theirs)) if (id.length === 36) expect(JSON.stringify(body)).not.toContain(id);
    }
  });
});
