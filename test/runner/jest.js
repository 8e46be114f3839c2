import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Runs the specs of a suite, no longer than four times its budget; answers counts, seconds, the names of skipped tests, and what Jest said of failures. */
export async function runSuite(root, suite, env) {
  const folder = mkdtempSync(join(tmpdir(), 'sojourn-jest-'));
  const output = join(folder, 'result.json');
  const paths = suite.specs.map((spec) => `^${escape(join(root, spec))}$`);
  const args = ['--json', `--outputFile=${output}`, '--silent', `--maxWorkers=${suite.workers}`];
  const begun = performance.now();
  const limit = 120 + 4 * suite.budgetSeconds;
  const { said, cut } = await jest(root, [...args, '--testPathPatterns', ...paths], env, 'pipe', limit);
  const seconds = (performance.now() - begun) / 1_000;
  if (cut) {
    const report = `  It did not end within ${limit} s: a test waits for ever, or left a connection or a timer open.\n${said}`;
    return { seconds, passed: 0, failed: 1, skipped: [], report };
  }
  try {
    return { seconds, ...readResult(output, said) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs the specs whose paths begin so, with Jest's own report; answers its exit code. */
export async function runPaths(root, words) {
  const paths = words.filter((word) => !word.startsWith('-')).map((word) => escape(join(root, word)));
  const { code } = await jest(root, ['--testPathPatterns', ...paths], {}, 'inherit');
  return code;
}

function readResult(output, said) {
  let result;
  try {
    result = JSON.parse(readFileSync(output, 'utf8'));
  } catch {
    return { passed: 0, failed: 1, skipped: [], report: `Jest gave no result:\n${said}` };
  }
  const broken = result.testResults.filter((file) => file.status === 'failed');
  // A file that could not be loaded has no tests to count, and is a failure all the same.
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  const none = failed === 0 && !result.success;
  return {
    passed: result.numPassedTests,
    failed: none ? 1 : failed,
    skipped: result.testResults.flatMap((file) =>
      file.assertionResults.filter(({ status }) => status === 'pending').map(({ fullName }) => fullName),
    ),
    report: [...broken.map((file) => `\n${file.name}\n${file.message}`), none ? said : ''].join('\n').trim(),
  };
}

async function jest(root, args, env, stdio, limit = 0) {
  const hook = pathToFileURL(join(root, 'server', 'bin', 'typescript.js')).href;
  const child = spawn(process.execPath, [join(root, 'node_modules', 'jest', 'bin', 'jest.js'), ...args], {
    cwd: root,
    env: {
      ...process.env,
      // Specs are ES modules; the hook lets worker threads of the code under test run from TypeScript sources.
      NODE_OPTIONS: `--experimental-vm-modules --disable-warning=ExperimentalWarning --import=${hook}`,
      // The report of a failure goes into a log as often as onto a screen.
      ...(process.stdout.isTTY ? {} : { NO_COLOR: '1' }),
      ...env,
    },
    stdio: ['ignore', stdio, stdio],
  });
  let said = '';
  let cut = false;
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (said += text));
  const cutter = limit && setTimeout(() => (cut = child.kill('SIGKILL')), limit * 1_000);
  const code = await new Promise((done, failed) => child.once('error', failed).once('close', done));
  clearTimeout(cutter);
  return { code: code ?? 1, said, cut };
}

function escape(text) {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
