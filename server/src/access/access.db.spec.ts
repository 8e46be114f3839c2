import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accessApi, workspaceApi } from '@sojourn/api';
import { type TestApp, startApp } from '../../../test/support/app.js';
import { Console, OWNER, setUp } from '../../../test/support/console.js';
import { SetupStore } from '../store/setup.store.js';

describe('a fresh installation', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app?.close());

  it('lets exactly one of twenty claims at once win, and none afterwards (I1, S19)', async () => {
    const nobody = new Console(app, '');
    expect(await nobody.call(accessApi.setupState)).toEqual({ needed: true });
    const token = (await app.app.get(SetupStore).issue(Date.now()))!;
    const claim = (n: number) =>
      new Console(app, '').ask(accessApi.setup, {
        body: { token, name: 'Ada', email: `ada${n}@example.com`, password: OWNER.password, workspace: '我的商店' },
      });
    expect((await nobody.ask(accessApi.setup, { body: { token: 'wrong', ...OWNER, workspace: 'Shop' } })).status).toBe(
      404,
    );
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => claim(n)));
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, ...Array<number>(19).fill(404)]);
    const members = await app.database.pool.query(`select from member`);
    expect(members.rowCount).toBe(1);
    expect((await claim(99)).status).toBe(404);
    expect(await app.app.get(SetupStore).issue(Date.now())).toBeUndefined();
    expect(await nobody.call(accessApi.setupState)).toEqual({ needed: false });
    const won = answers.find(({ status }) => status === 200)!.body;
    expect(won.writeKey).toMatch(/^sj_/);
    expect(won.workspaces).toEqual([
      {
        key: expect.stringMatching(/^w-[0-9a-f]+$/),
        name: '我的商店',
        role: 'owner',
        sample: false,
        zone: 'Asia/Shanghai',
        language: 'zh',
      },
    ]);
  });
});

