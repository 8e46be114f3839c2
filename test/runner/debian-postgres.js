import { spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { installWithApt } from './apt.js';

/**
 * The system's own Postgres of this version, on a free port, in a folder that goes away with it:
 * the oldest that we promise to work on is tried as operators have it, not as npm brings it.
 */
export async function startDebianPostgres(version) {
  const bin = `/usr/lib/postgresql/${version}/bin`;
  if (!existsSync(join(bin, 'initdb'))) installWithApt(`postgresql-${version}`);
  if (!existsSync(join(bin, 'initdb'))) throw new Error(`no Postgres ${version} in ${bin}`);
  const user = userOf('postgres');
  const folder = mkdtempSync(join(tmpdir(), `sojourn-postgres-${version}-`));
  if (user) chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  const options = { cwd: '/', ...user };
  const made = spawnSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'sojourn', '--auth', 'trust', '--encoding', 'UTF8', '--locale', 'C', '--no-sync'],
    { ...options, encoding: 'utf8' },
  );
  if (made.status !== 0) throw new Error(`initdb of Postgres ${version} failed: ${made.stderr}`);
  const port = await freePort();
  const settings = ['fsync=off', 'listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=200'];
  const args = ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
  const server = spawn(join(bin, 'postgres'), args, { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise((done) => server.once('close', done));
  const stop = async () => {
    server.kill('SIGINT');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  for await (const line of createInterface({ input: server.stderr })) {
    if (line.includes('ready to accept connections')) break;
  }
  server.stderr.resume();
  return { url: `postgres://sojourn@127.0.0.1:${port}/postgres`, stop };
}

/** Postgres refuses root; an ordinary user runs it as itself. */
function userOf(name) {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag) => Number(spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout);
  return { uid: id('-u'), gid: id('-g') };
}

function freePort() {
  return new Promise((found, failed) => {
    const probe = createServer().once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => found(port));
    });
  });
}
