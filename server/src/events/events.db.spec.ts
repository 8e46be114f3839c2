import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Analytics } from '@segment/analytics-node';
import { type IngestionReply, type ProblemReply, accessApi, profilesApi } from '@sojourn/api';
import { type TestApp, startApp } from '../../../test/support/app.js';
import { type Console, setUp } from '../../../test/support/console.js';
import { VirtualClock } from '../store/clock.js';
import { AttributeTypes } from './attribute-types.js';
import { Forgetter } from './forgetter.js';

const NOW = Date.UTC(2026, 4, 1, 12);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const iso = (at: number) => new Date(at).toISOString();

describe('ingestion', () => {
  let app: TestApp;
  let console: Console;
  let key: string;
  const clock = new VirtualClock(NOW);

  beforeAll(async () => {
    app = await startApp({ clock });
    const made = await setUp(app);
    ({ console } = made);
    key = made.writeKey;
  });
  afterAll(() => app?.close());

  interface Answer {
    status: number;
    headers: Headers;
    body: IngestionReply & ProblemReply;
  }
  const basic = (user = key) => ({ authorization: `Basic ${Buffer.from(`${user}:`).toString('base64')}` });
  async function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const raw = typeof body === 'string' || body instanceof Uint8Array;
    const reply = await fetch(`${app.url}/v1/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...basic(), ...headers },
      body: raw ? (body as string) : JSON.stringify(body),
    });
    return { status: reply.status, headers: reply.headers, body: (await reply.json()) as Answer['body'] };
  }
  const rows = async (where: string) =>
    (
      await app.database.pool.query<{
        profile_id: string;
        kind: string;
        name: string;
        occurred_at: Date;
        accepted_at: Date;
        payload: unknown;
        shard: number;
      }>(`select * from inbox where ${where} order by id`)
    ).rows;
  const stored = async () =>
    Number((await app.database.pool.query<{ n: string }>('select count(*) as n from inbox')).rows[0]!.n);

  it('takes what the real Segment client for Node sends', async () => {
    const analytics = new Analytics({ writeKey: key, host: app.url, flushAt: 3 });
    const failures: unknown[] = [];
    analytics.on('error', (error) => failures.push(error));
    analytics.identify({ userId: 'node-1', traits: { email: 'Node@Example.com', name: 'Node' } });
    analytics.track({ userId: 'node-1', event: 'Order Completed', properties: { total: 12.5 } });
    analytics.page({ userId: 'node-1', name: 'Home', properties: { url: 'https://shop.example/' } });
    analytics.screen({ anonymousId: 'phone', name: 'Start' });
    analytics.group({ userId: 'node-1', groupId: 'g-1', traits: { name: 'Club' } });
    analytics.alias({ userId: 'node-1', previousId: 'old' });
    await analytics.closeAndFlush();
    expect(failures).toEqual([]);
    const [identify, track, page, screen, group, alias] = await rows('true');
    expect(identify).toMatchObject({
      kind: 'identify',
      payload: { traits: { email: 'Node@Example.com', name: 'Node' } },
    });
    expect(track).toMatchObject({ kind: 'event', name: 'Order Completed', payload: { properties: { total: 12.5 } } });
    expect(page).toMatchObject({
      name: 'page_viewed',
      payload: { properties: { name: 'Home', url: 'https://shop.example/' } },
    });
    expect(screen).toMatchObject({ name: 'screen_viewed' });
    expect(group).toMatchObject({
      name: 'group',
      payload: { properties: { groupId: 'g-1', traits: { name: 'Club' } } },
    });
    expect(alias).toMatchObject({ name: 'alias', payload: { properties: { previousId: 'old' } } });
    expect(new Set([identify, track, page, group, alias].map((row) => row!.profile_id)).size).toBe(1);
    const { rows: identities } = await app.database.pool.query(
      `select kind, value, profile_id from identity where kind = 'email'`,
    );
    expect(identities).toEqual([{ kind: 'email', value: 'node@example.com', profile_id: identify!.profile_id }]);
  });

  it('takes what browsers send: plain text, the key in the body, one-letter paths, from any page', async () => {
    const event = { writeKey: key, type: 'track', event: 'Viewed', anonymousId: 'browser', messageId: 'b-1' };
    const reply = await post('t', JSON.stringify(event), {
      authorization: '',
      'content-type': 'text/plain',
      origin: 'https://shop.example',
    });
    expect([
      reply.status,
      reply.headers.get('access-control-allow-origin'),
      reply.headers.get('access-control-allow-credentials'),
    ]).toEqual([200, '*', null]);
    const asked = await fetch(`${app.url}/v1/t`, {
      method: 'OPTIONS',
      headers: { origin: 'https://shop.example', 'access-control-request-method': 'POST' },
    });
    expect([asked.status, asked.headers.get('access-control-allow-methods')]).toEqual([204, 'POST']);
  });

  it('reads compressed bodies, and no bombs', async () => {
    const batch = [{ type: 'track', userId: 'zip', event: 'Zipped' }];
    const zip = (text: string) => gzipSync(text);
    expect((await post('batch', zip(JSON.stringify({ batch })), { 'content-encoding': 'gzip' })).body).toMatchObject({
      accepted: 1,
    });
    expect((await post('batch', zip('x'.repeat(40_000_000)), { 'content-encoding': 'gzip' })).status).toBe(413);
    expect((await post('batch', 'no gzip at all', { 'content-encoding': 'gzip' })).status).toBe(400);
    expect((await post('batch', '{}', { 'content-encoding': 'br' })).status).toBe(415);
  });

  it('EVENT-2: counts a message once: within a batch, between requests at once, whoever it is said to be of', async () => {
    const event = (messageId: string) => ({ type: 'track', userId: 'twice', event: 'Twice', messageId });
    expect((await post('batch', { batch: [event('m-1'), event('m-1'), event('m-2')] })).body).toEqual({
      success: true,
      accepted: 2,
      duplicates: 1,
      refused: [],
    });
    const answers = await Promise.all(Array.from({ length: 20 }, () => post('track', event('m-3'))));
    expect(answers.map(({ body }) => body.accepted).reduce((a, b) => a + b)).toBe(1);
    expect(answers.map(({ body }) => body.duplicates).reduce((a, b) => a + b)).toBe(19);
    expect((await post('track', { ...event('m-1'), userId: 'somebody else' })).body).toMatchObject({
      accepted: 0,
      duplicates: 1,
    });
    expect(await rows(`name = 'Twice'`)).toHaveLength(3);
  });

  it('a user wins over a device; a new user inherits the device, unless somebody had it before', async () => {
    const profile = async (ids: { userId?: string; anonymousId?: string }, event: string) => {
      await post('track', { ...ids, event });
      return (await rows(`name = '${event}'`))[0]!.profile_id;
    };
    const visitor = await profile({ anonymousId: 'd-1' }, 'id 1');
    expect(await profile({ userId: 'u-1', anonymousId: 'd-1' }, 'id 2')).toBe(visitor);
    expect(await profile({ userId: 'u-1' }, 'id 3')).toBe(visitor);
    const second = await profile({ userId: 'u-2', anonymousId: 'd-1' }, 'id 4');
    expect(second).not.toBe(visitor);
    expect(await profile({ anonymousId: 'd-1' }, 'id 5')).toBe(visitor);
    const known = await profile({ userId: 'u-3' }, 'id 6');
    expect(await profile({ userId: 'u-3', anonymousId: 'd-3' }, 'id 7')).toBe(known);
    expect(await profile({ anonymousId: 'd-3' }, 'id 8')).toBe(known);
    expect(await profile({ userId: 17 as unknown as string }, 'id 9')).toBe(await profile({ userId: '17' }, 'id 10'));
  });

  it('EVENT-5 takes external ids as names, and refuses an alias of two known users in words', async () => {
    const openid = { context: { externalIds: [{ type: 'openid', id: 'o6' }] } };
    expect((await post('track', { ...openid, event: 'ext 1' })).status).toBe(200);
    expect((await post('track', { ...openid, userId: 'ext-u', event: 'ext 2' })).status).toBe(200);
    const [first, second] = [(await rows(`name = 'ext 1'`))[0]!, (await rows(`name = 'ext 2'`))[0]!];
    expect(second.profile_id).toBe(first.profile_id);
    for (const externalIds of [[{ type: 'userId', id: 'x' }], [{ type: 'a b', id: 'x' }], [{ type: 'x' }], 'x']) {
      const wrong = await post('track', { userId: 'x', event: 'x', context: { externalIds } });
      expect([wrong.status, wrong.body.problems?.[0]?.path]).toEqual([400, 'context.externalIds']);
    }
    await post('track', { userId: 'ext-v', event: 'ext 3' });
    const alias = { userId: 'ext-v', previousId: 'ext-u', messageId: 'two' };
    const refused = await post('alias', alias);
    expect([refused.status, refused.body.title]).toEqual([409, expect.stringMatching(/never merged/)]);
    const batch = await post('batch', { batch: [{ type: 'alias', ...alias }] });
    expect(batch.body).toMatchObject({
      accepted: 0,
      refused: [{ index: 0, problem: expect.stringMatching(/^previousId: /) }],
    });
    expect((await post('alias', { userId: 'ext-v' })).body.problems?.[0]?.path).toBe('previousId');
  });

  it('notes the type of an attribute as it is first seen, keeps what is of another one, and says so', async () => {
    const identify = (traits: object) => post('identify', { userId: 'typed', traits });
    await identify({ level: 3, since: '2026-01-31', nothing: null, email: 'typed@example.com' });
    await app.app.get(AttributeTypes).runOnce();
    await identify({ level: 'three', since: '2026-02-01', nothing: null });
    await identify({ level: 'four' });
    await app.app.get(AttributeTypes).runOnce();
    const attributes = new Map((await console.call(profilesApi.attributes)).map(({ name, ...rest }) => [name, rest]));
    expect(attributes.get('level')).toEqual({ pii: false, type: 'number', conflicts: { text: 2 } });
    expect(attributes.get('since')).toEqual({ pii: false, type: 'date' });
    expect(attributes.get('nothing')).toBeUndefined();
    // A note of its type leaves what is personal as it was.
    expect(attributes.get('email')).toEqual({ pii: true, type: 'text' });
    expect((await rows(`payload->'traits'->>'level' = 'three'`)).length).toBe(1);
  });

  it('finds one profile however many requests bring it into the world at once', async () => {
    const send = (n: number) =>
      post('batch', {
        batch: Array.from({ length: 40 }, (_, i) => ({
          type: 'track',
          userId: `flood-${(i * 7 + n) % 50}`,
          anonymousId: `flood-d-${(i * 3 + n) % 50}`,
          event: 'Flood',
        })),
      });
    const answers = await Promise.all(Array.from({ length: 25 }, (_, n) => send(n)));
    expect(answers.every(({ body }) => body.accepted === 40)).toBe(true);
    const { rows: lost } = await app.database.pool.query(
      `select distinct profile_id from inbox where name = 'Flood' and profile_id not in (select profile_id from identity where kind = 'userId')`,
    );
    expect(lost).toEqual([]);
    const { rows: users } = await app.database.pool.query(
      `select count(*)::int as users, count(distinct profile_id)::int as profiles from identity where value like 'flood-%' and kind = 'userId'`,
    );
    expect(users).toEqual([{ users: 50, profiles: 50 }]);
  });

  it("corrects the sender's clock, takes what is a little ahead as now, and refuses what cannot be", async () => {
    const send = async (name: string, timestamp: string | undefined, sentAt?: string) =>
      (await post('track', { userId: 'time', event: name, timestamp, sentAt })).status;
    const occurred = async (name: string) => (await rows(`name = '${name}'`))[0]?.occurred_at.getTime();
    expect(await send('t none', undefined)).toBe(200);
    expect(await occurred('t none')).toBe(NOW);
    await send('t past', iso(NOW - 3 * DAY));
    expect(await occurred('t past')).toBe(NOW - 3 * DAY);
    await send('t slow clock', iso(NOW - 2 * HOUR), iso(NOW - HOUR));
    expect(await occurred('t slow clock')).toBe(NOW - HOUR);
    await send('t ahead', iso(NOW + 23 * HOUR));
    expect(await occurred('t ahead')).toBe(NOW);
    expect(await send('t edge', iso(NOW + DAY))).toBe(200);
    for (const wrong of [
      iso(NOW + DAY + 1),
      '1969-12-31T23:59:59.999Z',
      '9999-12-31T23:59:59Z',
      '+012345-01-01T00:00:00Z',
      'yesterday',
      '2026-02-31',
    ]) {
      const reply = await post('track', { userId: 'time', event: 't wrong', timestamp: wrong });
      expect([reply.status, reply.body.problems?.[0]?.path]).toEqual([400, 'timestamp']);
    }
    expect(await rows(`name = 't wrong'`)).toEqual([]);
  });

  it('keeps the neighbours of what it refuses, and says which and why', async () => {
    const good = (n: number) => ({ type: 'track', userId: 'neighbour', event: `good ${n}` });
    const deep: unknown = JSON.parse('{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000));
    const batch = `{"batch":[${[
      good(0),
      null,
      { type: 'dance', userId: 'x' },
      { type: 'track', userId: 'x' },
      { type: 'track', event: 'No one' },
      good(1),
      { type: 'track', userId: 'x', event: 'Long', properties: { text: 'x'.repeat(32_000) } },
      { type: 'track', userId: 'x', event: 'Null', properties: { text: 'a\0b' } },
      { type: 'identify', userId: 'x', traits: 'none' },
      { type: 'track', userId: 'x\ud800', event: 'Half' },
      { type: 'track', userId: 'x', event: 'Late', timestamp: '9999-01-01T00:00:00Z' },
      good(2),
    ]
      .map((item) => JSON.stringify(item))
      .join()},{"type":"track","userId":"x","event":"Proto","properties":{"__proto__":{"polluted":1}}},{"type":"track","userId":"x","event":"Deep","properties":${deepText()}}]}`;
    expect(deep).toBeDefined();
    const reply = await post('batch', batch);
    expect(reply.status).toBe(200);
    expect(reply.body.accepted).toBe(3);
    expect(reply.body.refused.map(({ index }) => index)).toEqual([1, 2, 3, 4, 6, 7, 8, 9, 10, 12, 13]);
    expect(reply.body.refused[1]).toEqual({
      index: 2,
      problem: 'type: This must be one of track, identify, page, screen, group, alias.',
    });
    expect((await rows(`name like 'good %'`)).map(({ name }) => name)).toEqual(['good 0', 'good 1', 'good 2']);
    expect(await rows(`name in ('Long', 'Null', 'Late', 'Proto', 'Deep', 'Half')`)).toEqual([]);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it('answers bad requests in words and stores nothing', async () => {
    const before = await stored();
    expect((await post('track', '{"userId":')).status).toBe(400);
    expect((await post('track', '[1]')).status).toBe(400);
    expect((await post('track', deepText())).status).toBe(400);
    expect((await post('batch', { batch: [] })).status).toBe(400);
    expect((await post('batch', { batch: Array.from({ length: 2_501 }, () => ({})) })).status).toBe(400);
    expect((await post('batch', 'x'.repeat(500_001))).status).toBe(413);
    expect((await post('track', 'a=1', { 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(415);
    expect((await post('track', { event: 'x', userId: 'x' }, basic('sj_wrong'))).status).toBe(401);
    expect((await post('track', { event: 'x', userId: 'x' }, { authorization: '' })).status).toBe(401);
    expect(await stored()).toBe(before);
  });

  it('takes nothing with a key that was revoked, or that is for reading', async () => {
    const { id, key: other } = await console.call(accessApi.addKey, { body: { name: 'Till', scopes: ['ingest'] } });
    const { key: reader } = await console.call(accessApi.addKey, { body: { name: 'Reader', scopes: ['read'] } });
    expect((await post('track', { userId: 'x', event: 'x' }, basic(reader))).status).toBe(403);
    await console.call(accessApi.revokeKey, { params: { key: id } });
    expect((await post('track', { userId: 'x', event: 'x' }, basic(other))).status).toBe(401);
  });
});

const deepText = () => '{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000);

describe('a key that sends too much', () => {
  it('is told to wait, and others are not', async () => {
    const app = await startApp({ config: { ingestRate: 10 } });
    try {
      const { writeKey, console } = await setUp(app);
      const { key } = await console.call(accessApi.addKey, { body: { name: 'Other', scopes: ['ingest'] } });
      const send = async (user: string, n: number) =>
        fetch(`${app.url}/v1/batch`, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            authorization: `Basic ${Buffer.from(`${user}:`).toString('base64')}`,
          },
          body: JSON.stringify({
            batch: Array.from({ length: n }, () => ({ type: 'track', userId: 'u', event: 'e' })),
          }),
        });
      expect((await send(writeKey, 100)).status).toBe(200);
      const told = await send(writeKey, 50);
      expect([told.status, Number(told.headers.get('retry-after'))]).toEqual([429, 5]);
      expect((await send(key, 100)).status).toBe(200);
    } finally {
      await app.close();
    }
  });
});

describe('message ids', () => {
  it('EVENT-2: are remembered for seven days to the millisecond, then forgotten', async () => {
    const clock = new VirtualClock(NOW);
    const app = await startApp({ clock });
    try {
      const { writeKey } = await setUp(app);
      const send = async (messageId: string) => {
        const reply = await fetch(`${app.url}/v1/track`, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`,
          },
          body: JSON.stringify({ userId: 'u', event: 'e', messageId }),
        });
        return ((await reply.json()) as IngestionReply).accepted;
      };
      const forget = () => app.app.get(Forgetter).runOnce();
      expect(await send('m')).toBe(1);
      clock.set(NOW + 7 * DAY);
      await forget();
      expect(await send('m')).toBe(0);
      clock.set(NOW + 7 * DAY + 1);
      await forget();
      expect(await send('m')).toBe(1);
      expect(await send('m')).toBe(0);
    } finally {
      await app.close();
    }
  });
});
