import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type PostgresBinaries, type RunAs, commandFor } from './postgres-binaries.js';
import { StartRefusal } from './start-refusal.js';

export const OWNER = 'sojourn';

export interface Cluster {
  pgdata: string;
  password: string;
}

/** Called with each process as soon as it runs, so that a signal that comes in the middle can end it. */
export type OnSpawn = (pid: number) => void;

/** The files of the database under `dataDir`: those that are there, or new ones (not `durable` only for tests). */
export async function ensureCluster(
  dataDir: string,
  binaries: PostgresBinaries,
  runAs: RunAs,
  durable: boolean,
  onSpawn: OnSpawn,
): Promise<Cluster> {
  // Another user must be able to pass through to the folder it owns, and to that alone.
  const passing = typeof runAs === 'object' && statSync(dataDir).uid !== runAs.uid;
  chmodSync(dataDir, passing ? 0o711 : 0o700);
  const pgdata = pgdataOf(dataDir);
  const passwordFile = join(dataDir, 'postgres.password');
  if (!existsSync(pgdata)) await create(pgdata, passwordFile, binaries, runAs, durable, onSpawn);
  if (!existsSync(passwordFile)) {
    throw new StartRefusal(
      `${passwordFile} is missing, and without it nobody can sign in to the database beside it. ` +
        'Put the file back from a copy, or move the data directory away to begin anew.',
    );
  }
  checkVersion(pgdata);
  return { pgdata, password: readFileSync(passwordFile, 'utf8').trim() };
}

export function pgdataOf(dataDir: string): string {
  return join(dataDir, 'postgres');
}

/** Built aside and renamed at the end: a start that is interrupted leaves nothing that looks like a database. */
async function create(
  pgdata: string,
  passwordFile: string,
  binaries: PostgresBinaries,
  runAs: RunAs,
  durable: boolean,
  onSpawn: OnSpawn,
): Promise<void> {
  const draft = `${pgdata}.new`;
  const draftPassword = `${passwordFile}.new`;
  rmSync(draft, { recursive: true, force: true });
  rmSync(draftPassword, { force: true });
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(draftPassword, randomBytes(32).toString('base64url'), { mode: 0o600 });
  if (typeof runAs === 'object') for (const path of [draft, draftPassword]) chownSync(path, runAs.uid, runAs.gid);
  const access = ['--username', OWNER, '--pwfile', draftPassword, '--auth', 'scram-sha-256'];
  // The built-in C.UTF-8 sorts the same on every machine, whatever locales its system has.
  const locale = ['--locale', 'C', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'];
  const args = ['--pgdata', draft, ...access, '--encoding', 'UTF8', ...locale, ...(durable ? [] : ['--no-sync'])];
  const command = commandFor(runAs, binaries.initdb, args);
  const child = spawn(command.file, command.args, { ...command.options, stdio: ['ignore', 'pipe', 'pipe'] });
  if (child.pid) onSpawn(child.pid);
  let said = '';
  child.stdout.on('data', (text: Buffer) => (said += text.toString()));
  child.stderr.on('data', (text: Buffer) => (said += text.toString()));
  const code = await new Promise<number | null>((resolve, reject) =>
    child.once('error', reject).once('close', resolve),
  );
  if (code !== 0) throw new StartRefusal(`Postgres could not make its files in ${draft}:\n${said.trim()}`);
  renameSync(draftPassword, passwordFile);
  renameSync(draft, pgdata);
}

function checkVersion(pgdata: string): void {
  const file = join(pgdata, 'PG_VERSION');
  const version = existsSync(file) ? readFileSync(file, 'utf8').trim() : 'nothing';
  if (version === '18') return;
  throw new StartRefusal(
    `${pgdata} was made by Postgres ${version}, and this Sojourn brings Postgres 18. ` +
      'Start it with the Sojourn that made it and export, or dump it with a Postgres of that version.',
  );
}
