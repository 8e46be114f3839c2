import { execFileSync } from 'node:child_process';
import { linkSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartRefusal } from './start-refusal.js';

interface Holder {
  pid: number;
  /** When that process started, in the system's own notation: a pid alone may have been given to another process. */
  since: string;
}

/**
 * One server per data directory. The lock is a file naming its holder; a holder that no longer lives holds nothing,
 * so a server ended by `kill -9` leaves no lock behind. Returns the function that gives the lock back.
 */
export function lockDataDirectory(directory: string): () => void {
  const lock = join(directory, 'server.lock');
  const mine: Holder = { pid: process.pid, since: startOf(process.pid) ?? '' };
  const draft = `${lock}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(mine), { mode: 0o600 });
  try {
    // link() fails when the name exists, and the name appears with its content: no reader sees an empty lock.
    while (!tryLink(draft, lock)) {
      const seen = read(lock);
      if (seen === null) continue;
      const holder = parse(seen);
      if (holder && startOf(holder.pid) === holder.since) {
        throw new StartRefusal(
          `Another Sojourn (process ${holder.pid}) already runs on ${directory}. ` +
            'Stop it first, or give this one a data directory of its own with SOJOURN_DATA.',
        );
      }
      removeStale(lock, seen);
    }
  } finally {
    unlinkSync(draft);
  }
  return () => {
    if (read(lock) === JSON.stringify(mine)) unlinkSync(lock);
  };
}

/** The process that uses a data directory now, if one does. */
export function holderOf(directory: string): number | undefined {
  const holder = parse(read(join(directory, 'server.lock')) ?? '');
  return holder && startOf(holder.pid) === holder.since ? holder.pid : undefined;
}

/** Two servers may find the same stale lock: each takes the file away and looks whether it is the stale one it saw. */
function removeStale(lock: string, seen: string): void {
  const taken = `${lock}.stale.${process.pid}`;
  try {
    renameSync(lock, taken);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (read(taken) !== seen) tryLink(taken, lock);
  unlinkSync(taken);
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function parse(text: string): Holder | null {
  try {
    const holder = JSON.parse(text) as Holder;
    return Number.isInteger(holder.pid) && typeof holder.since === 'string' ? holder : null;
  } catch {
    return null;
  }
}

/** The start of a living process; null when there is none. */
function startOf(pid: number): string | null {
  if (process.platform === 'linux') {
    const stat = read(`/proc/${pid}/stat`);
    // The name in field 2 may hold spaces and brackets: count from the last bracket. Field 22 is the start, 3 the state.
    const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
    return !fields || fields[0] === 'Z' ? null : `${bootId()}:${fields[19]}`;
  }
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null;
  } catch {
    return null;
  }
}

/** Start times count from the boot, so the same pair may come again after one. */
function bootId(): string {
  return read('/proc/sys/kernel/random/boot_id')?.trim() ?? '';
}
