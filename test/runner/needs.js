import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { buildStale } from '../../server/bin/build.js';
import { installWithApt } from './apt.js';
import { startDebianPostgres } from './debian-postgres.js';

/** What a suite may need. Each answers the environment its specs get, or throws with the reason why it is missing. */
const NEEDS = { postgres, build, chromium, redis, data };

const provided = new Map();
const endings = [];

/** Provides each need once for the whole run. */
export async function provide(root, needs) {
  const env = {};
  for (const need of needs) {
    if (!provided.has(need))
      provided.set(
        need,
        NEEDS[need](root).catch((error) => ({ missing: error.message })),
      );
    const result = await provided.get(need);
    if (result.missing) return { env, missing: result.missing };
    Object.assign(env, result);
  }
  return { env };
}

export async function endNeeds() {
  for (const end of endings.splice(0)) await end();
}

/** Instead of the Postgres that comes with npm, all suites of this run get the system's own of this version. */
export function useDebianPostgres(version) {
  NEEDS.postgres = async () => {
    const { url, stop } = await startDebianPostgres(version);
    endings.push(stop);
    return { SOJOURN_TEST_POSTGRES: url };
  };
}

/** One Postgres for all suites, unless the caller brings an address of its own. */
async function postgres(root) {
  if (process.env.SOJOURN_TEST_POSTGRES) return { SOJOURN_TEST_POSTGRES: process.env.SOJOURN_TEST_POSTGRES };
  const folder = mkdtempSync(join(tmpdir(), 'sojourn-tests-'));
  const hook = pathToFileURL(join(root, 'server', 'bin', 'typescript.js')).href;
  const program = join(root, 'test', 'support', 'test-postgres.holder.ts');
  const holder = spawn(process.execPath, ['--import', hook, program, folder, String(process.pid)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const ended = new Promise((done) => holder.once('close', done));
  endings.push(async () => {
    holder.kill('SIGTERM');
    await ended;
  });
  let said = '';
  holder.stderr.on('data', (text) => (said += text));
  for await (const line of createInterface({ input: holder.stdout })) {
    if (line.startsWith('ready ')) return { SOJOURN_TEST_POSTGRES: line.slice(6) };
  }
  throw new Error(`the test Postgres did not start: ${said.trim()}`);
}

async function build(root) {
  await buildStale(root);
  return {};
}

async function chromium() {
  const known = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  const found = () => known.find((path) => path && existsSync(path));
  if (!found()) installWithApt('chromium');
  if (!hasChineseFont()) installWithApt('fonts-wqy-zenhei');
  if (!found()) throw new Error('no Chromium: set CHROMIUM_PATH');
  if (!hasChineseFont()) throw new Error('no font with Chinese characters: install one, such as fonts-wqy-zenhei');
  return { CHROMIUM_PATH: found() };
}

function hasChineseFont() {
  if (process.platform !== 'linux') return true;
  return (spawnSync('fc-list', [':lang=zh'], { encoding: 'utf8' }).stdout ?? '').trim() !== '';
}

async function redis() {
  const found = () => spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status === 0;
  if (!found()) installWithApt('redis-server');
  if (!found()) throw new Error('no redis-server in the PATH');
  return {};
}

async function data(root) {
  const folder = resolve(root, process.env.SOJOURN_TEST_DATA ?? '../shared/data');
  if (!existsSync(folder)) throw new Error(`no test data at ${folder}: set SOJOURN_TEST_DATA`);
  return { SOJOURN_TEST_DATA: folder };
}
