import { afterEach, describe, expect, it } from '@jest/globals';
import type { Route } from '@sojourn/api';
import { addressOf, call, Refused, Unreachable } from './client.js';

const read: Route<{ name: string }> = {
  method: 'GET',
  path: '/workspaces/:workspace/things/:thing',
  permission: 'open',
};
const write: Route<void, { on: boolean }> = { method: 'PUT', path: '/switch', permission: 'open' };
const realFetch = globalThis.fetch;
let sent: { path: string; options: RequestInit } | undefined;

function answer(status: number, body: string): void {
  globalThis.fetch = ((path: string, options: RequestInit) => {
    sent = { path, options };
    return Promise.resolve({ ok: status < 400, status, statusText: 'Nope', text: () => Promise.resolve(body) });
  }) as unknown as typeof fetch;
}

describe('a call', () => {
  afterEach(() => {
    globalThis.fetch = realFetch;
  });

  it('puts parameters into the path and leaves out what is not asked', () => {
    expect(addressOf(read, { workspace: 'a b', thing: '7' }, { search: 'x&y', cursor: undefined, empty: '' })).toBe(
      '/api/workspaces/a%20b/things/7?search=x%26y',
    );
  });

  it('reads JSON with the session, and sends none', async () => {
    answer(200, '{"name":"Ada"}');
    await expect(call(read, { params: { workspace: 'w', thing: 't' } })).resolves.toEqual({ name: 'Ada' });
    expect(sent?.options.credentials).toBe('same-origin');
    expect(sent?.options.body).toBeUndefined();
  });

  it('writes JSON', async () => {
    answer(204, '');
    await expect(call(write, { body: { on: true } })).resolves.toBeUndefined();
    expect(sent?.options.body).toBe('{"on":true}');
    expect((sent!.options.headers as Record<string, string>)['Content-Type']).toBe('application/json');
  });

  it('tells a refusal in the words of the server, with its located problems', async () => {
    answer(
      422,
      '{"title":"Not so.","detail":"Mend it.","status":422,"problems":[{"path":"on","message":"yes or no"}]}',
    );
    const error = await call(write).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Refused);
    expect(error).toMatchObject({ status: 422, title: 'Not so.', detail: 'Mend it.' });
    expect((error as Refused).problems).toEqual([{ path: 'on', message: 'yes or no' }]);
  });

  it('takes an answer that is no JSON for what its status says', async () => {
    answer(500, '<html>');
    await expect(call(write)).rejects.toMatchObject({ status: 500, title: 'Nope' });
  });

  it('cannot reach a server that is away, nor one behind a gateway', async () => {
    globalThis.fetch = () => Promise.reject(new TypeError('fetch failed'));
    await expect(call(write)).rejects.toBeInstanceOf(Unreachable);
    answer(502, '');
    await expect(call(write)).rejects.toBeInstanceOf(Unreachable);
  });
});
