import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { follow } from './programs.js';
import { until } from './until.js';

/**
 * The address of the one Postgres that all specs of a run share. The runner names it in SOJOURN_TEST_POSTGRES; when a
 * spec is run by itself with `npx jest`, the first worker to ask starts one, and it ends with that run of Jest.
 */
export function testPostgres(): Promise<string> {
  address ??= process.env.SOJOURN_TEST_POSTGRES ? Promise.resolve(process.env.SOJOURN_TEST_POSTGRES) : share();
  return address;
}

let address: Promise<string> | undefined;

async function share(): Promise<string> {
  // Jest's workers are children of the run; with one worker the spec runs in that process itself.
  const run = process.send ? process.ppid : process.pid;
  // With its start: the number of a process that ended may come again, and its folder with it.
  const meeting = join(tmpdir(), `sojourn-test-${run}-${startOf(run)}`);
  const note = join(meeting, 'address');
  const draft = `${note}.${process.pid}`;
  try {
    mkdirSync(meeting);
  } catch {
    await until('another worker has started the test Postgres', () => existsSync(note), 60);
    return readFileSync(note, 'utf8');
  }
  const started = await holdTestPostgres(meeting, run);
  writeFileSync(draft, started.url);
  renameSync(draft, note);
  return started.url;
}

/** When a process started, where the system tells (field 22 of its stat, counted after its bracketed name). */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

/** Starts the holder, a process of its own that ends its Postgres when the process `run` is gone. */
export async function holdTestPostgres(folder: string, run: number): Promise<{ url: string; holder: ChildProcess }> {
  const hook = new URL('../../server/bin/typescript.js', import.meta.url).href;
  const program = fileURLToPath(new URL('test-postgres.holder.ts', import.meta.url));
  const holder = spawn(process.execPath, ['--import', hook, program, folder, String(run)], {
    detached: true,
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const url = await follow(holder).says('ready');
  // Nothing of the holder may keep Jest from ending.
  holder.unref();
  for (const stream of [holder.stdout, holder.stderr]) stream?.destroy();
  return { url, holder };
}
