import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApp, startApp } from '../../../test/support/app.js';

describe('the server', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app?.close());

  it('answers probes', async () => {
    const health = await fetch(`${app.url}/health`);
    expect(health.status).toBe(200);
    expect(await health.json()).toEqual({ status: 'ok', backlog: 0, latenessMs: 0 });
    expect((await fetch(`${app.url}/ready`)).status).toBe(200);
    expect(await (await fetch(`${app.url}/metrics`)).text()).toContain('sojourn_inbox_backlog 0');
  });

  it('answers unknown addresses with a problem', async () => {
    const reply = await fetch(`${app.url}/api/nothing`);
    expect(reply.status).toBe(404);
    expect(reply.headers.get('content-type')).toContain('application/problem+json');
    expect(await reply.json()).toMatchObject({ status: 404, title: 'There is nothing at this address.' });
  });
});
