import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { GENERAL_MODEL, usualMeanings } from '@sojourn/lifecycle';
import { GALLERY } from '@sojourn/nodes';
import { type FreshDatabase, freshDatabase } from '../../../test/support/database.js';
import type { Bundle } from '../portable/bundle.js';
import { canonicalJson } from '../portable/canonical.js';
import { everyMeaning } from '../portable/export-bundle.js';
import { standInId } from '../portable/ids.js';
import { Records } from '../store/records.js';
import { INITIAL_SETTINGS, WorkspacesStore } from '../store/workspaces.store.js';
import { openInstallation } from './installation.js';
import { main } from './main.js';

const folder = mkdtempSync(join(tmpdir(), 'sojourn-apply-'));
const { env } = process;
/** Two installations: what is made in one is applied in the other. */
let here: FreshDatabase;
let there: FreshDatabase;

beforeAll(async () => {
  here = await freshDatabase();
  there = await freshDatabase();
  for (const { url } of [here, there]) {
    process.env = { ...env, DATABASE_URL: url, SOJOURN_DATA: folder };
    const { app, close } = await openInstallation(() => undefined);
    await app.get(Records).transaction(async (transaction) => {
      for (const name of ['One', 'Two']) await app.get(WorkspacesStore).create(transaction, { name, at: 0, by: null });
    });
    await close();
  }
});
beforeEach(() => at(here));
afterAll(async () => {
  process.env = env;
  rmSync(folder, { recursive: true });
  await here.drop();
  await there.drop();
});

const at = ({ url }: FreshDatabase) => void (process.env = { ...env, DATABASE_URL: url, SOJOURN_DATA: folder });

async function sojourn(...args: string[]) {
  const said = { out: '', err: '' };
  const out = (text: string) => void (said.out += `${text}\n`);
  const code = await main(args, { out, err: (text) => void (said.err += `${text}\n`), language: 'en' });
  return { code, ...said };
}
const file = (content: unknown, name = 'bundle.json') => {
  writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  return join(folder, name);
};
const apply = (content: unknown, ...args: string[]) => sojourn('apply', file(content), '--workspace', 'one', ...args);
const exported = async (workspace = 'one') => (await sojourn('export', '--workspace', workspace)).out;
const idOf = (text: string) => standInId(0, text);

/** What a workspace may be: the gallery's journeys and letters, another model, other meanings and settings. */
function fullBundle(): Bundle {
  const templates = GALLERY.flatMap((entry) => entry.templates).map(({ key, name, channel, variants }) => ({
    id: idOf(key),
    name: name.en,
    channel,
    variants,
  }));
  return {
    format: 1,
    settings: { zone: 'Europe/Berlin', language: 'en', quietHours: null, topics: INITIAL_SETTINGS.topics },
    meanings: everyMeaning({ ...usualMeanings(), order: ['paid'] }),
    model: GENERAL_MODEL,
    templates: templates.sort((a, b) => (a.name < b.name ? -1 : 1)),
    journeys: GALLERY.map(({ id, draw }) => ({ id: idOf(id), journey: draw('en', idOf) })).sort((a, b) =>
      a.journey.name < b.journey.name ? -1 : 1,
    ),
  };
}
const count = async (text: string) => Number((await here.pool.query<{ n: string }>(text)).rows[0]!.n);

