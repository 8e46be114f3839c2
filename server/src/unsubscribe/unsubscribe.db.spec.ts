import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApp, startApp } from '../../../test/support/app.js';
import { Secret } from '../secret.js';
import { unsubscribeTokens } from './unsubscribe.module.js';

describe('unsubscribing at the real server', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app?.close());

  it('puts a command into the inbox of the profile, once for each click, without a session', async () => {
    const { rows } = await app.database.pool.query<{ id: number }>(WORKSPACE);
    const profileId = randomUUID();
    const token = unsubscribeTokens(app.app.get(Secret)).issue({
      workspaceId: rows[0]!.id,
      profileId,
      channel: 'email',
      topic: 'news',
    });
    const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });
    const reply = await fetch(`${app.url}/u/${token}`, {
      method: 'POST',
      body,
      headers: { origin: 'https://mail.example' },
    });
    expect(reply.status).toBe(200);
    const { rows: commands } = await app.database.pool.query('select kind, payload from inbox where profile_id = $1', [
      profileId,
    ]);
    expect(commands).toEqual([{ kind: 'consent', payload: { channel: 'email', topic: 'news', granted: false } }]);
  });

  it('lets forms in nowhere else', async () => {
    for (const path of ['/api/session', '/v1/track']) {
      for (const body of [new URLSearchParams({ a: '1' }), new FormData()]) {
        const reply = await fetch(`${app.url}${path}`, { method: 'POST', body });
        expect([403, 415]).toContain(reply.status);
      }
    }
  });
});

const WORKSPACE = `insert into workspace (key, name, zone, currency, language, webhook_secret, created_at)
  values ('shop', 'Shop', 'UTC', 'EUR', 'en', 'x', '2026-01-01Z') returning id`;
