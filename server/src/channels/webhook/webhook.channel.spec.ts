import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Renderer } from '../../rendering/renderer.js';
import { AddressGuard } from '../../outbound/address-guard.js';
import type { Outgoing } from '../channel.js';
import { channelConformance, outgoing } from '../conformance.js';
import { isSignedBy } from './signature.js';
import { WebhookChannel, type WebhookOptions } from './webhook.channel.js';

const never = new AbortController().signal;
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

channelConformance('a webhook', async () => {
  const receiver = await listen((request, response) => {
    if (request.url === '/silent') return;
    response.statusCode = { '/accept': 200, '/refuse': 400, '/later': 503 }[request.url!]!;
    response.end('{}');
  });
  const channel = make(receiver, { timeoutMs: 200, concurrency: 8 });
  const bench = closing.splice(0);
  return {
    channel,
    limit: 4,
    silence: 'retry',
    prepare: (message, treatment) => ({ ...message, content: { url: `${receiver.url}/${treatment}` } }),
    keys: () => receiver.got.map(({ headers }) => String(headers['idempotency-key'])),
    arrived: (key) => receiver.wait(({ headers }) => headers['idempotency-key'] === key),
    close: async () => {
      for (const close of bench.toReversed()) await close();
    },
  };
});

describe('a webhook', () => {
  it('posts who, where and why as JSON, signed, under the key of the delivery', async () => {
    const receiver = await answering(200);
    const message = to(receiver, { key: 'run:node:3', attempt: 2 });
    await make(receiver).send([message], never);
    const [{ method, headers, body }] = receiver.got as [Got];
    expect(method).toBe('POST');
    expect(JSON.parse(body)).toEqual({
      delivery: message.deliveryId,
      key: 'run:node:3',
      workspace: { id: 1, name: 'Shop' },
      journey: { id: 'journey-1', name: 'Win back', version: 1, node: 'mail' },
      profile: { id: message.profile.id, email: 'zaphod.canary@example.com', attributes: message.profile.attributes },
      event: { order_id: 'o-1', total: 12.5 },
    });
    expect(headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'idempotency-key': 'run:node:3',
      'sojourn-attempt': '2',
      'user-agent': 'Sojourn-Webhook/1',
    });
    expect(isSignedBy('whsec_test', headers['sojourn-signature'], body, Date.now() / 1_000)).toBe(true);
  });

  it('posts the same body with every try', async () => {
    const receiver = await answering(200);
    const message = to(receiver);
    await make(receiver).send([message, { ...message, attempt: 2, at: message.at + 60_000 }], never);
    expect(receiver.got[0]!.body).toBe(receiver.got[1]!.body);
  });

  it('posts the body the operator wrote, with its variables', async () => {
    const receiver = await answering(200);
    const body = '{"name": "{{ profile.first_name }}", "total": {{ event.total }}, "all": {{ event | json }}}';
    const message = to(receiver, { content: { url: receiver.url, body } });
    message.profile.attributes.first_name = 'Ann "the {{ best }}"\n';
    await make(receiver).send([message], never);
    expect(JSON.parse(receiver.got[0]!.body)).toEqual({
      name: 'Ann "the {{ best }}"\n',
      total: 12.5,
      all: { order_id: 'o-1', total: 12.5 },
    });
  });

  it.each([
    ['{"a": {{ profile.first_name }}}', 'the body is not JSON'],
    ['{"a": {{ x | nope }}}', 'line 1, column 7'],
  ])('does not post a body that does not come out as JSON: %s', async (body, detail) => {
    const receiver = await answering(200);
    const results = await make(receiver).send([to(receiver, { content: { url: receiver.url, body } })], never);
    expect(results).toEqual([expect.objectContaining({ outcome: 'failed', detail })]);
    expect(receiver.got).toEqual([]);
  });

  it.each([
    [200, 'sent'],
    [204, 'sent'],
    [302, 'failed'],
    [400, 'failed'],
    [401, 'failed'],
    [404, 'failed'],
    [408, 'retry'],
    [410, 'failed'],
    [425, 'retry'],
    [429, 'retry'],
    [500, 'retry'],
    [503, 'retry'],
  ])('takes the answer %i as %s', async (status, outcome) => {
    const receiver = await answering(status);
    const [result] = await make(receiver).send([to(receiver)], never);
    expect(result).toMatchObject(outcome === 'sent' ? { outcome } : { outcome, reason: `http_${status}` });
  });

  it.each([
    ['7', 7_000],
    ['999999', 3_600_000],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
    ['soon', undefined],
  ])('waits as asked: Retry-After %s', async (header, retryAfter) => {
    const receiver = await answering(429, { 'Retry-After': header });
    const channel = make(receiver, { now: () => Date.UTC(2026, 0, 1) });
    const [result] = await channel.send([to(receiver)], never);
    expect(result?.retryAfter).toBe(retryAfter);
  });

  it('keeps a small JSON answer and no other', async () => {
    const answers = ['{"coupon":"A\\u0000B"}', 'not json', JSON.stringify({ long: 'x'.repeat(5_000) })];
    const receiver = await listen((_, response) => {
      response.setHeader('Content-Type', 'application/json');
      response.end(answers.shift());
    });
    const channel = make(receiver, { concurrency: 1 });
    const results = await channel.send([to(receiver), to(receiver), to(receiver)], never);
    expect(results.map(({ outcome, response }) => [outcome, response])).toEqual([
      ['sent', { coupon: 'AB' }],
      ['sent', undefined],
      ['sent', undefined],
    ]);
  });

  it('stops reading after a megabyte', async () => {
    let written = 0;
    const receiver = await listen((_, response) => {
      const more = () => {
        if (response.destroyed) return;
        written += 65_536;
        response.write(Buffer.alloc(65_536), more);
      };
      more();
    });
    expect(await make(receiver).send([to(receiver)], never)).toEqual([expect.objectContaining({ outcome: 'sent' })]);
    expect(written).toBeLessThan(16 * 1024 * 1024);
  });

  it('takes a status as the answer even where the body breaks off or never ends', async () => {
    const receiver = await listen((request, response) => {
      response.writeHead(200, { 'Content-Length': '100' });
      response.write('partly', () => request.url === '/reset' && response.destroy());
    });
    const channel = make(receiver, { timeoutMs: 200 });
    const messages = ['/reset', '/endless'].map((path) => to(receiver, { content: { url: receiver.url + path } }));
    expect((await channel.send(messages, never)).map(({ outcome }) => outcome)).toEqual(['sent', 'sent']);
  });

  it('calls once more, at once, only where a kept connection was gone', async () => {
    let calls = 0;
    const receiver = await listen((request, response) => {
      calls += 1;
      if (calls === 2) request.socket.destroy();
      else response.end();
    });
    const channel = make(receiver);
    await channel.send([to(receiver)], never);
    const [second] = await channel.send([to(receiver)], never);
    expect(second).toMatchObject({ outcome: 'sent' });
    expect(calls).toBe(3);
  });

  it('tries again later where nobody listens, or the connection is lost', async () => {
    const gone = await answering(200);
    const channel = make(gone);
    await gone.close();
    expect(await channel.send([to(gone)], never)).toEqual([
      expect.objectContaining({ outcome: 'retry', reason: 'connection_refused' }),
    ]);
    const rude = await listen((request) => request.socket.destroy());
    expect(await make(rude).send([to(rude)], never)).toEqual([
      expect.objectContaining({ outcome: 'retry', reason: 'connection_lost' }),
    ]);
  });

  it('never leaves a sample workspace', async () => {
    const receiver = await answering(200);
    const message = to(receiver, { workspace: { id: 1, name: 'Sample', sample: true, secret: 'x' } });
    expect(await make(receiver).send([message], never)).toEqual([
      { deliveryId: message.deliveryId, outcome: 'failed', reason: 'sample_workspace' },
    ]);
    expect(receiver.got).toEqual([]);
  });

  it('is not sent where there is nothing to sign it with', async () => {
    const receiver = await answering(200);
    const message = to(receiver, { workspace: { id: 1, name: 'Shop', sample: false, secret: '' } });
    expect(await make(receiver).send([message], never)).toMatchObject([{ outcome: 'failed', reason: 'no_secret' }]);
    expect(receiver.got).toEqual([]);
  });

  it('keeps no more calls open than it may, half of them to one receiver', async () => {
    let most = 0;
    const held: http.ServerResponse[] = [];
    const receiver = await listen((_, response) => {
      most = Math.max(most, held.push(response));
      // Whatever else is under way arrives before these are answered.
      if (held.length === 5) setImmediate(() => setImmediate(() => held.splice(0).forEach((one) => one.end())));
    });
    const channel = make(receiver, { concurrency: 10 });
    await channel.send(
      Array.from({ length: 100 }, () => to(receiver)),
      never,
    );
    expect(most).toBe(5);
  });
});

