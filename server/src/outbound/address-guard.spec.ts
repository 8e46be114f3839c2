import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Renderer } from '../rendering/renderer.js';
import { AddressGuard, type Resolve } from './address-guard.js';
import { outgoing } from '../channels/conformance.js';
import { WebhookChannel } from '../channels/webhook/webhook.channel.js';

/** S4: one private address in many spellings, then other private places. `PORT` becomes that of a listener. */
const SPELLINGS = [
  'http://127.0.0.1:PORT/',
  'http://127.1:PORT/',
  'http://127.0.1:PORT/',
  'http://2130706433:PORT/',
  'http://0x7f000001:PORT/',
  'http://0x7f.0.0.1:PORT/',
  'http://0x7f.1:PORT/',
  'http://0177.0.0.1:PORT/',
  'http://017700000001:PORT/',
  'http://0177.0x0.0.01:PORT/',
  'http://１２７.0.0.1:PORT/',
  'http://①②⑦.⓪.⓪.①:PORT/',
  'http://127。0。0。1:PORT/',
  'http://127.0.0.1.:PORT/',
  'http://127.127.127.127:PORT/',
  'http://0:PORT/',
  'http://0.0.0.0:PORT/',
  'http://localhost:PORT/',
  'http://LOCALHOST:PORT/',
  'http://localhost.:PORT/',
  'http://anything.localhost:PORT/',
  'http://[::1]:PORT/',
  'http://[0:0:0:0:0:0:0:1]:PORT/',
  'http://[::]:PORT/',
  'http://[::127.0.0.1]:PORT/',
  'http://[::ffff:127.0.0.1]:PORT/',
  'http://[::ffff:7f00:1]:PORT/',
  'http://[0:0:0:0:0:ffff:127.0.0.1]:PORT/',
  'http://[64:ff9b::7f00:1]:PORT/',
  'http://[2002:7f00:1::]:PORT/',
  'http://%31%32%37.0.0.1:PORT/',
  'http://127.0.0.1:PORT\\@example.com/',
  'http://example.com@127.0.0.1:PORT/',
  'http://169.254.169.254/latest/meta-data/',
  'http://[fd00:ec2::254]/latest/meta-data/',
  'http://100.100.100.200/latest/meta-data/',
  'http://10.0.0.1/',
  'http://172.31.255.255/',
  'http://192.168.1.1/',
  'http://[fe80::1]/',
  'http://255.255.255.255/',
];

const OTHER_SCHEMES = [
  'ftp://example.com/',
  'file:///etc/passwd',
  'gopher://127.0.0.1:6379/_',
  'javascript:alert(1)',
  'data:,x',
  'x',
  '',
];

const never = new AbortController().signal;
const renderer = new Renderer();
const channels: WebhookChannel[] = [];
let port = 0;
let connections = 0;
const listener = net.createServer((socket) => {
  connections += 1;
  socket.destroy();
});

beforeAll(async () => {
  // All interfaces: whatever spelling gets through is seen.
  await new Promise<void>((resolve) => listener.listen(0, resolve));
  port = (listener.address() as AddressInfo).port;
});
afterEach(async () => {
  for (const channel of channels.splice(0)) await channel.close();
});
afterAll(async () => {
  await renderer.close();
  await new Promise((resolve) => listener.close(resolve));
});

async function call(url: string, guard: AddressGuard) {
  const channel = new WebhookChannel({ guard, renderer, timeoutMs: 1_000 });
  channels.push(channel);
  const [result] = await channel.send([outgoing({ content: { url } })], never);
  return result!;
}