describe('signing in', () => {
  let app: TestApp;
  let owner: Console;
  beforeAll(async () => {
    app = await startApp();
    owner = (await setUp(app)).console;
  });
  afterAll(() => app?.close());

  it('gives a cookie that scripts cannot read, another one each time', async () => {
    const first = await new Console(app, '').ask(accessApi.signIn, {
      body: { email: 'ADA@example.com', password: OWNER.password },
    });
    expect(first.status).toBe(200);
    expect(first.headers.get('set-cookie')).toMatch(
      /^sojourn_session=[\w-]{43}; Path=\/; Max-Age=604800; HttpOnly; SameSite=Lax$/,
    );
    const planted = new Console(app, '', first.headers.get('set-cookie')!.split(';')[0]);
    const old = planted.cookie;
    await planted.call(accessApi.signIn, { body: { email: OWNER.email, password: OWNER.password } });
    expect(planted.cookie).not.toBe(old);
    expect((await new Console(app, '', old).ask(accessApi.session)).status).toBe(401);
  });

  it('marks the cookie for https only where people come by https', async () => {
    const secure = await startApp({ config: { publicUrl: 'https://sojourn.example' } });
    try {
      const token = (await secure.app.get(SetupStore).issue(Date.now()))!;
      const reply = await fetch(`${secure.url}/api/setup`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: 'https://sojourn.example' },
        body: JSON.stringify({ token, ...OWNER, workspace: 'Shop' }),
      });
      const cookie = reply.headers.get('set-cookie')!;
      expect(cookie).toMatch(
        /^__Host-sojourn_session=[\w-]{43}; Path=\/; Max-Age=604800; HttpOnly; SameSite=Lax; Secure$/,
      );
      const session = await fetch(`${secure.url}/api/session`, { headers: { cookie: cookie.split(';')[0]! } });
      expect([session.status, session.headers.get('strict-transport-security')]).toEqual([200, 'max-age=31536000']);
    } finally {
      await secure.close();
    }
  });

  it('keeps only hashes of sessions and keys', async () => {
    const id = owner.cookie.split('=')[1]!;
    const { rows } = await app.database.pool.query<{ all: string }>(
      `select string_agg(s::text, '') || (select string_agg(k::text, '') from api_key k) as all from session s`,
    );
    expect(rows[0]!.all).not.toContain(id);
    expect(rows[0]!.all).not.toContain(Buffer.from(id).toString('hex'));
  });

  it('says the same for a wrong password and for nobody, and stops after ten tries of an account', async () => {
    const nobody = new Console(app, '');
    const wrong = await nobody.ask(accessApi.signIn, { body: { email: OWNER.email, password: 'not it' } });
    const unknown = await nobody.ask(accessApi.signIn, { body: { email: 'eve@example.com', password: 'not it' } });
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(unknown.body.title).toBe(wrong.body.title);
    const statuses = await Promise.all(
      Array.from(
        { length: 20 },
        async () =>
          (await nobody.ask(accessApi.signIn, { body: { email: 'mallory@example.com', password: 'x' } })).status,
      ),
    );
    expect(statuses.filter((status) => status === 401)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(10);
    const other = await nobody.ask(accessApi.signIn, { body: { email: OWNER.email, password: OWNER.password } });
    expect(other.status).toBe(200);
  });

  it('ends by signing out, and everywhere by a new password', async () => {
    const one = new Console(app, '');
    const two = new Console(app, '');
    for (const each of [one, two])
      await each.call(accessApi.signIn, { body: { email: OWNER.email, password: OWNER.password } });
    const [cookieOne, cookieTwo] = [one.cookie, two.cookie];
    await one.call(accessApi.signOut);
    expect((await new Console(app, '', cookieOne).ask(accessApi.session)).status).toBe(401);
    const weak = await two.ask(accessApi.changePassword, {
      body: { current: OWNER.password, password: 'Password1234' },
    });
    expect([weak.status, weak.body.problems?.[0]?.path]).toEqual([422, 'password']);
    const password = 'another staple horse';
    expect((await two.ask(accessApi.changePassword, { body: { current: 'no', password } })).status).toBe(422);
    await two.call(accessApi.changePassword, { body: { current: OWNER.password, password } });
    expect((await two.ask(accessApi.session)).status).toBe(200);
    expect((await new Console(app, '', cookieTwo).ask(accessApi.session)).status).toBe(401);
    expect((await owner.ask(accessApi.session)).status).toBe(401);
    await owner.call(accessApi.signIn, { body: { email: OWNER.email, password } });
  });

  it('ends by itself after twelve idle hours, and after seven days', async () => {
    const guest = await owner.invite('viewer');
    const age = (column: string, interval: string) =>
      app.database.pool.query(
        `update session set ${column} = ${column} - interval '${interval}' where member_id = (select id from member where email like 'viewer-%')`,
      );
    expect((await guest.ask(accessApi.session)).status).toBe(200);
    await age('seen_at', '11 hours 59 minutes');
    expect((await guest.ask(accessApi.session)).status).toBe(200);
    await age('seen_at', '12 hours 1 minute');
    expect((await guest.ask(accessApi.session)).status).toBe(401);
  });
});

