import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { root } from '../architecture/sources.js';
import { MUTATIONS } from './mutations.js';

/** How a spec came out, as the reporter writes it. */
interface Outcome {
  project: string;
  fault?: string;
  tests: { title: string; status: 'passed' | 'failed'; failures: string[] }[];
}

/** A failure by what a test expected, not by code that cannot run or a test that never ends. */
const BY_EXPECTATION = /\bexpect\(/;

describe('each mutation', () => {
  let folder: string;
  const outcomes = new Map<string, Outcome>();

  /** All in one Jest of their own: it begins once, and deals specs with and without mutations out to its workers. */
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sojourn-mutations-'));
    const result = join(folder, 'result');
    const names = [...new Set(MUTATIONS.map(({ test }) => test.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')))];
    const args = ['--config', join(root, 'test/mutations/jest.config.js'), '--maxWorkers=2', '--silent'];
    const jest = spawn(
      process.execPath,
      [join(root, 'node_modules/jest/bin/jest.js'), ...args, '--testNamePattern', names.join('|')],
      { cwd: root, env: { ...process.env, MUTATIONS_RESULT: result }, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    let said = '';
    jest.stderr.on('data', (text: Buffer) => (said += text.toString()));
    await new Promise((done) => jest.once('close', done));
    try {
      for (const line of readFileSync(result, 'utf8').trim().split('\n')) {
        const outcome = JSON.parse(line) as Outcome;
        outcomes.set(outcome.project, outcome);
      }
    } catch (cause) {
      throw new Error(`Jest ran no spec:\n${said}`, { cause });
    }
  }, 600_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(MUTATIONS)('turns its test red: $name', ({ name, spec, test }) => {
    const [asItIs, mutated] = [spec, name].map((project) => {
      const { fault, tests = [] } = outcomes.get(project) ?? { fault: `${spec} was not run` };
      return { fault, tests: tests.filter(({ title }) => title.startsWith(test)) };
    });
    expect({ fault: asItIs!.fault, green: asItIs!.tests.map(({ status }) => status) }).toEqual({
      fault: undefined,
      green: asItIs!.tests.map(() => 'passed'),
    });
    expect(asItIs!.tests.length).toBeGreaterThan(0);
    expect({ fault: mutated!.fault, ran: mutated!.tests.length }).toEqual({
      fault: undefined,
      ran: asItIs!.tests.length,
    });
    const failures = mutated!.tests.flatMap((each) => each.failures);
    expect(failures).toContainEqual(expect.stringMatching(BY_EXPECTATION));
  });
});
