import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type FreshDatabase, freshDatabase } from '../../../test/support/database.js';
import { Records } from '../store/records.js';
import { WorkspacesStore } from '../store/workspaces.store.js';
import { openInstallation } from './installation.js';
import { main } from './main.js';

const folder = mkdtempSync(join(tmpdir(), 'sojourn-cli-import-'));
const { env } = process;
let fresh: FreshDatabase;

beforeAll(async () => {
  fresh = await freshDatabase();
  process.env = { ...env, DATABASE_URL: fresh.url, SOJOURN_DATA: folder };
  const { app, close } = await openInstallation(() => undefined);
  const workspaces = app.get(WorkspacesStore);
  await app.get(Records).transaction(async (transaction) => {
    for (const name of ['One', 'Two']) await workspaces.create(transaction, { name, at: 0, by: null });
  });
  await close();
});
afterAll(async () => {
  process.env = env;
  rmSync(folder, { recursive: true });
  await fresh.drop();
});

async function sojourn(...args: string[]) {
  const said = { out: '', err: '' };
  const out = (text: string) => void (said.out += `${text}\n`);
  const code = await main(args, { out, err: (text) => void (said.err += `${text}\n`), language: 'en' });
  return { code, ...said };
}
function file(...lines: string[]): string {
  const path = join(folder, 'rows.csv');
  writeFileSync(path, lines.map((line) => `${line}\n`).join(''));
  return path;
}

describe('sojourn import', () => {
  it('says what came of it, and adds nothing the second time', async () => {
    const rows = file(
      'profile_id,event,occurred_at,amount',
      'u1,order_completed,2026-01-01T00:00Z,5',
      'u2,order_completed,2026-01-02,7',
    );
    expect(await sojourn('import', rows, '--workspace', 'one')).toEqual({
      code: 0,
      out: 'Added 2, known before 0, bad 0; 2 new profiles.\n',
      err: '',
    });
    expect((await sojourn('import', rows, '--workspace', 'one')).out).toContain('was imported completely at');
    expect((await sojourn('import', rows, '--workspace', 'one', '--again')).out).toContain('Added 0, known before 2');
    // Another workspace knows nothing of it.
    expect((await sojourn('import', rows, '--workspace', 'two')).out).toContain('Added 2, known before 0');
    const { rows: operations } = await fresh.pool.query(
      "select detail->>'queued' as queued, state from operation order by created_at",
    );
    expect(operations).toEqual([
      { queued: '2', state: 'done' },
      { queued: '0', state: 'done' },
      { queued: '2', state: 'done' },
    ]);
  });

  it('lists bad rows by line and reason, keeps the others, and its exit code tells', async () => {
    const rows = file('who,when', 'a,2026-01-01', 'b,9999-01-01', ',2026-01-01');
    const rejected = join(folder, 'rejected.txt');
    const args = [
      '--map',
      'profile=who,occurred_at=when',
      '--event',
      'registered',
      '--workspace',
      'one',
      '--rejected',
      rejected,
    ];
    const { code, out, err } = await sojourn('import', rows, ...args);
    expect([code, out]).toEqual([2, 'Added 1, known before 0, bad 2; 1 new profiles.\n']);
    const lines = [
      'line 3: column when: "9999-01-01" is not a date like 2026-11-21T09:30:00+08:00',
      'line 4: column who: is empty',
      '',
    ];
    expect(err).toBe(lines.join('\n'));
    expect(readFileSync(rejected, 'utf8')).toBe(lines.join('\n'));
  });

  it.each([
    [['nowhere.csv'], 'There is no file nowhere.csv.'],
    [[], 'Name one file.'],
    [['FILE', '--kind', 'people'], '--kind is events or profiles.'],
    [['FILE', '--zone', 'Mars/Olympus'], '--zone: "Mars/Olympus" is not a time zone.'],
    [['FILE', '--encoding', 'klingon'], '--encoding: "klingon" is not known.'],
    [['FILE'], 'Say which workspace with --workspace KEY. There are: one, two.'],
    [['FILE', '--workspace', 'three'], 'There is no workspace "three". There are: one, two.'],
    [
      ['FILE', '--workspace', 'one', '--map', 'event=what'],
      '--map event=what: the file has no column "what". It has profile, event, occurred_at.',
    ],
  ])('refuses %j in words', async (args, message) => {
    const rows = file('profile,event,occurred_at');
    const { code, err } = await sojourn('import', ...args.map((arg) => (arg === 'FILE' ? rows : arg)));
    expect(code).toBe(1);
    expect(err).toContain(message);
  });
});
