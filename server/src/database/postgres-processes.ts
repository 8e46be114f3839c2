import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync, unlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { StartRefusal } from './start-refusal.js';

/**
 * Makes a data directory free to start on: stops a postmaster whose server was killed, and removes a pid file that would
 * keep Postgres down for ever (an empty one, or one that names a process which is no Postgres).
 * A pid file that names a dead process stays: Postgres reads the shared memory segment from it and judges better than we.
 */
export async function clearDataDirectory(pgdata: string, log: (text: string) => void): Promise<void> {
  const pidFile = join(pgdata, 'postmaster.pid');
  const named = existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8').split('\n')[0]) : 0;
  const postmaster = named > 0 && isPostgresOn(named, pgdata) ? named : null;
  if (postmaster) {
    log(`An earlier server left Postgres running (process ${postmaster}); stopping it`);
    await stopPostmaster(postmaster, pgdata);
  }
  // Processes of a postmaster that was killed outright notice it and end by themselves, usually at once.
  if (!(await until(() => processesOn(pgdata).length === 0, 20_000))) {
    throw new StartRefusal(
      `Processes ${processesOn(pgdata).join(', ')} still work on ${pgdata} and did not end. End them, then start again.`,
    );
  }
  if (!existsSync(pidFile)) return;
  const left = readFileSync(pidFile, 'utf8').trim();
  const pid = Number(left.split('\n')[0]);
  if (left === '' || (isAlive(pid) && !isPostgresOn(pid, pgdata))) unlinkSync(pidFile);
}

/** Fast stop: sessions are ended and everything is written. After ten seconds, the stop that recovers on the next start. */
export async function stopPostmaster(pid: number, pgdata: string): Promise<void> {
  const ended = () => !isAlive(pid) || !isPostgresOn(pid, pgdata);
  signal(pid, 'SIGINT');
  if (await until(ended, 10_000)) return;
  signal(pid, 'SIGQUIT');
  if (await until(ended, 5_000)) return;
  signal(pid, 'SIGKILL');
  await until(ended, 5_000);
}

export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended meanwhile, which is what was wanted.
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Whether this pid is a postmaster on this directory, and not a stranger who was given an old number. */
function isPostgresOn(pid: number, pgdata: string): boolean {
  const words = commandLine(pid);
  const at = words.indexOf('-D');
  return words.some((word) => basename(word).startsWith('postgres')) && at > 0 && sameFolder(words[at + 1], pgdata);
}

function commandLine(pid: number): string[] {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
      .trim()
      .split(' ');
  } catch {
    return [];
  }
}

/** Postgres's processes stand in the data directory; that finds the children which the pid file does not name. */
export function processesOn(pgdata: string): number[] {
  if (process.platform !== 'linux') return [];
  const folder = realpathSync(pgdata);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => linkOf(`/proc/${pid}/cwd`) === folder && linkOf(`/proc/${pid}/exe`)?.includes('postgres'))
    .map(Number);
}

function linkOf(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}

function sameFolder(a: string | undefined, b: string): boolean {
  try {
    return a !== undefined && realpathSync(a) === realpathSync(b);
  } catch {
    return false;
  }
}

async function until(holds: () => boolean, milliseconds: number): Promise<boolean> {
  const end = performance.now() + milliseconds;
  while (!holds()) {
    if (performance.now() > end) return false;
    await pause(20);
  }
  return true;
}
