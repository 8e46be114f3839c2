import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `npm run check`: format, lint, types and architecture. Each is run whatever the others say. */
const root = fileURLToPath(new URL('..', import.meta.url));
const bin = (name) => join(root, 'node_modules', '.bin', name);

const CHECKS = [
  { name: 'format', run: [bin('prettier'), '--check', '--log-level', 'warn', '--cache', '.'], mend: 'npm run fix' },
  { name: 'lint', run: [bin('oxlint'), '--type-aware'], mend: 'npm run fix mends a part of it' },
  ...['packages', 'server', 'editor', 'test'].map((room) => ({ name: `types of ${room}`, run: typesOf(room) })),
  { name: 'architecture', run: [process.execPath, join(root, 'test', 'run.js'), 'architecture'] },
];

/** What did not change since the last check is not checked again. */
function typesOf(room) {
  const memory = join(root, 'node_modules', '.cache', 'types', `${room}.tsbuildinfo`);
  return [bin('tsc'), '-p', join(root, room), '--incremental', '--tsBuildInfoFile', memory];
}

const failures = [];
// Two at a time: the machine that checks has two cores.
const waiting = [...CHECKS];
await Promise.all([work(), work()]);
console.log(`${CHECKS.length - failures.length} passed, ${failures.length} failed`);
process.exitCode = failures.length > 0 ? 1 : 0;

async function work() {
  for (let check = waiting.shift(); check; check = waiting.shift()) {
    const begun = performance.now();
    const { code, said } = await call(check.run);
    const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
    console.log(`${code === 0 ? '✓' : '✗'} ${check.name.padEnd(18)}${seconds.padStart(6)} s`);
    if (code === 0) continue;
    failures.push(check.name);
    console.log([said.trim(), check.mend ? `(${check.mend})` : ''].join('\n').trim());
  }
}

async function call([file, ...args]) {
  // The reports are read from a log as often as from a screen.
  const env = process.stdout.isTTY ? process.env : { ...process.env, NO_COLOR: '1' };
  const child = spawn(file, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text));
  const code = await new Promise((done, failed) => child.once('error', failed).once('close', done));
  return { code, said };
}
