import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const PACKAGES = ['rules', 'lifecycle', 'journey', 'nodes', 'api'].map((name) => `packages/${name}`);

/** What stands in the root and decides how everything is built. */
const SHARED = ['.swcrc', 'tsconfig.base.json', 'package-lock.json'];

/**
 * Builds the projects whose sources are not those of their last build, and says so in one line.
 * Nx would find that out too, but takes over a second; looking at sizes and times takes a few milliseconds.
 */
export async function buildStale(root, { editor = true, log = console.error } = {}) {
  const projects = [...PACKAGES, 'server', ...(editor ? ['editor'] : [])];
  if (staleOf(root, projects).length === 0) return;
  const unlock = await lockBuild(root);
  try {
    // Another process may have built it while we waited for the lock.
    const stale = staleOf(root, projects);
    if (stale.length === 0) return;
    const names = stale.map((project) => basename(project));
    log(`Building ${names.join(', ')} …`);
    const begun = performance.now();
    // Taken before the build: a file that changes while it runs makes the next start build again.
    const signatures = stale.map((project) => signature(root, project));
    await nx(root, names);
    stale.forEach((project, at) => writeFileSync(stampFile(root, project), signatures[at]));
    log(`Built in ${((performance.now() - begun) / 1_000).toFixed(1)} s`);
  } finally {
    unlock();
  }
}

function staleOf(root, projects) {
  // An installation without sources (an image, a package) has nothing to build.
  const present = projects.filter((project) => existsSync(join(root, project, 'src')));
  return present.filter((project) => {
    const built = existsSync(join(root, project, 'dist'));
    return !built || read(stampFile(root, project)) !== signature(root, project);
  });
}

function stampFile(root, project) {
  return join(root, 'node_modules', '.cache', 'sojourn', `${basename(project)}.built`);
}

/** Names, sizes and times of all that goes into the build of a project. The editor's bundle contains the packages. */
function signature(root, project) {
  const own = project === 'editor' ? [...PACKAGES, project] : [project];
  const hash = createHash('sha256');
  for (const path of [...own, ...SHARED].map((name) => join(root, name))) add(hash, path);
  return hash.digest('hex');
}

function add(hash, path) {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found || /(^|\.)(dist|node_modules|spec\.tsx?|coverage)$/.test(basename(path))) return;
  if (found.isDirectory()) for (const name of readdirSync(path).sort()) add(hash, join(path, name));
  else hash.update(`${path} ${found.size} ${found.mtimeMs}\n`);
}

async function nx(root, names) {
  const projects = names.map((name) => `@sojourn/${name}`).join(',');
  const args = [join(root, 'node_modules', 'nx', 'dist', 'bin', 'nx.js'), 'run-many', '-t', 'build', '-p', projects];
  const child = spawn(process.execPath, [...args, '--output-style=static'], {
    cwd: root,
    env: { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false', NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text));
  const code = await new Promise((done, failed) => child.once('error', failed).once('close', done));
  if (code === 0) return;
  const failure = new Error(`The build failed:\n\n${said.trim()}`);
  // Shown without a stack: what matters is what the compiler said.
  failure.name = 'StartRefusal';
  throw failure;
}

/** Two builds into one folder would delete each other's files. */
async function lockBuild(root) {
  const lock = join(root, 'node_modules', '.cache', 'sojourn', 'build.lock');
  mkdirSync(dirname(lock), { recursive: true });
  for (;;) {
    try {
      const file = openSync(lock, 'wx');
      writeSync(file, String(process.pid));
      closeSync(file);
      return () => rmSync(lock, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (isOver(Number(read(lock)), lock)) rmSync(lock, { force: true });
      await pause(100);
    }
  }
}

/** A builder that was killed leaves its lock behind; an empty lock is one that is being written. */
function isOver(pid, lock) {
  if (!pid) {
    const found = statSync(lock, { throwIfNoEntry: false });
    return found !== undefined && Date.now() - found.mtimeMs > 5_000;
  }
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