describe('sojourn apply and export', () => {
  it('bring a workspace to what a file says, and write it back byte for byte', async () => {
    const bundle = fullBundle();
    const { code, out } = await apply(bundle);
    expect(code).toBe(0);
    for (const line of [
      'changed   settings',
      'changed   meanings',
      'changed   model Five stages (general)',
      'created   template Welcome',
      'created   journey Onboarding',
    ]) {
      expect(out).toContain(line);
    }
    expect(await exported()).toBe(canonicalJson(bundle));
    expect(await count(`select count(*) as n from operation where kind = 'lifecycle.recompute'`)).toBe(1);
    expect(await count('select count(*) as n from audit_record')).toBe(
      3 + bundle.templates.length + bundle.journeys.length,
    );
  });

  it('change nothing the second time', async () => {
    expect(await apply(fullBundle())).toEqual({ code: 0, out: 'Nothing to change.\n', err: '' });
    expect(await count('select max(revision) as n from journey')).toBe(1);
  });

  it('carry a workspace through a folder into an empty one elsewhere', async () => {
    const dir = join(folder, 'shop');
    await sojourn('export', dir, '--workspace', 'one');
    expect(readdirSync(join(dir, 'journeys')).sort()).toEqual(['onboarding.json', 'retention.json', 'win-back.json']);
    // A journey's file is a journey and nothing else, so that it can be rehearsed.
    expect(JSON.parse(readFileSync(join(dir, 'journeys/onboarding.json'), 'utf8'))).toMatchObject({
      format: 1,
      name: 'Onboarding',
    });
    // A test beside its journey is nothing to apply.
    const beside = file('{"format":1,"name":"Onboarding"}', 'shop/journeys/onboarding.journey-test.json');
    at(there);
    expect((await sojourn('apply', dir, '--workspace', 'one')).code).toBe(0);
    expect(await exported()).toBe(canonicalJson(fullBundle()));
    rmSync(beside);
  });

  it('remove the files of what is gone from a folder, and no others', async () => {
    const dir = join(folder, 'shop');
    file('{}', 'shop/journeys/mine.json');
    const { journeys, ...rest } = fullBundle();
    const renamed = journeys.map(({ id, journey }) => ({
      id,
      journey: { ...journey, name: journey.name === 'Retention' ? '复购' : journey.name },
    }));
    expect((await apply({ ...rest, journeys: renamed })).out).toBe('changed   journey 复购\n');
    await sojourn('export', dir, '--workspace', 'one');
    expect(readdirSync(join(dir, 'journeys')).sort()).toEqual([
      'mine.json',
      'onboarding.json',
      'win-back.json',
      '复购.json',
    ]);
    expect((await apply(fullBundle())).out).toBe('changed   journey Retention\n');
  });

  it('give what belongs to another workspace a stand-in, with its references', async () => {
    const toTwo = () => sojourn('apply', file(fullBundle()), '--workspace', 'two');
    expect((await toTwo()).out).toContain('created   journey Onboarding');
    expect((await toTwo()).out).toBe('Nothing to change.\n');
    const { templates, journeys } = JSON.parse(await exported('two')) as Bundle;
    expect(templates.some(({ id }) => id === idOf('welcome'))).toBe(false);
    const welcome = templates.find(({ name }) => name === 'Welcome')!.id;
    const { nodes } = journeys.find(({ journey }) => journey.name === 'Onboarding')!.journey;
    expect(nodes.find(({ id }) => id === 'welcome')!.settings.template).toBe(welcome);
  });

  it('publish what differs from the live version, once', async () => {
    // The general model has other stages than win-back and retention speak of.
    const { journeys, ...rest } = fullBundle();
    const onboarding = journeys.filter(({ id }) => id === idOf('onboarding'));
    expect((await apply({ ...rest, journeys: onboarding }, '--publish')).out).toBe('published journey Onboarding\n');
    expect((await apply({ ...rest, journeys: onboarding }, '--publish')).out).toBe('Nothing to change.\n');
    expect(await count(`select version as n from journey where state = 'live'`)).toBe(1);
  });

  it('change nothing at all where one part cannot be published', async () => {
    const before = await exported();
    const { templates, ...rest } = fullBundle();
    const newTemplate = { ...templates[0]!, id: idOf('new'), name: 'New' };
    const { code, err } = await apply({ ...rest, templates: [...templates, newTemplate] }, '--publish');
    expect(code).toBe(1);
    expect(err).toMatch(/journeys\.2: node churned, from: .*no stage "growth"/);
    expect(await exported()).toBe(before);
  });

  it('only say what would change, with --check', async () => {
    const before = await exported();
    const { settings } = fullBundle();
    expect(await apply({ format: 1, settings: { ...settings, language: 'zh' } }, '--check')).toMatchObject({
      code: 0,
      out: 'changed   settings\n',
    });
    expect(await exported()).toBe(before);
  });

  it('take a single journey, whose id follows from its file', async () => {
    const journey = GALLERY[0]!.draw('en', idOf);
    const path = file({ ...journey, name: 'Alone' }, 'alone.json');
    expect((await sojourn('apply', path, '--workspace', 'one')).out).toBe('created   journey Alone\n');
    expect((await sojourn('apply', path, '--workspace', 'one')).out).toBe('Nothing to change.\n');
  });

  it.each([
    ['not JSON', '{"format":1,', 'is not JSON'],
    ['an unknown part', { format: 1, coupons: [] }, 'coupons'],
    [
      'a wrong zone',
      { format: 1, settings: { ...fullBundle().settings, zone: 'Mars' } },
      'settings.zone: "Mars" is not a time zone.',
    ],
    ['an unknown meaning', { format: 1, meanings: { dance: ['x'] } }, 'meanings'],
    [
      'a model without its stages',
      { format: 1, model: { ...GENERAL_MODEL, evaluation: ['nowhere'] } },
      'model.evaluation',
    ],
    [
      'an id that is there twice',
      { format: 1, templates: [fullBundle().templates[0], fullBundle().templates[0]] },
      'templates.1.id: This id is there twice.',
    ],
    [
      'a template that does not parse',
      { format: 1, templates: [{ ...fullBundle().templates[0], variants: { en: { subject: '{{ a', body: '' } } }] },
      'templates.0.variants.en.subject: line 1:',
    ],
    [
      'NUL in a template',
      { format: 1, templates: [{ ...fullBundle().templates[0], name: 'a\0b' }] },
      'templates.0.name: This holds a character that cannot be stored',
    ],
    [
      'a journey of the wrong shape',
      {
        format: 1,
        journeys: [
          {
            id: idOf('x'),
            journey: { format: 1, name: 'x', nodes: [{ id: '?', type: 'end', settings: {} }], edges: [] },
          },
        ],
      },
      'journeys.0',
    ],
    [
      'a journey nested 10,000 deep',
      `{"format":1,"journeys":[{"id":"${idOf('x')}","journey":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}]}`,
      'journeys.0',
    ],
  ])('refuse %s, saying where', async (_, content, message) => {
    const { code, err } = await apply(content);
    expect(err).toContain(message);
    expect(code).toBe(1);
  });
});
