import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ProblemReply, accessApi, journeysApi, workspaceApi } from '@sojourn/api';
import { type TestApp, startApp } from '../../../test/support/app.js';
import { type Console, setUp } from '../../../test/support/console.js';

describe('the server', () => {
  let app: TestApp;
  let owner: Console;
  beforeAll(async () => {
    app = await startApp();
    owner = (await setUp(app)).console;
  });
  afterAll(() => app?.close());

  const settings = () => `/api/workspaces/${owner.workspace}/settings`;
  const put = (body: string, headers?: Record<string, string>) =>
    owner.send<ProblemReply>('PUT', settings(), body, headers);

  it('answers probes, and shows numbers to this machine alone', async () => {
    const health = await fetch(`${app.url}/health`);
    expect([health.status, await health.json()]).toEqual([200, { status: 'ok', backlog: 0, latenessMs: 0 }]);
    expect((await fetch(`${app.url}/ready`)).status).toBe(200);
    const metrics = await (await fetch(`${app.url}/metrics`)).text();
    for (const each of ['sojourn_inbox_backlog', 'sojourn_lateness_seconds', 'sojourn_stuck'])
      expect(metrics).toContain(`\n${each} 0\n`);
    const proxied = { 'x-forwarded-for': '203.0.113.9' };
    expect((await fetch(`${app.url}/metrics`, { headers: proxied })).status).toBe(401);
    const { key } = await owner.call(accessApi.addKey, { body: { name: 'Prometheus', scopes: ['read'] } });
    expect(
      (await fetch(`${app.url}/metrics`, { headers: { ...proxied, authorization: `Bearer ${key}` } })).status,
    ).toBe(200);
  });

  it('answers unknown addresses with a problem, and mistaken ones too', async () => {
    for (const path of [
      '/api/nothing',
      '/api',
      '/v1/nothing',
      '/assets/gone.js',
      '/api/workspaces/%00/settings',
      '/api/workspaces/..%2f..%2fetc/settings',
    ]) {
      const reply = await owner.send<ProblemReply>('GET', path);
      expect([path, reply.status]).toEqual([path, 404]);
      expect(reply.headers.get('content-type')).toContain('application/problem+json');
      expect(reply.body).toMatchObject({
        type: 'about:blank',
        title: 'There is nothing at this address.',
        status: 404,
      });
    }
    expect((await owner.ask(journeysApi.get, { params: { journey: "' or 1=1" } })).status).toBe(404);
  });

  it('refuses bodies that cannot be read, by their fault', async () => {
    const deep = (levels: number) => '{"name":'.repeat(levels) + '1' + '}'.repeat(levels);
    const cases: [string, number, RegExp][] = [
      ['{"name":', 400, /not JSON/],
      ['', 400, /JSON object/],
      ['[]', 400, /JSON object/],
      [deep(33), 400, /cannot be accepted/],
      [deep(10_000), 400, /cannot be accepted/],
      ['{"name":"a\\u0000b"}', 400, /cannot be accepted/],
      ['{"name":"\\ud800"}', 400, /cannot be accepted/],
      ['{"__proto__":{"polluted":1}}', 400, /cannot be accepted/],
      ['{"name":"x","role":"owner"}', 400, /does not belong/],
      [JSON.stringify({ name: 'x'.repeat(256_001) }), 413, /too long/],
    ];
    for (const [body, status, title] of cases) {
      const reply = await put(body);
      expect([body.slice(0, 30), reply.status]).toEqual([body.slice(0, 30), status]);
      expect(reply.body.title).toMatch(title);
    }
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
    expect((await put('name=x', { 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(415);
  });

  it('says where a body is not acceptable', async () => {
    const good = await owner.call(workspaceApi.settings);
    const reply = await put(
      JSON.stringify({ ...good, name: '', quietHours: { from: '25:00', to: '09:00', action: 'defer' } }),
    );
    expect([reply.status, reply.body.problems?.map(({ path }) => path)]).toEqual([422, ['name', 'quietHours.from']]);
  });

  it('takes long bodies where journeys are saved, and no others', async () => {
    const long = JSON.stringify({ journey: { name: 'x'.repeat(1_000_000) } });
    const reply = await owner.send<ProblemReply>('POST', `/api/workspaces/${owner.workspace}/journeys`, long);
    expect([400, 422]).toContain(reply.status);
    expect(
      (await owner.send('POST', `/api/workspaces/${owner.workspace}/journeys`, long + ' '.repeat(600_000))).status,
    ).toBe(413);
  });

  it('refuses query parameters that a route does not know', async () => {
    const path = `/api/workspaces/${owner.workspace}/audit`;
    expect((await owner.send('GET', `${path}?cursor=x&sort=name;drop`)).status).toBe(400);
    expect((await owner.send('GET', `${path}?cursor=a&cursor=b`)).status).toBe(400);
    expect((await owner.send('GET', path)).status).toBe(200);
  });

  it('tells nothing of what went wrong inside', async () => {
    await app.database.pool.query('alter table api_key rename to api_key_away');
    try {
      const reply = await owner.ask(accessApi.keys);
      expect(reply.status).toBe(500);
      expect(JSON.stringify(reply.body)).not.toMatch(/api_key|select|at .*\.ts|relation/);
    } finally {
      await app.database.pool.query('alter table api_key_away rename to api_key');
    }
  });

  it('keeps frames, scripts and styles of others out of its pages', async () => {
    const page = await fetch(`${app.url}/journeys/1`);
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(/script-src[^;]*unsafe/.test(policy)).toBe(false);
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
  });

  it("opens no file that is not the editor's", async () => {
    for (const path of [
      '/../package.json',
      '/..%2fpackage.json',
      '/%2e%2e/package.json',
      '/assets/../../package.json',
      '//etc/passwd.txt',
    ]) {
      expect([path, await rawStatus(app.url, path)]).toEqual([path, 404]);
    }
  });
});

describe('a server that closes', () => {
  it('ends the streams that would never end, and lets go of everything', async () => {
    const app = await startApp();
    const { console } = await setUp(app);
    const journey = { format: 1 as const, name: 'J', nodes: [], edges: [] };
    const { id } = await console.call(journeysApi.create, { body: { journey: journey as never } });
    const stream = await fetch(`${app.url}/api/workspaces/${console.workspace}/journeys/${id}/live`, {
      headers: { cookie: console.cookie, accept: 'text/event-stream' },
    });
    expect(stream.headers.get('content-type')).toContain('text/event-stream');
    const ended = stream.text().catch(() => 'broken off');
    const begun = performance.now();
    await app.close();
    await ended;
    expect(performance.now() - begun).toBeLessThan(10_000);
  });
});

/** Asks for a path exactly as written; `fetch` would tidy it up. */
function rawStatus(url: string, path: string): Promise<number> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () =>
      socket.write(`GET ${path} HTTP/1.1\r\nHost: ${hostname}\r\nConnection: close\r\n\r\n`),
    );
    let text = '';
    socket.on('data', (part: Buffer) => (text += part.toString()));
    socket.on('end', () => resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1])));
    socket.on('error', reject);
  });
}
