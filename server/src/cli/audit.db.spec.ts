import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type FreshDatabase, freshDatabase } from '../../../test/support/database.js';
import { startApp } from '../../../test/support/app.js';
import { setUp } from '../../../test/support/console.js';
import { main } from './main.js';

describe('sojourn audit verify', () => {
  let database: FreshDatabase;
  const env = { ...process.env };
  beforeAll(async () => {
    database = await freshDatabase();
    const drop = () => Promise.resolve();
    // Closing the server seals what was recorded.
    const server = await startApp({ database: { ...database, drop } });
    await setUp(server);
    await server.close();
    Object.assign(process.env, { DATABASE_URL: database.url, SECRET: '0123456789abcdef0123456789abcdef' });
  });
  afterAll(async () => {
    process.env = env;
    await database?.drop();
  });

  async function verify(...args: string[]): Promise<{ code: number | undefined; text: string }> {
    const lines: string[] = [];
    const say = (line: string) => void lines.push(line);
    const code = await main(['audit', 'verify', ...args], { out: say, err: say, language: 'en' });
    return { code, text: lines.join('\n') };
  }

  it('says that all is sound and where the log ends, and later whether that end is still there', async () => {
    const { code, text } = await verify();
    expect([code, text]).toEqual([
      0,
      expect.stringMatching(/^All 1 records are as they were written\. The end: 1:[0-9a-f]{64}$/),
    ]);
    const head = text.split(' ').at(-1)!;
    expect((await verify('--head', head)).code).toBe(0);
    expect(await verify('--head', head.replace('1:', '7:'))).toEqual({
      code: 1,
      text: 'The first fault is at record 7: The chain ends at 1; the head written down is 7.',
    });
    expect((await verify('--head', 'yesterday')).code).toBe(1);
  });

  it('names the record that was edited', async () => {
    const { rows } = await database.pool.query<{ id: string }>('select id from audit_record');
    const client = await database.pool.connect();
    await client.query('begin; set local session_replication_role = replica');
    await client.query(`update audit_content set content = content || '{"action":"nothing"}'`);
    await client.query('commit');
    client.release();
    const { code, text } = await verify('--json');
    expect([code, JSON.parse(text)]).toEqual([
      1,
      { sound: 0, waiting: 0, fault: { record: rows[0]!.id, number: 1, words: 'The content was edited.' } },
    ]);
  });
});
