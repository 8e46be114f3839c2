import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type FreshDatabase, freshDatabase } from '../../../test/support/database.js';
import { type Program, follow } from '../../../test/support/programs.js';

const root = join(import.meta.dirname, '../../..');

// Each test starts the program several times, from its sources.
jest.setTimeout(90_000);

describe('sojourn start', () => {
  let database: FreshDatabase;
  let dataDir: string;
  let running: Program[];

  beforeEach(async () => {
    database = await freshDatabase();
    dataDir = mkdtempSync(join(tmpdir(), 'sojourn-start-'));
    running = [];
  });
  afterEach(async () => {
    for (const program of running) program.kill('SIGTERM');
    await Promise.all(running.map(({ ended }) => ended));
    rmSync(dataDir, { recursive: true, force: true });
    await database.drop();
  });

  /** From its sources, on a database of its own: nothing is built and no Postgres is started. */
  function launch(env: Record<string, string> = {}, args: string[] = []): Program {
    const own = {
      NODE_OPTIONS: '',
      LANG: 'C',
      SOJOURN_DATA: dataDir,
      DATABASE_URL: database.url,
      PORT: '0',
      LOG_LEVEL: 'warn',
      SOJOURN_ROLE: 'api',
    };
    const hook = join(root, 'server/bin/typescript.js');
    const child = spawn(process.execPath, ['--import', hook, join(root, 'server/bin/dev-server.js'), ...args], {
      cwd: root,
      env: { ...process.env, ...own, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const program = follow(child);
    running.push(program);
    return program;
  }
  const claim = (address: string, token: string) =>
    fetch(new URL('/api/setup', address), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        token,
        name: 'Ada',
        email: 'ada@example.com',
        password: 'correct battery horse',
        workspace: 'Shop',
      }),
    });

  it('prints a link that sets it up once, another one each time, and none afterwards (I1)', async () => {
    const first = launch();
    const old = new URL(await first.says('Set it up (once, within an hour):'));
    first.kill('SIGTERM');
    expect(await first.ended).toBe(0);

    const second = launch();
    const link = new URL(await second.says('Set it up (once, within an hour):'));
    expect(link.searchParams.get('token')).toMatch(/^[\w-]{22}$/);
    expect((await claim(link.origin, old.searchParams.get('token')!)).status).toBe(404);
    expect((await claim(link.origin, link.searchParams.get('token')!)).status).toBe(200);
    expect((await claim(link.origin, link.searchParams.get('token')!)).status).toBe(404);
    second.kill('SIGINT');
    expect(await second.ended).toBe(0);

    const third = launch();
    await third.says('Sojourn is ready:');
    third.kill('SIGTERM');
    await third.ended;
    expect(third.output).not.toContain('setup');
  });

  it('makes the first member from ADMIN_EMAIL and a file, and refuses a weak password', async () => {
    const file = join(dataDir, 'password');
    writeFileSync(file, 'password1234\n');
    const admin = { ADMIN_EMAIL: 'Ada@example.com', ADMIN_PASSWORD_FILE: file };
    const weak = launch(admin);
    expect(await weak.ended).toBe(1);
    expect(weak.output).toContain('ADMIN_PASSWORD_FILE: This is one of the most common passwords.');
    writeFileSync(file, 'correct battery horse\n');
    const program = launch(admin);
    const address = await program.says('Sojourn is ready:');
    const reply = await fetch(new URL('/api/session', address), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'ada@example.com', password: 'correct battery horse' }),
    });
    expect(reply.status).toBe(200);
    expect(program.output).not.toContain('setup');
  });

  it('says in words what is in its way, without a stack', async () => {
    const holder = launch();
    const { port } = new URL(await holder.says('Sojourn is ready:'));
    const cases: [Record<string, string>, RegExp][] = [
      [{ PORT: port }, new RegExp(`Port ${port} of 127\\.0\\.0\\.1 is taken\\.`)],
      [{ HOST: '203.0.113.7' }, /no address 203\.0\.113\.7/],
      [{ SECRET: 'changeme' }, /SECRET is too easy to guess/],
      [{ DATABASE_URL: 'postgres://nobody:no@127.0.0.1:1/none' }, /The database does not answer/],
    ];
    const ended = await Promise.all(
      cases.map(async ([env, words]) => {
        const program = launch(env);
        return { code: await program.ended, output: program.output, words };
      }),
    );
    for (const { code, output, words } of ended) {
      expect(output).toMatch(words);
      expect([code, /^\s+at /m.test(output)]).toEqual([1, false]);
    }
  });

  it('writes no addresses, passwords, keys or cookies into its log (S20)', async () => {
    const program = launch({ LOG_LEVEL: 'debug' });
    const link = new URL(await program.says('Set it up (once, within an hour):'));
    const reply = await claim(link.origin, link.searchParams.get('token')!);
    const { writeKey } = (await reply.json()) as { writeKey: string };
    const cookie = reply.headers.get('set-cookie')!.split(';')[0]!;
    const event = {
      userId: 'canary-user',
      event: 'Canary',
      properties: { email: 'canary@example.com', phone: '13800000000' },
    };
    await fetch(new URL('/v1/track', link), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`,
      },
      body: JSON.stringify(event),
    });
    await fetch(new URL('/api/session?canary-query=1', link), { headers: { cookie } });
    program.kill('SIGTERM');
    await program.ended;
    const log = program.output
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .join('\n');
    expect(log).toContain('/v1/track');
    for (const canary of [
      'ada@example.com',
      'correct battery',
      writeKey,
      cookie.split('=')[1]!,
      'canary',
      '13800000000',
    ]) {
      expect([canary, log.includes(canary)]).toEqual([canary, false]);
    }
    expect(readFileSync(join(dataDir, 'secret'), 'utf8')).toHaveLength(64);
  });
});