describe('S4 the guard of addresses', () => {
  it.each(SPELLINGS)('refuses %s when it is saved and when it is called', async (spelling) => {
    const url = spelling.replace('PORT', String(port));
    const guard = new AddressGuard();
    expect(guard.checkUrl(url)).toBeDefined();
    expect(await call(url, guard)).toMatchObject({
      outcome: 'failed',
      reason: expect.stringMatching(/^(blocked_address|bad_url)$/),
    });
    expect(connections).toBe(0);
  });

  it.each(OTHER_SCHEMES)('refuses %j', async (url) => {
    expect(new AddressGuard().checkUrl(url)?.reason).toBe('bad_url');
    expect(await call(url, new AddressGuard())).toMatchObject({ outcome: 'failed', reason: 'bad_url' });
  });

  it.each([
    'https://example.com/hook',
    'http://8.8.8.8:8080/',
    'https://[2606:4700:4700::1111]/',
    'http://localhost.example.com/',
  ])('has nothing against %s', (url) => expect(new AddressGuard().checkUrl(url)).toBeUndefined());

  it.each([
    [['127.0.0.1']],
    [['10.0.0.7']],
    [['::1']],
    [['::ffff:127.0.0.1']],
    [['fe80::1%eth0']],
    [['93.184.216.34', '127.0.0.1']],
  ])('refuses a name that leads to %j', async (addresses) => {
    const guard = new AddressGuard([], resolving(addresses));
    expect(await call(`http://hook.example.com:${port}/`, guard)).toEqual(
      expect.objectContaining({ outcome: 'failed', reason: 'blocked_address' }),
    );
    expect(connections).toBe(0);
  });

  it('dials what it checked, so that a name which turns private is refused on the next call', async () => {
    // 127.0.0.2 plays the public address: it is allowed, 127.0.0.1 is not.
    const server = http.createServer((_, response) => response.setHeader('Connection', 'close').end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.2', resolve));
    const url = `http://rebind.example.com:${(server.address() as AddressInfo).port}/`;
    const answers = ['127.0.0.2', '127.0.0.1'];
    let asked = 0;
    const guard = new AddressGuard(['127.0.0.2/32'], (host) => resolving([answers[Math.min(asked++, 1)]!])(host));
    expect(await call(url, guard)).toMatchObject({ outcome: 'sent' });
    expect(asked).toBe(1);
    expect(await call(url, guard)).toMatchObject({ outcome: 'failed', reason: 'blocked_address' });
    await new Promise((resolve) => server.close(resolve));
  });

  it('follows no redirect into a private network', async () => {
    const server = http.createServer((_, response) =>
      response.writeHead(302, { Location: `http://127.0.0.1:${port}/` }).end(),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await call(`http://${host}/`, new AddressGuard([host]))).toMatchObject({
      outcome: 'failed',
      reason: 'http_302',
    });
    expect(connections).toBe(0);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});

describe('exceptions for private networks', () => {
  it('are a host with its port, or a network', () => {
    const guard = new AddressGuard(['127.0.0.1:8080', '[::1]:9000', 'crm.intern:80', '10.1.0.0/16', 'fd00::/8']);
    const allowed = (url: string) => guard.checkUrl(url) === undefined;
    expect(
      ['http://127.0.0.1:8080/x', 'http://[::1]:9000/', 'http://10.1.2.3/', 'http://[fd12::1]/'].filter(allowed),
    ).toHaveLength(4);
    expect(
      ['http://127.0.0.1:8081/', 'http://[::1]:9001/', 'http://10.2.0.1/', 'http://[fe80::1]/'].filter(allowed),
    ).toEqual([]);
  });

  it('hold for the addresses that names lead to', async () => {
    const server = http.createServer((_, response) => response.end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const host = `crm.intern:${(server.address() as AddressInfo).port}`;
    const resolve = resolving(['127.0.0.1']);
    expect(await call(`http://${host}/`, new AddressGuard([host], resolve))).toMatchObject({ outcome: 'sent' });
    expect(await call(`http://${host}/`, new AddressGuard(['127.0.0.0/8'], resolve))).toMatchObject({
      outcome: 'sent',
    });
    expect(await call(`http://${host}/`, new AddressGuard(['crm.intern:1'], resolve))).toMatchObject({
      reason: 'blocked_address',
    });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it.each(['localhost', '10.0.0.0/99', 'a b:80', 'http://x:80', '10.0.0.0/', ':80', 'user@host:80', 'host:80/path'])(
    'are refused in words where they are neither: %s',
    (entry) => expect(() => new AddressGuard([entry])).toThrow(/WEBHOOK_ALLOW: .* is neither/),
  );
});

function resolving(addresses: string[]): Resolve {
  return () => Promise.resolve(addresses.map((address) => ({ address, family: net.isIP(address.split('%')[0]!) })));
}