describe('members and keys', () => {
  let app: TestApp;
  let owner: Console;
  beforeAll(async () => {
    app = await startApp();
    owner = (await setUp(app)).console;
  });
  afterAll(() => app?.close());

  it('gives no role above the giver, and keeps an owner', async () => {
    const admin = await owner.invite('admin');
    const members = await owner.call(accessApi.members);
    const ada = members.find(({ name }) => name === 'Ada')!;
    expect(
      (await admin.ask(accessApi.addMember, { body: { email: 'x@example.com', name: 'X', role: 'owner' } })).status,
    ).toBe(403);
    expect((await admin.ask(accessApi.removeMember, { params: { member: ada.id } })).status).toBe(403);
    expect(
      (await owner.ask(accessApi.changeRole, { params: { member: ada.id }, body: { role: 'admin' } })).status,
    ).toBe(409);
    expect((await owner.ask(accessApi.removeMember, { params: { member: ada.id } })).status).toBe(409);
    expect(
      (await owner.ask(accessApi.addMember, { body: { email: ada.email, name: 'Again', role: 'viewer' } })).status,
    ).toBe(409);
  });

  it('takes away a role at once', async () => {
    const operator = await owner.invite('operator');
    expect((await operator.ask(workspaceApi.settings)).status).toBe(200);
    const me = (await operator.call(accessApi.session)).member.id;
    await owner.call(accessApi.removeMember, { params: { member: me } });
    expect((await operator.ask(workspaceApi.settings)).status).toBe(404);
  });

  it('shows a key once, lets it do what its scopes say, and ends it when it is revoked', async () => {
    const { key, id, prefix } = await owner.call(accessApi.addKey, { body: { name: 'Reports', scopes: ['read'] } });
    expect(key.startsWith(prefix)).toBe(true);
    const listed = await owner.call(accessApi.keys);
    expect(JSON.stringify(listed)).not.toContain(key);
    const withKey = async (path: string, method = 'GET', body?: string) =>
      (await new Console(app, '').send(method, path, body, { authorization: `Bearer ${key}` })).status;
    const base = `/api/workspaces/${owner.workspace}`;
    expect(await withKey(`${base}/settings`)).toBe(200);
    expect(await withKey(`${base}/keys`, 'POST', '{"name":"More","scopes":["admin"]}')).toBe(403);
    expect(await withKey('/api/workspaces/another/settings')).toBe(404);
    expect(await withKey('/api/session')).toBe(403);
    await owner.call(accessApi.revokeKey, { params: { key: id } });
    expect(await withKey(`${base}/settings`)).toBe(401);
    const ingest = await owner.call(accessApi.addKey, { body: { name: 'Shop', scopes: ['ingest'] } });
    const answer = await new Console(app, '').send('GET', `${base}/settings`, undefined, {
      authorization: `Bearer ${ingest.key}`,
    });
    expect(answer.status).toBe(403);
  });

  it('saves the settings and tells the engine', async () => {
    const settings = await owner.call(workspaceApi.settings);
    expect(settings.quietHours).toEqual({ from: '21:00', to: '09:00', action: 'defer' });
    expect(settings.topics.map(({ id, byDefault }) => [id, byDefault])).toEqual([
      ['transactional', true],
      ['marketing', false],
    ]);
    const saved = await owner.call(workspaceApi.saveSettings, {
      body: { ...settings, zone: 'Europe/Paris', quietHours: null },
    });
    expect(saved).toEqual({ ...settings, zone: 'Europe/Paris', quietHours: null });
    const { rows } = await app.database.pool.query<{ revision: string }>(`select revision from workspace`);
    expect(rows[0]!.revision).toBe('2');
    const wrong = await owner.ask(workspaceApi.saveSettings, { body: { ...settings, zone: 'Mars/Base' } });
    expect([wrong.status, wrong.body.problems]).toEqual([
      422,
      [{ path: 'zone', message: '"Mars/Base" is not a time zone. Write it like Asia/Shanghai.' }],
    ]);
  });

  it('finds keys and members at their own workspace only, even for who owns both (S11)', async () => {
    const { key: workspace } = await owner.call(workspaceApi.create, { body: { name: 'Elsewhere' } });
    const there = { params: { workspace } };
    const { id: key } = await owner.call(accessApi.addKey, { ...there, body: { name: 'K', scopes: ['read'] } });
    const body = { email: 'elsewhere@example.com', name: 'X', role: 'viewer' as const };
    const { id: member } = await owner.call(accessApi.addMember, { ...there, body });
    const statuses = [
      (await owner.ask(accessApi.revokeKey, { params: { key } })).status,
      (await owner.ask(accessApi.changeRole, { params: { member }, body: { role: 'admin' } })).status,
      (await owner.ask(accessApi.removeMember, { params: { member } })).status,
    ];
    expect(statuses).toEqual([404, 404, 404]);
    await owner.call(accessApi.revokeKey, { params: { workspace, key } });
  });

  it('makes another workspace for an owner only', async () => {
    const viewer = await owner.invite('viewer');
    expect((await viewer.ask(workspaceApi.create, { body: { name: 'Mine' } })).status).toBe(403);
    const { key } = await owner.call(workspaceApi.create, { body: { name: 'Shop' } });
    expect(key).toMatch(/^shop-[0-9a-f]{10}$/);
    expect((await viewer.ask(workspaceApi.settings, { params: { workspace: key } })).status).toBe(404);
  });
});
