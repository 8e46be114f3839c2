import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accessApi, journeysApi } from '@sojourn/api';
import { aWelcome } from '../../../test/support/a-journey.js';
import { type TestApp, startApp } from '../../../test/support/app.js';
import { type Console, setUp } from '../../../test/support/console.js';
import { LiveStream } from './live-stream.js';

describe('a stream to the console', () => {
  let app: TestApp;
  let owner: Console;
  let path: string;
  beforeAll(async () => {
    app = await startApp();
    app.app.get(LiveStream).heartbeat = 20;
    owner = (await setUp(app)).console;
    const { id } = await owner.call(journeysApi.create, { body: { journey: aWelcome() } });
    path = `/api/workspaces/${owner.workspace}/journeys/${id}/live`;
  });
  afterAll(() => app?.close());

  /** Opens it, and reads until a text came or, without one, until it ends. */
  async function open(headers: Record<string, string>) {
    const stream = await fetch(`${app.url}${path}`, { headers });
    const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    const until = async (part?: string) => {
      while (part === undefined || !text.includes(part)) {
        const { value, done } = await reader.read();
        if (done) return text;
        text += value;
      }
      return text;
    };
    return { until, close: () => reader.cancel() };
  }

  it('shows that it lives', async () => {
    const { until, close } = await open({ cookie: owner.cookie });
    expect(await until('event: heartbeat')).toContain('event: heartbeat');
    await close();
  });

  it('ends with the session of its reader', async () => {
    const reader = await owner.invite('viewer');
    const { until } = await open({ cookie: reader.cookie });
    await until('event: heartbeat');
    await reader.call(accessApi.signOut);
    expect(await until()).toContain('event: heartbeat');
  });

  it('ends when the role of its reader changes', async () => {
    const reader = await owner.invite('operator');
    const { until } = await open({ cookie: reader.cookie });
    await until('event: heartbeat');
    const { member } = await reader.call(accessApi.session);
    await owner.call(accessApi.removeMember, { params: { member: member.id } });
    expect(await until()).toContain('event: heartbeat');
  });

  it('ends with the key it was opened with', async () => {
    const { key, id } = await owner.call(accessApi.addKey, { body: { name: 'reader', scopes: ['read'] } });
    const { until } = await open({ authorization: `Bearer ${key}` });
    await until('event: heartbeat');
    await owner.call(accessApi.revokeKey, { params: { key: id } });
    expect(await until()).toContain('event: heartbeat');
  });
});
