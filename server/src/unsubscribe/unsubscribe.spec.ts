import { createHmac } from 'node:crypto';
import { Global, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createAdapter } from '../http/adapter.js';
import { Secret } from '../secret.js';
import { ConsentCommands, type Unsubscription } from './consent-commands.js';
import { languageOf } from './unsubscribe-page.js';
import { UnsubscribeTokens, unsubscribeUrl } from './unsubscribe-token.js';
import { UnsubscribeModule, unsubscribeTokens } from './unsubscribe.module.js';

const secret = new Secret(Buffer.from('0123456789abcdef0123456789abcdef'));
const tokens = unsubscribeTokens(secret);
const ann: Unsubscription = { workspaceId: 3, profileId: 'ann', channel: 'email', topic: 'news "<b>"' };

describe('a token', () => {
  it('says again what was put into it', () => {
    expect(tokens.read(tokens.issue(ann))).toEqual(ann);
    expect(tokens.issue(ann)).toMatch(/^[\w-]+\.[\w-]+$/);
    expect(unsubscribeUrl('https://sojourn.example/', 'abc')).toBe('https://sojourn.example/u/abc');
  });

  it('is read only as it was issued', () => {
    const token = tokens.issue(ann);
    const [content = '', signature = ''] = token.split('.');
    const other = Buffer.from(JSON.stringify([4, 'ann', 'email', 'news'])).toString('base64url');
    const forged = [
      `${other}.${signature}`,
      `${content}.${createHmac('sha256', '').update(content).digest('base64url')}`,
      `${content}.${signature.slice(0, -2)}`,
      `${content}.`,
      `${content}`,
      `.${signature}`,
      `${token}.${signature}`,
      '',
      '.',
      'a'.repeat(100_000),
      new UnsubscribeTokens(secret.key('something else')).issue(ann),
    ];
    expect(forged.map((one) => tokens.read(one))).toEqual(forged.map(() => undefined));
  });
});

describe('the page to unsubscribe', () => {
  const done: Unsubscription[] = [];
  let nest: NestFastifyApplication;
  let url: string;

  class Recorded extends ConsentCommands {
    async unsubscribe(unsubscription: Unsubscription): Promise<void> {
      done.push(unsubscription);
    }
  }

  @Global()
  @Module({
    providers: [
      { provide: Secret, useValue: secret },
      { provide: ConsentCommands, useClass: Recorded },
    ],
    exports: [Secret, ConsentCommands],
  })
  class Around {}

  beforeAll(async () => {
    const testing = await Test.createTestingModule({ imports: [Around, UnsubscribeModule] }).compile();
    const adapter = createAdapter({ trustProxy: [], publicUrl: undefined });
    nest = testing.createNestApplication<NestFastifyApplication>(adapter, { bodyParser: false, logger: false });
    await nest.listen(0, '127.0.0.1');
    url = `${await nest.getUrl()}/u/${tokens.issue(ann)}`;
  });
  afterEach(() => void done.splice(0));
  afterAll(() => nest?.close());

  it('asks, and changes nothing however often it is opened', async () => {
    const replies = await Promise.all(Array.from({ length: 100 }, () => fetch(url)));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
    const page = await replies[0]!.text();
    expect(page).toContain('<form method="post">');
    expect(page).toContain('news &#34;&#60;b&#62;&#34;');
    expect(page).not.toContain('<script');
    expect(done).toEqual([]);
  });

  it('allows itself nothing but one style and its own form', async () => {
    const { headers } = await fetch(url);
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/=]+'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
    );
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
  });

  it.each<[string, RequestInit]>([
    ['the button', { headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'null' }, body: '' }],
    ['one click, as a form', { body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) }],
    ['one click, in parts', { body: multipart() }],
    ['nothing', {}],
  ])('acts on a POST with %s', async (_, init) => {
    const reply = await fetch(url, { method: 'POST', ...init });
    expect(reply.status).toBe(200);
    expect(await reply.text()).toContain('Unsubscribed');
    expect(done).toEqual([ann]);
  });

  it('speaks Chinese to those who read it', async () => {
    const headers = { 'accept-language': 'fr, zh-CN;q=0.9, en;q=0.8' };
    expect(await (await fetch(url, { headers })).text()).toContain('确认退订？');
    expect(await (await fetch(url, { headers, method: 'POST' })).text()).toContain('已退订');
  });

  it.each(['GET', 'POST'])('answers a forged link of %s with 404', async (method) => {
    for (const forged of [`${url}x`, `${url.slice(0, -3)}abc`, `${url.slice(0, url.indexOf('/u/'))}/u/x`]) {
      const reply = await fetch(forged, { method });
      expect(reply.status).toBe(404);
      expect(await reply.text()).toContain('This link does not work');
    }
    expect(done).toEqual([]);
  });
});

describe('the language of a browser', () => {
  it.each([
    [undefined, 'en'],
    ['', 'en'],
    ['zh', 'zh'],
    ['zh-Hant-TW,zh;q=0.9', 'zh'],
    ['en-GB,zh;q=0.9', 'en'],
    ['de,fr;q=0.5', 'en'],
    ['en;q=0.1,zh;q=0.2', 'zh'],
    ['zh;q=0,en', 'en'],
    [',;q=,,', 'en'],
  ])('of %j is %s', (header, language) => expect(languageOf(header)).toBe(language));
});

function multipart(): FormData {
  const form = new FormData();
  form.set('List-Unsubscribe', 'One-Click');
  return form;
}
