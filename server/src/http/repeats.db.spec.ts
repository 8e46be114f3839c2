import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accessApi } from '@sojourn/api';
import { type TestApp, startApp } from '../../../test/support/app.js';
import { type Console, OWNER, setUp } from '../../../test/support/console.js';
import { AccessSweeper } from '../access/access-sweeper.js';
import { VirtualClock } from '../store/clock.js';

const NOW = Date.UTC(2026, 4, 1);
const HOUR = 3_600_000;

describe('a request with an Idempotency-Key', () => {
  let app: TestApp;
  let owner: Console;
  const clock = new VirtualClock(NOW);
  beforeAll(async () => {
    app = await startApp({ clock });
    owner = (await setUp(app)).console;
  });
  afterAll(() => app?.close());

  const make = (key: string, name: string, by = owner) => {
    const journey = { format: 1, name, nodes: [], edges: [] };
    return by.send<{ id: string; title: string }>(
      'POST',
      `/api/workspaces/${owner.workspace}/journeys`,
      JSON.stringify({ journey }),
      { 'idempotency-key': key },
    );
  };
  const journeys = async () =>
    Number((await app.database.pool.query<{ n: string }>('select count(*) as n from journey')).rows[0]!.n);

  it('is done once, and answered the same again', async () => {
    const first = await make('k-1', 'Win back');
    const again = await make('k-1', 'Win back');
    expect([first.status, again.status, again.body.id]).toEqual([200, 200, first.body.id]);
    expect([first.headers.get('idempotent-replayed'), again.headers.get('idempotent-replayed')]).toEqual([
      null,
      'true',
    ]);
    expect(await journeys()).toBe(1);
  });

  it('is done once, however many come at a time', async () => {
    const before = await journeys();
    const answers = await Promise.all(Array.from({ length: 10 }, () => make('k-2', 'At once')));
    expect(answers.every(({ status }) => status === 200 || status === 409)).toBe(true);
    expect(await journeys()).toBe(before + 1);
  });

  it("is refused when the key was another request's, but not another sender's", async () => {
    expect((await make('k-1', 'Something else')).status).toBe(422);
    const colleague = await owner.invite('operator');
    expect((await make('k-1', 'Theirs', colleague)).status).toBe(200);
    expect((await make('a key with spaces', 'No')).status).toBe(400);
  });

  it('may be tried again after it failed', async () => {
    const failed = await make('k-3', '');
    expect(failed.status).toBe(422);
    expect((await make('k-3', 'Now named')).status).toBe(200);
  });

  it('keeps no secret of its answer', async () => {
    const add = () =>
      owner.send<{ key?: string; title?: string }>(
        'POST',
        `/api/workspaces/${owner.workspace}/keys`,
        '{"name":"Till","scopes":["ingest"]}',
        { 'idempotency-key': 'k-4' },
      );
    const { body } = await add();
    expect(body.key).toMatch(/^sj_/);
    const again = await add();
    expect([again.status, again.body.title]).toEqual([
      409,
      'This was done already. What it answered is shown only once.',
    ]);
    const { rows } = await app.database.pool.query<{ all: string }>(
      'select string_agg(r::text, $1) as all from keyed_request r',
      [' '],
    );
    expect(rows[0]!.all).not.toContain(body.key);
  });

  it('is forgotten after a day', async () => {
    const before = await journeys();
    clock.set(NOW + 24 * HOUR + 1);
    await owner.call(accessApi.signIn, { body: { email: OWNER.email, password: OWNER.password } });
    await app.app.get(AccessSweeper).runOnce();
    expect((await app.database.pool.query('select from keyed_request')).rowCount).toBe(0);
    expect((await make('k-1', 'Win back')).status).toBe(200);
    expect(await journeys()).toBe(before + 1);
  });
});
