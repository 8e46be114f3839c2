import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { holderOf } from './data-lock.js';
import { OWNER, pgdataOf } from './postgres-cluster.js';
import { StartRefusal } from './start-refusal.js';

/** The database of the server that runs on this data directory, for commands beside it; undefined where none runs. */
export function runningDatabase(dataDir: string): string | undefined {
  const directory = resolve(dataDir);
  const holder = holderOf(directory);
  if (holder === undefined) return undefined;
  try {
    const password = readFileSync(join(directory, 'postgres.password'), 'utf8').trim();
    // Line 4 is the port Postgres listens on.
    const port = Number(readFileSync(join(pgdataOf(directory), 'postmaster.pid'), 'utf8').split('\n')[3]);
    if (!Number.isInteger(port) || port <= 0) throw new Error('no port');
    return `postgres://${OWNER}:${password}@127.0.0.1:${port}/${OWNER}`;
  } catch {
    throw new StartRefusal(
      `A Sojourn (process ${holder}) runs on ${directory}, and its database cannot be reached: ` +
        'it is still starting, or belongs to another user. Try again in a moment, as the user that started it.',
    );
  }
}
