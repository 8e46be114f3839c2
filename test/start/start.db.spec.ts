import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type Program, follow } from '../support/programs.js';

const root = join(import.meta.dirname, '../..');
// A whole start, on a machine that may be busy with other suites of others.
jest.setTimeout(90_000);

let dataDir: string;
let running: Program[];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'sojourn-start-'));
  running = [];
});
afterEach(async () => {
  for (const program of running) program.kill('SIGTERM');
  await Promise.all(running.map(({ ended }) => ended));
  rmSync(dataDir, { recursive: true, force: true });
});

describe('npm start', () => {
  it('serves the editor and the API at the address it prints, and ends in order on SIGTERM', async () => {
    const { program, address } = await start();
    const page = await fetch(address);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<div id="root">');
    // A deep link is the editor's too: it is the browser that knows the pages.
    expect((await fetch(new URL('/journeys/1', address))).status).toBe(200);
    expect((await fetch(new URL('/health', address))).status).toBe(200);
    program.kill('SIGTERM');
    expect(await program.ended).toBe(0);
  });

  it('comes back on the same data after kill -9', async () => {
    for (let round = 0; round < 3; round += 1) {
      const { program, address } = await start();
      expect((await fetch(new URL('/health', address))).status).toBe(200);
      program.kill('SIGKILL');
      await program.ended;
    }
    expect((await fetch(new URL('/health', (await start()).address))).status).toBe(200);
  });

  it('refuses a second server on the same data, in words', async () => {
    const { program } = await start();
    const second = launch();
    expect(await second.ended).toBe(1);
    expect(second.output).toContain(`Another Sojourn (process ${program.pid}) already runs on`);
    expect(second.output).not.toContain('    at ');
  });

  it('names a wrong setting and shows no stack', async () => {
    const program = launch({ PORT: 'three thousand' });
    expect(await program.ended).toBe(1);
    expect(program.output).toContain('PORT');
    expect(program.output).not.toContain('    at ');
  });
});

async function start(): Promise<{ program: Program; address: string }> {
  const program = launch();
  const address = /https?:\/\/[\w.:-]+/.exec(await program.says(/(?=https?:\/\/127\.0\.0\.1:\d+)/))?.[0];
  return { program, address: address ?? '' };
}

function launch(env: Record<string, string> = {}): Program {
  const own = { NODE_OPTIONS: '', SOJOURN_DATA: dataDir, HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'warn' };
  const program = follow(
    spawn(process.execPath, [join(root, 'server/bin/sojourn.js'), 'start'], {
      cwd: root,
      env: { ...process.env, ...own, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  );
  running.push(program);
  return program;
}
