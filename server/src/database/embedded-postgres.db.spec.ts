import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { type Program, runTypeScript } from '../../../test/support/programs.js';
import { until } from '../../../test/support/until.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.js';
import { type PostgresBinaries, findBinaries, nobody } from './postgres-binaries.js';
import { processesOn } from './postgres-processes.js';

const quick = { fsync: 'off', shared_buffers: '16MB' };
const folders: string[] = [];
const servers: EmbeddedPostgres[] = [];
const programs: Program[] = [];

afterEach(async () => {
  for (const program of programs.splice(0)) {
    program.kill('SIGKILL');
    await program.ended;
  }
  for (const server of servers.splice(0)) await server.stop();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe('the embedded Postgres', () => {
  it('keeps what was written over a stop and a start', async () => {
    const dataDir = folder();
    const first = await start(dataDir);
    await query(first.url, 'create table kept as select 42 as answer');
    await first.stop();
    const second = await start(dataDir);
    expect(await query(second.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
  });

  it('listens on the loopback only and lets nobody in without the password', async () => {
    const dataDir = folder();
    const { url, port } = await start(dataDir);
    const shown = await query(
      url,
      `select current_setting('listen_addresses') as at, current_setting('TimeZone') as zone`,
    );
    expect(shown).toEqual([{ at: '127.0.0.1', zone: 'UTC' }]);
    await expect(query(`postgres://sojourn:wrong@127.0.0.1:${port}/sojourn`, 'select 1')).rejects.toThrow(/password/);
    await expect(query(`postgres://sojourn@127.0.0.1:${port}/sojourn`, 'select 1')).rejects.toThrow(/password/i);
  });

  it('shows its files to their owner alone', async () => {
    const dataDir = folder();
    await start(dataDir);
    expect(mode(dataDir)).toBe(0o700);
    expect(mode(join(dataDir, 'postgres'))).toBe(0o700);
    expect(mode(join(dataDir, 'postgres.password'))).toBe(0o600);
    expect(readFileSync(join(dataDir, 'postgres.password'), 'utf8')).toHaveLength(43);
  });

  it('comes back on the same port after kill -9, with all that was committed', async () => {
    const server = await start(folder());
    await query(server.url, 'create table kept as select 1 as answer');
    server.kill();
    await server.restart();
    expect(await query(server.url, 'select answer from kept')).toEqual([{ answer: 1 }]);
  });

  it('starts itself again when it is told to keep up', async () => {
    let told: (text: string) => void = () => undefined;
    const noticed = new Promise<string>((resolve) => (told = resolve));
    const server = await start(folder(), { keepUp: true, log: (text) => told(text) });
    const before = server.pid;
    server.kill();
    expect(await noticed).toMatch(/unexpectedly/);
    await server.restart();
    expect(server.pid).not.toBe(before);
    expect(await query(server.url, 'select 1 as up')).toEqual([{ up: 1 }]);
  });

  it('starts over a pid file that names a process which is no Postgres', async () => {
    const dataDir = folder();
    await (await start(dataDir)).stop();
    writeFileSync(join(dataDir, 'postgres', 'postmaster.pid'), `${process.pid}\n${dataDir}/postgres\n1\n5432\n`);
    expect(await query((await start(dataDir)).url, 'select 1 as up')).toEqual([{ up: 1 }]);
  });

  it('starts over an empty pid file', async () => {
    const dataDir = folder();
    await (await start(dataDir)).stop();
    writeFileSync(join(dataDir, 'postgres', 'postmaster.pid'), '');
    expect(await query((await start(dataDir)).url, 'select 1 as up')).toEqual([{ up: 1 }]);
  });

  it('says what to do when its password file is gone', async () => {
    const dataDir = folder();
    await (await start(dataDir)).stop();
    rmSync(join(dataDir, 'postgres.password'));
    await expect(start(dataDir)).rejects.toThrow(/postgres\.password is missing/);
  });

  (process.getuid?.() === 0 ? it : it.skip)('runs as nobody where root may make no user namespace', async () => {
    const dataDir = folder();
    const binaries = forEverybody(await findBinaries());
    const server = await start(dataDir, { runAs: nobody(), binaries });
    expect(statSync(`/proc/${server.pid}`).uid).toBe(nobody().uid);
    await server.stop();
    // Later starts see whose files these are and stay with that user.
    const again = await start(dataDir, { binaries });
    expect(statSync(`/proc/${again.pid}`).uid).toBe(nobody().uid);
  });
});

describe('a server on the embedded Postgres', () => {
  it('killed with -9 leaves a Postgres running, which the next server replaces', async () => {
    const dataDir = folder();
    for (let round = 0; round < 3; round += 1) {
      const { program, postgres } = await hold(dataDir);
      await query(postgres.url, `create table round_${round} as select 1`);
      program.kill('SIGKILL');
      await program.ended;
      expect(isAlive(postgres.pid)).toBe(true);
    }
    const { url } = await start(dataDir);
    const tables = await query(url, `select count(*)::int as n from pg_tables where tablename like 'round_%'`);
    expect(tables).toEqual([{ n: 3 }]);
  });

  it('killed together with its Postgres comes back', async () => {
    const dataDir = folder();
    const { program, postgres } = await hold(dataDir);
    await query(postgres.url, 'create table kept as select 7 as answer');
    program.kill('SIGKILL');
    process.kill(postgres.pid, 'SIGKILL');
    await program.ended;
    expect(await query((await start(dataDir)).url, 'select answer from kept')).toEqual([{ answer: 7 }]);
  });

  it('is refused on a directory that another server uses, and leaves that one alone', async () => {
    const dataDir = folder();
    const { program, postgres } = await hold(dataDir);
    const second = runTypeScript('test/support/hold-postgres.ts', [dataDir]);
    expect(await second.ended).toBe(1);
    expect(second.output).toMatch(`Another Sojourn (process ${program.pid}) already runs on ${dataDir}`);
    expect(await query(postgres.url, 'select 1 as up')).toEqual([{ up: 1 }]);
  });

  it('stops its Postgres on SIGTERM', async () => {
    const dataDir = folder();
    const { program, postgres } = await hold(dataDir);
    program.kill('SIGTERM');
    expect(await program.ended).toBe(0);
    expect(isAlive(postgres.pid)).toBe(false);
    expect(existsSync(join(dataDir, 'server.lock'))).toBe(false);
  });
});

describe('a start that is interrupted', () => {
  it.each([
    ['while the files are made', 'postgres.new'],
    ['while Postgres starts', 'postgres.log'],
  ])('%s leaves no Postgres and no obstacle', async (_, sign) => {
    const dataDir = folder();
    const reached = new Promise<void>((resolve) => {
      const watcher = watch(dataDir, (_event, name) => {
        if (name !== sign) return;
        watcher.close();
        resolve();
      });
    });
    const program = runTypeScript('test/support/hold-postgres.ts', [dataDir]);
    programs.push(program);
    await reached;
    program.kill('SIGTERM');
    expect(await program.ended).toBe(143);
    expect(program.output).not.toContain('ready');
    await until('the last process has ended', () => postgresesUnder(dataDir) === 0);
    expect(await query((await start(dataDir)).url, 'select 1 as up')).toEqual([{ up: 1 }]);
  });
});

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'sojourn-embedded-'));
  folders.push(made);
  return made;
}

/** A copy that every user may run, wherever this repository stands. */
function forEverybody({ initdb, postgres }: PostgresBinaries): PostgresBinaries {
  const copy = folder();
  chmodSync(copy, 0o755);
  cpSync(dirname(dirname(postgres)), copy, { recursive: true, verbatimSymlinks: true });
  return { initdb: join(copy, 'bin', basename(initdb)), postgres: join(copy, 'bin', basename(postgres)) };
}

async function start(dataDir: string, more: Partial<Parameters<typeof startEmbeddedPostgres>[0]> = {}) {
  const server = await startEmbeddedPostgres({ dataDir, settings: quick, ...more });
  servers.push(server);
  return server;
}

async function hold(dataDir: string) {
  const program = runTypeScript('test/support/hold-postgres.ts', [dataDir]);
  programs.push(program);
  return { program, postgres: JSON.parse(await program.says('ready')) as { url: string; pid: number } };
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

function postgresesUnder(dataDir: string): number {
  return ['postgres', 'postgres.new']
    .map((name) => join(dataDir, name))
    .filter((path) => existsSync(path))
    .flatMap((path) => processesOn(path)).length;
}

function mode(path: string): number {
  return statSync(path).mode & 0o777;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
