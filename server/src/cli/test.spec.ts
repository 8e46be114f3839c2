import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GALLERY } from '@sojourn/nodes';
import type { Language } from '@sojourn/rules';
import { main } from './main.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sojourn-tests-'));
  mkdirSync(join(folder, 'sub/node_modules'), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const JOURNEY = {
  format: 1,
  name: 'A hello',
  nodes: [
    { id: 'signed', type: 'event-trigger', settings: { event: 'signed' } },
    { id: 'hello', type: 'send-email', settings: { template: 'hello', topic: 'news' } },
    { id: 'end', type: 'end', settings: {} },
  ],
  edges: [
    { from: 'signed', port: 'next', to: 'hello' },
    { from: 'hello', port: 'next', to: 'end' },
  ],
};
const TEST = {
  format: 1,
  name: 'Says hello',
  journey: 'hello.json',
  given: { now: '2026-03-02T10:00:00+08:00' },
  script: [{ event: 'signed' }],
  expect: { path: ['signed', 'hello', 'end'] },
};

function file(name: string, content: object | string): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

async function sojourn(args: string[], language: Language = 'en') {
  const said = { out: '', err: '' };
  const say = (where: 'out' | 'err') => (text: string) => void (said[where] += `${text}\n`);
  const code = await main(['test', ...args], { out: say('out'), err: say('err'), language });
  return { code, ...said };
}

describe('sojourn test', () => {
  it('runs the tests under a folder and says how many passed', async () => {
    file('hello.json', JOURNEY);
    const [good, deep] = [
      file('a.journey-test.json', TEST),
      file('sub/b.journey-test.json', { ...TEST, journey: JOURNEY }),
    ];
    file('sub/node_modules/c.journey-test.json', '{}');
    const { code, out, err } = await sojourn([folder]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toBe(`✓ Says hello (${good})\n✓ Says hello (${deep})\n2 passed, 0 failed\n`);
    expect((await sojourn([folder], 'zh')).out).toMatch(/通过 2，失败 0\n$/);
  });

  it('takes files and patterns, each test once', async () => {
    const passed = async (...words: string[]) => {
      const { out } = await sojourn([...words.map((word) => join(folder, word)), '--json']);
      return JSON.parse(out).passed;
    };
    expect(await passed('a.journey-test.json')).toBe(1);
    expect(await passed('*.journey-test.json')).toBe(1);
    expect(await passed('**/*.journey-test.json', 'sub')).toBe(2);
    expect(await passed('sub/?.journey-test.json')).toBe(1);
  });

  it('ends with 1 where a test fails, and shows the difference and the path', async () => {
    const path = file('wrong.journey-test.json', { ...TEST, expect: { path: ['signed', 'end'] } });
    const { code, out } = await sojourn([path]);
    expect(code).toBe(1);
    expect(out).toMatch(/^✗ Says hello \(.*\)\n {4}expect\.path\.1: expected end; came hello\.next @ \+0s/);
    expect(out).toMatch(/the path it took:\n {6}signed\.next @ \+0s/);
    expect(out).toMatch(/0 passed, 1 failed\n$/);
    expect((await sojourn([path], 'zh')).out).toMatch(/expect\.path\.1: 期望 end；实际 hello\.next/);
    const told = JSON.parse((await sojourn([path, '--json'])).out);
    expect(told).toMatchObject({
      passed: 0,
      failed: 1,
      unusable: 0,
      tests: [{ file: path, name: 'Says hello', passed: false, differences: [{ place: 'expect.path.1' }] }],
    });
    rmSync(path);
  });

  it.each<[string, object | string, string, string]>([
    ['what is not JSON', '{"format": 1,}', 'this is not JSON: it goes wrong in line 1, column 14', '第 1 行第 14 列'],
    [
      'a fault in its shape',
      { ...TEST, given: { now: TEST.given.now, events: [{ at: 'then', event: 'a' }] } },
      'given.events.0.at: Write an instant',
      'given.events.0.at: 请填写',
    ],
    ['a journey that is not there', { ...TEST, journey: 'gone.json' }, 'gone.json cannot be read', '无法读取'],
    ['a journey nobody drew', { ...TEST, journey: 'gallery:none' }, 'The gallery has no "none"', '旅程库中没有“none”'],
    [
      'a journey that could not be published',
      { ...TEST, journey: { ...JOURNEY, edges: [] } },
      'journey: node signed, next: Connect',
      '请为分支',
    ],
    ['a model that is not there', { ...TEST, model: 'mine.json' }, 'mine.json cannot be read', '无法读取'],
  ])('ends with 2 at %s, and says where', async (_, content, en, zh) => {
    const path = file('unusable.journey-test.json', content);
    const { code, err, out } = await sojourn([path]);
    expect(code).toBe(2);
    expect(err).toContain(folder);
    expect(err).toContain(en);
    expect(out).toBe('0 passed, 0 failed, 1 could not be used\n');
    const chinese = await sojourn([path], 'zh');
    expect(chinese.err).toContain(zh);
    rmSync(path);
  });

  it('reads what messages say, in the language and with the attributes of the profile', async () => {
    const variants = {
      en: { subject: 'Hello {{ profile.name }}', body: '<p>You came by\n{{ event.way }} to {{ workspace.name }}.</p>' },
      'zh-CN': { subject: '{{ profile.name }}，您好', body: '<p>欢迎</p>' },
    };
    const saying = (words: object, attributes: object, templates: object = { hello: { variants } }) => ({
      ...TEST,
      workspace: { name: 'Tea' },
      templates,
      given: { ...TEST.given, attributes },
      script: [{ event: 'signed', properties: { way: 'bus' } }],
      expect: { sends: [{ node: 'hello', ...words }] },
    });
    const ran = async (content: object) => sojourn([file('words.journey-test.json', content)]);
    const good = { subject: 'Hello Ann', says: ['You came by bus', 'to Tea.'] };
    expect(await ran(saying(good, { name: 'Ann' }))).toMatchObject({ code: 0 });
    file('letter.json', { name: 'A letter', channel: 'email', variants });
    const fromFile = saying({ subject: '安，您好' }, { name: '安', language: 'zh' }, { hello: 'letter.json' });
    expect(await ran(fromFile)).toMatchObject({ code: 0 });

    const wrong = await ran(saying({ subject: 'Hello Bob', says: ['by bus', 'by car'] }, { name: 'Ann' }));
    expect(wrong.code).toBe(1);
    expect(wrong.out).toContain('expect.sends.0.subject: expected "Hello Bob"; came "Hello Ann"');
    expect(wrong.out).toContain('expect.sends.0.says.1: expected "by car"; came "You came by bus to Tea.');
    expect((await ran(saying(good, {}, {}))).out).toContain(
      'expect.sends.0: The template "hello" is not known. Name its file under "templates".',
    );
    const broken = { hello: { variants: { en: { subject: '{% if %}', body: 'x' } } } };
    expect((await ran(saying(good, {}, broken))).out).toContain('could not be rendered: parse_failed');
    expect((await ran(saying(good, {}, { hello: 'gone.json' }))).code).toBe(2);
    rmSync(join(folder, 'words.journey-test.json'));
  });

  it('ends with 2 where there is no test', async () => {
    const { code, err } = await sojourn([join(folder, 'nowhere')]);
    expect(code).toBe(2);
    expect(err).toContain('No journey test is there.');
  });

  it('knows the journeys of the gallery', async () => {
    const tests = GALLERY.map(({ id }) =>
      file(`${id}.journey-test.json`, { ...TEST, model: 'ecommerce', journey: `gallery:${id}`, expect: { path: [] } }),
    );
    expect((await sojourn(tests)).out).toContain(`${tests.length} passed, 0 failed`);
    for (const path of tests) rmSync(path);
  });
});
