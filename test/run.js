import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runPaths, runSuite } from './runner/jest.js';
import { endNeeds, provide, useDebianPostgres } from './runner/needs.js';
import { loadSuites } from './runner/suites.js';

/**
 * `npm test` runs every suite but the long ones and provides what they need; `npm test -- store` runs one suite,
 * `npm test -- server/src/store/inbox` the specs whose path begins so, `--tier unit` one tier,
 * `--postgres 15` on that version as the system has it.
 * The last line is always `N passed, N failed`.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const inCi = process.env.CI === 'true';
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { tier: { type: 'string' }, list: { type: 'boolean' }, postgres: { type: 'string' } },
});
if (values.postgres) useDebianPostgres(values.postgres);

const suites = loadSuites(root);
const named = suites.filter(({ name }) => positionals.includes(name));
const paths = positionals.filter((word) => !named.some(({ name }) => name === word));
if (paths.length > 0) {
  const strange = positionals.filter(
    (word) => !suites.some(({ specs }) => specs.some((spec) => spec.startsWith(word))),
  );
  if (strange.length > 0) {
    console.error(`No suite is called ${strange.join(' or ')}, and no spec's path begins so. See: npm test -- --list`);
    process.exit(1);
  }
  process.exit(await runPaths(root, paths));
}
const wished = values.tier ? values.tier.split(',') : null;
const chosen = named.length > 0 ? named : suites.filter(({ tier }) => wished?.includes(tier) ?? tier !== 'long');
const withSpecs = chosen.filter(({ specs }) => specs.length > 0);

if (values.list) {
  for (const suite of chosen)
    console.log(`${suite.name} (${suite.tier}):\n${suite.specs.map((s) => `  ${s}`).join('\n')}`);
  process.exit(0);
}

const total = { passed: 0, failed: 0 };
const notRun = [];
try {
  for (const suite of withSpecs) await one(suite);
} finally {
  await endNeeds();
}
for (const line of notRun) console.log(`not run: ${line}`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 ? 1 : 0;

async function one(suite) {
  const { env, missing } = await provide(root, suite.needs);
  if (missing) {
    notRun.push(`${suite.name} (${missing})`);
    // A machine that shall prove something must have what the proof needs.
    if (inCi) total.failed += 1;
    return;
  }
  const result = await runSuite(root, suite, env);
  total.passed += result.passed;
  total.failed += result.failed;
  for (const name of result.skipped) notRun.push(`${suite.name}: ${name}`);
  const over = result.seconds > suite.budgetSeconds;
  const sign = result.failed > 0 ? '✗' : '✓';
  console.log(
    `${sign} ${suite.name.padEnd(14)}${String(result.passed).padStart(5)} passed${String(result.failed).padStart(4)} failed` +
      `${result.seconds.toFixed(1).padStart(8)} s of ${suite.budgetSeconds} s${over ? '  OVER BUDGET' : ''}`,
  );
  if (result.report) console.log(result.report);
  if (inCi && result.seconds > 2 * suite.budgetSeconds) {
    console.log(`  ${suite.name} took more than twice its budget in test/suites.json`);
    total.failed += 1;
  }
}
