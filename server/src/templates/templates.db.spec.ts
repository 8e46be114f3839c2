import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { profilesApi, workspaceApi, type TemplateRefusal } from '@sojourn/api';
import { RunningShop } from '../../../test/support/running-shop.js';

let shop: RunningShop;
beforeAll(async () => {
  shop = await RunningShop.open();
});
afterAll(() => shop?.close());

const variants = {
  en: { subject: 'Hi {{ profile.name }}', body: '<p>Dear {{ profile.name }}, from {{ workspace.name }}</p>' },
  'zh-CN': { subject: '你好 {{ profile.name }}', body: '<p>{{ profile.name }}，您好</p>' },
};
const add = (name = 'Welcome') =>
  shop.console.call(workspaceApi.addTemplate, { body: { name, channel: 'email', variants } });

describe('a template', () => {
  it('gets a new version with new texts, and none with a new name', async () => {
    const made = await add();
    expect(made).toMatchObject({ name: 'Welcome', version: 1, variants });
    const params = { template: made.id };
    expect(
      await shop.console.call(workspaceApi.saveTemplate, { params, body: { name: 'Hello', variants } }),
    ).toMatchObject({ name: 'Hello', version: 1 });
    const shorter = { en: variants.en };
    expect(
      await shop.console.call(workspaceApi.saveTemplate, { params, body: { name: 'Hello', variants: shorter } }),
    ).toMatchObject({ version: 2, variants: shorter });
    const { rows } = await shop.app.database.pool.query(
      'select version, variants from template_version where template_id = $1 order by 1',
      [made.id],
    );
    expect(rows).toEqual([
      { version: 1, variants },
      { version: 2, variants: shorter },
    ]);
    expect((await shop.console.call(workspaceApi.templates)).map(({ name }) => name)).toContain('Hello');
  });

  it('saved by many at once gets one version after another', async () => {
    const made = await add('Busy');
    const saves = Array.from({ length: 6 }, (_, n) =>
      shop.console.call(workspaceApi.saveTemplate, {
        params: { template: made.id },
        body: { name: 'Busy', variants: { en: { subject: `${n}`, body: 'x' } } },
      }),
    );
    await Promise.all(saves);
    expect(await shop.console.call(workspaceApi.template, { params: { template: made.id } })).toMatchObject({
      version: 7,
    });
  });

  it('that does not parse is refused with the place at fault, and nothing is kept', async () => {
    const before = (await shop.console.call(workspaceApi.templates)).length;
    const broken = { en: { subject: 'Hi {{ name', body: '<p>ok</p>\n{% if a %}' }, fr: variants.en };
    const answer = await shop.console.ask(workspaceApi.addTemplate, {
      body: { name: 'Broken', channel: 'email', variants: broken },
    });
    expect(answer.status).toBe(422);
    const { templateProblems } = answer.body as unknown as TemplateRefusal;
    expect(templateProblems.map(({ language, field, line }) => [language, field, line])).toEqual([
      ['en', 'subject', 1],
      ['en', 'body', 2],
    ]);
    expect(templateProblems[0]!.message.zh).not.toBe('');
    expect(answer.body.problems?.map(({ path }) => path)).toEqual(['variants.en.subject', 'variants.en.body']);
    expect(await shop.console.call(workspaceApi.templates)).toHaveLength(before);
    expect(
      (await shop.console.ask(workspaceApi.addTemplate, { body: { name: 'None', channel: 'email', variants: {} } }))
        .status,
    ).toBe(422);
  });

  it('is an audit record each time', async () => {
    const made = await add('Audited');
    await shop.console.call(workspaceApi.saveTemplate, {
      params: { template: made.id },
      body: { name: 'Audited', variants: { en: variants.en } },
    });
    const { rows } = await shop.app.database.pool.query<{ action: string }>(
      `select content ->> 'action' as action from audit_content where content -> 'target' ->> 'id' = $1 order by id`,
      [made.id],
    );
    expect(rows.map(({ action }) => action)).toEqual(['template.create', 'template.save']);
  });
});

describe('a preview', () => {
  it('speaks to a made-up person in the language asked for', async () => {
    const preview = await shop.console.call(workspaceApi.previewTemplate, { body: { variants, language: 'en' } });
    expect(preview).toMatchObject({ language: 'en', subject: 'Hi Ada Wang' });
    expect(preview.html).toContain('Dear Ada Wang, from Shop');
    expect(preview.text).toContain('Dear Ada Wang');
  });

  it('speaks to a chosen profile in its own language, and hides from viewers what they may not see', async () => {
    await shop.ingest({ type: 'identify', userId: 'mei', traits: { name: '梅', locale: 'zh_CN' } });
    await shop.settle();
    const { items } = await shop.console.call(profilesApi.list, { query: { search: 'mei' } });
    const body = { variants, profile: items[0]!.id };
    expect(await shop.console.call(workspaceApi.previewTemplate, { body })).toMatchObject({
      language: 'zh-CN',
      subject: '你好 梅',
    });
    const viewer = await shop.console.invite('viewer');
    expect(await viewer.call(workspaceApi.previewTemplate, { body })).toMatchObject({ subject: '你好 •••' });
  });

  it('of what cannot be rendered says so', async () => {
    const greedy = { en: { subject: 'x', body: '{% for i in (1..100000000) %}{{ i }}{% endfor %}' } };
    const answer = await shop.console.ask(workspaceApi.previewTemplate, { body: { variants: greedy } });
    expect(answer.status).toBe(422);
    expect(answer.body.title).toMatch(/too (much|long)/);
    expect(
      (await shop.console.ask(workspaceApi.previewTemplate, { body: { variants, language: 'fr' } })).body.title,
    ).toBe('This template has no texts in "fr".');
  });
});