interface Got {
  method: string | undefined;
  headers: http.IncomingHttpHeaders;
  body: string;
}

/** A real receiver on the loopback, which keeps what it got. */
async function listen(handler: http.RequestListener) {
  const got: Got[] = [];
  const waiting: { wanted: (one: Got) => boolean; done: () => void }[] = [];
  const server = http.createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      const one = { method: request.method, headers: request.headers, body };
      got.push(one);
      for (const { wanted, done } of waiting) if (wanted(one)) done();
      handler(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  closing.push(close);
  const { port } = server.address() as AddressInfo;
  const wait = (wanted: (one: Got) => boolean) =>
    new Promise<void>((done) => (got.some(wanted) ? done() : waiting.push({ wanted, done })));
  return { url: `http://127.0.0.1:${port}`, host: `127.0.0.1:${port}`, got, wait, close };
}

type Receiver = Awaited<ReturnType<typeof listen>>;

function answering(status: number, headers: http.OutgoingHttpHeaders = {}): Promise<Receiver> {
  return listen((_, response) => response.writeHead(status, { Location: 'http://169.254.169.254/', ...headers }).end());
}

function make(receiver: Receiver, options: Partial<WebhookOptions> = {}): WebhookChannel {
  const renderer = new Renderer();
  const channel = new WebhookChannel({
    guard: new AddressGuard([receiver.host]),
    renderer,
    ...options,
  });
  closing.push(
    () => renderer.close(),
    () => channel.close(),
  );
  return channel;
}

function to(receiver: Receiver, changes: Partial<Outgoing> = {}): Outgoing {
  return outgoing({ content: { url: receiver.url }, ...changes });
}
