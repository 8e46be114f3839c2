import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as api from '@sojourn/api';
import { type Permission, ROLES, type Role, type Route, accessApi, may } from '@sojourn/api';
import type { FastifyInstance } from 'fastify';
import { type TestApp, startApp } from '../../../test/support/app.js';
import { Console, OWNER, setUp } from '../../../test/support/console.js';
import { type Handler, handlersOf } from './routes.js';

/** Addresses outside the contract, each with its own way to be safe. A new one is added here, on purpose. */
const OPEN = ['GET /*', 'GET /health', 'GET /ready', 'GET /metrics', 'GET /u/:token', 'POST /u/:token'];

/** One streams for ever, the other loads a whole shop: whether they let somebody in is seen from whom they refuse. */
const ENDLESS: Route[] = [api.journeysApi.live, api.workspaceApi.loadSample];

const SOME_ID = '01890000-0000-7000-8000-000000000000';
const PARAMETERS: Record<string, string> = { version: '1', node: 'n1', name: 'plan', token: 'x' };

describe('every route', () => {
  let app: TestApp;
  let owner: Console;
  let stranger: Console;
  let handlers: Handler[];
  const people = new Map<Role, Console>();

  beforeAll(async () => {
    // One key asks some hundred times here.
    app = await startApp({ config: { apiRate: 1_000_000 } });
    owner = (await setUp(app)).console;
    people.set('owner', owner);
    for (const role of ROLES) if (role !== 'owner') people.set(role, await owner.invite(role));
    const elsewhere = await owner.call(api.workspaceApi.create, { body: { name: 'Elsewhere' } });
    stranger = new Console(app, elsewhere.key, owner.cookie);
    stranger = await stranger.invite('admin');
    handlers = handlersOf(app.app.nest);
  });
  afterAll(() => app?.close());

  const contract = (): { route: Route; handler: Handler }[] =>
    handlers.flatMap((handler) =>
      handler.declared && 'route' in handler.declared ? [{ handler, route: handler.declared.route }] : [],
    );
  const pathOf = (path: string, workspace: string) =>
    path.replace(/:(\w+)/g, (_, name: string) => (name === 'workspace' ? workspace : (PARAMETERS[name] ?? SOME_ID)));
  /** Asks without a body that means anything, so that what comes back is the guard's answer or a refusal of the body. */
  const ask = async (method: string, path: string, headers: Record<string, string>): Promise<number> => {
    const writes = method !== 'GET';
    const reply = await fetch(`${app.url}${path}`, {
      method,
      headers: { ...(writes && { 'content-type': 'application/json' }), ...headers },
      ...(writes && { body: '{}' }),
    });
    await reply.body?.cancel();
    return reply.status;
  };
  const as = (who: Console) => ({ cookie: who.cookie, origin: app.url });
  /** It would end the session that asks. */
  const endsTheSession = (route: Route) => route === accessApi.signOut;

  it('is declared, and all that Fastify serves is known', () => {
    expect(handlers.filter(({ declared }) => !declared)).toEqual([]);
    const served = routesOf(app.app.nest.getHttpAdapter().getInstance() as unknown as FastifyInstance);
    const known = handlers.map(({ method, path }) => `${method} ${path}`);
    expect(served.filter((route) => !known.includes(route))).toEqual([]);
    expect(known.length).toBeGreaterThan(40);
    expect(served).toHaveLength(known.length);
    expect(new Set(known).size).toBe(known.length);
  });

  it('outside of the contract is on the list', () => {
    const open = handlers.filter(({ declared, path }) => declared && 'open' in declared && !path.startsWith('/v1/'));
    expect(open.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([...OPEN].sort());
  });

  it('of the contract has one handler, which answers nobody without a session (S11, S12, S19)', async () => {
    let tested = 0;
    await each(contract(), async ({ route, handler }) => {
      expect(`${handler.method} ${handler.path}`).toBe(`${route.method} /api${route.path}`);
      const status = await ask(route.method, pathOf(handler.path, owner.workspace), { origin: app.url });
      if (route.permission === 'open')
        expect([handler.path, status < 500 && status !== 401]).toEqual([handler.path, true]);
      else expect([handler.path, status]).toEqual([handler.path, 401]);
      tested += 1;
    });
    expect(tested).toBe(contract().length);
  });

  it('of a workspace is not there for the members and keys of another (S11)', async () => {
    const { key } = await owner.call(accessApi.addKey, { body: { name: 'Admin', scopes: ['admin'] } });
    await each(contract(), async ({ route, handler }) => {
      if (!route.path.includes(':workspace')) return;
      const path = pathOf(handler.path, owner.workspace);
      expect([handler.path, await ask(route.method, path, as(stranger))]).toEqual([handler.path, 404]);
      const other = pathOf(handler.path, stranger.workspace);
      expect([handler.path, await ask(route.method, other, { authorization: `Bearer ${key}` })]).toEqual([
        handler.path,
        404,
      ]);
      // Not even whether the workspace exists can be told.
      expect([handler.path, await ask(route.method, pathOf(handler.path, 'no-such'), as(stranger))]).toEqual([
        handler.path,
        404,
      ]);
    });
  });

  it('lets exactly those roles in that the permission table names (S12)', async () => {
    await each(contract(), async ({ route, handler }) => {
      if (route.permission === 'open' || route.permission === 'member') return;
      for (const [role, who] of people) {
        if (ENDLESS.includes(route) && may(role, route.permission as Permission)) continue;
        const status = await ask(route.method, pathOf(handler.path, owner.workspace), as(who));
        const allowed = may(role, route.permission as Permission);
        expect([handler.path, role, status === 403]).toEqual([handler.path, role, !allowed]);
        expect([handler.path, role, status]).not.toEqual([handler.path, role, 500]);
      }
    });
  });

  it('that changes something refuses another site, forms, and whoever does not say where it comes from (S17)', async () => {
    await each(contract(), async ({ route, handler }) => {
      if (route.method === 'GET' || endsTheSession(route)) return;
      const path = pathOf(handler.path, owner.workspace);
      const foreign = { cookie: owner.cookie, origin: 'https://evil.example' };
      expect([handler.path, await ask(route.method, path, foreign)]).toEqual([handler.path, 403]);
      expect([handler.path, await ask(route.method, path, { ...foreign, origin: 'null' })]).toEqual([
        handler.path,
        403,
      ]);
      const text = await ask(route.method, path, { ...as(owner), 'content-type': 'text/plain' });
      expect([handler.path, text]).toEqual([handler.path, 415]);
      if (route.permission === 'open') return;
      expect([handler.path, await ask(route.method, path, { cookie: owner.cookie })]).toEqual([handler.path, 403]);
    });
  });

  it('answers no other site with CORS, but ingestion, and that without credentials (I9)', async () => {
    await each(handlers, async ({ method, path }) => {
      if (path.endsWith('/live')) return;
      const reply = await fetch(`${app.url}${pathOf(path, owner.workspace)}`, {
        method,
        headers: { origin: 'https://evil.example' },
      });
      await reply.body?.cancel();
      expect([path, reply.headers.get('access-control-allow-origin')]).toEqual([
        path,
        path.startsWith('/v1/') ? '*' : null,
      ]);
      expect(reply.headers.get('access-control-allow-credentials')).toBeNull();
      expect(reply.headers.get('x-content-type-options')).toBe('nosniff');
    });
  });

  it('of an ingestion key is closed (I7)', async () => {
    const { key } = await owner.call(accessApi.addKey, { body: { name: 'Shop', scopes: ['ingest'] } });
    await each(contract(), async ({ route, handler }) => {
      if (route.permission === 'open') return;
      const status = await ask(route.method, pathOf(handler.path, owner.workspace), { authorization: `Bearer ${key}` });
      expect([handler.path, status]).toEqual([handler.path, 403]);
    });
  });

  it('knows no role above the owner, and the owner can do all', () => {
    for (const permission of Object.keys(api.PERMISSIONS) as Permission[]) expect(may('owner', permission)).toBe(true);
    expect(OWNER.password.length).toBeGreaterThanOrEqual(12);
  });
});

/** Eight at a time: this is many requests, and each of them is about itself. */
async function each<Item>(items: readonly Item[], check: (item: Item) => Promise<void>): Promise<void> {
  const rest = [...items];
  const work = async () => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) await check(item);
  };
  await Promise.all(Array.from({ length: 8 }, work));
}

/** `METHOD /path` of everything registered with Fastify, as its own printout tells. */
function routesOf(server: FastifyInstance): string[] {
  const found: string[] = [];
  const trail: string[] = [];
  for (const line of server.printRoutes({ commonPrefix: false }).split('\n')) {
    const [, lead = '', text = ''] = /^([\s│]*[├└]── )(.*)$/.exec(line) ?? [];
    if (text === '') continue;
    const depth = lead.length / 4 - 1;
    const [, part = '', methods] = /^(.*?)(?: \(([A-Z, ]+)\))?$/.exec(text) ?? [];
    trail.length = depth;
    trail[depth] = part;
    for (const method of methods?.split(', ') ?? []) found.push(`${method} ${trail.join('').replace(/^\*$/, '/*')}`);
  }
  return found;
}
