import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type FreshDatabase, freshDatabase } from '../../../test/support/database.js';
import { Renderer } from '../rendering/renderer.js';
import { parseSender } from '../channels/email/address.js';
import { outgoing } from '../channels/conformance.js';
import { EmailChannel } from '../channels/email/email.channel.js';
import { MailboxMailer } from '../channels/email/mailbox.mailer.js';
import { Database } from './database.js';
import { MailboxStore } from './mailbox.store.js';

const WORKSPACE = `insert into workspace (key, name, zone, currency, language, webhook_secret, created_at)
  values ($1, $1, 'UTC', 'EUR', 'en', 'x', '2026-01-01Z') returning id`;
const never = new AbortController().signal;
const at = Date.UTC(2026, 0, 1);
let fresh: FreshDatabase;
let database: Database;
let mailbox: MailboxStore;
const workspaces: number[] = [];

beforeAll(async () => {
  fresh = await freshDatabase();
  database = Database.open(fresh.url);
  mailbox = new MailboxStore(database);
  for (const key of ['one', 'two']) {
    const { rows } = await fresh.pool.query<{ id: number }>(WORKSPACE, [key]);
    workspaces.push(rows[0]!.id);
  }
});
afterAll(async () => {
  await database.close();
  await fresh.drop();
});

const message = (key: string, changes: object = {}) => ({
  workspaceId: workspaces[0]!,
  deliveryId: '00000000-0000-7000-8000-000000000001',
  key,
  to: 'ann@example.com',
  from: 'Shop <shop@example.com>',
  subject: `About ${key}`,
  html: '<p>"quoted", {braces}, \\ and 中文</p>',
  text: 'line\nline',
  headers: { 'Message-ID': '<1@example.com>', 'X-Quoted': '"a\\b"' },
  at,
  ...changes,
});

describe('the mailbox', () => {
  it('gives back what was put in, to its workspace alone', async () => {
    await mailbox.put([message('first')]);
    const [entry] = await mailbox.list(workspaces[0]!, 10);
    expect(entry).toEqual({
      id: expect.any(String),
      to: 'ann@example.com',
      from: 'Shop <shop@example.com>',
      subject: 'About first',
      at,
    });
    expect(await mailbox.get(workspaces[0]!, entry!.id)).toEqual({ id: entry!.id, ...message('first') });
    expect(await mailbox.get(workspaces[1]!, entry!.id)).toBeUndefined();
    expect(await mailbox.list(workspaces[1]!, 10)).toEqual([]);
  });

  it('keeps one message for a key, however often it comes', async () => {
    await mailbox.put([message('again')]);
    await mailbox.put([message('again', { subject: 'other' }), message('new'), message('new')]);
    const subjects = (await mailbox.list(workspaces[0]!, 10)).map(({ subject }) => subject);
    expect(subjects.filter((subject) => /again|new|other/.test(subject)).toSorted()).toEqual([
      'About again',
      'About new',
    ]);
  });

  it('lists the newest first, page by page, missing none of one instant', async () => {
    await mailbox.clear(workspaces[0]!);
    await mailbox.put(
      Array.from({ length: 25 }, (_, index) => message(`page-${index}`, { at: at + Math.floor(index / 10) })),
    );
    const seen: string[] = [];
    let after: { id: string; at: number } | undefined;
    for (;;) {
      const page = await mailbox.list(workspaces[0]!, 7, after);
      seen.push(...page.map(({ subject }) => subject));
      after = page.at(-1);
      if (page.length < 7) break;
    }
    expect(new Set(seen).size).toBe(25);
    expect(seen[0]).toBe('About page-24');
    expect(seen.at(-1)).toBe('About page-0');
  });

  it('is emptied for one workspace', async () => {
    await mailbox.put([message('theirs', { workspaceId: workspaces[1]! })]);
    expect(await mailbox.clear(workspaces[0]!)).toBe(25);
    expect(await mailbox.list(workspaces[0]!, 10)).toEqual([]);
    expect(await mailbox.list(workspaces[1]!, 10)).toHaveLength(1);
  });

  it('takes whatever a profile brings along, and one message for each key of the channel', async () => {
    const renderer = new Renderer();
    const from = parseSender('Shop <shop@example.com>');
    const channel = new EmailChannel({
      renderer,
      from,
      mailbox: new MailboxMailer(mailbox, 'Shop <shop@example.com>'),
    });
    const workspace = { id: workspaces[0]!, name: 'Shop', sample: true, secret: '' };
    const messages = ['{"a",\\', 'NULL', '', '\0', '\ud800', "'; drop table mailbox_message; --"].map((name, index) => {
      const made = outgoing({ workspace, key: `${name}${index}` });
      return { ...made, profile: { ...made.profile, attributes: { first_name: name } } };
    });
    const results = await channel.send([...messages, ...messages], never);
    expect(new Set(results.map(({ outcome }) => outcome))).toEqual(new Set(['sent']));
    const entries = await mailbox.list(workspaces[0]!, 100);
    expect(entries.map(({ subject }) => subject).toSorted()).toEqual(
      [
        'Hello',
        'Hello',
        "Hello '; drop table mailbox_message; --",
        'Hello NULL',
        'Hello {"a",\\',
        'Hello \ufffd',
      ].toSorted(),
    );
    await channel.close();
    await renderer.close();
  });
});
