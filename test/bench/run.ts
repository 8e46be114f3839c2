import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbeddedPostgres } from '../../server/src/database/embedded-postgres.js';
import { CASES } from './cases.js';
import { clearAbandoned, preparedFolder } from './prepared.js';
import { processorTime } from './processor-time.js';
import { runCase } from './run-case.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    scale: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'string' },
  },
});
const strange = positionals.filter((word) => !CASES.some(({ id }) => id === word));
if (strange.length > 0) {
  console.error(`There is no case ${strange.join(', ')}. Choose from: ${CASES.map(({ id }) => id).join(', ')}`);
  process.exit(1);
}
const chosen = positionals.length > 0 ? CASES.filter(({ id }) => positionals.includes(id)) : CASES;

const kept = chosen.some(({ prepared }) => prepared);
const dataDir = kept ? preparedFolder() : mkdtempSync(join(tmpdir(), 'sojourn-bench-'));
// When each row was committed is how lateness is measured.
const postgres = await startEmbeddedPostgres({ dataDir, settings: { track_commit_timestamp: 'on' } });
process.env.SOJOURN_TEST_POSTGRES = postgres.url;
// Ended from outside, it takes along what it started.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
try {
  if (kept) await clearAbandoned(postgres.url);
  const report = [];
  for (const each of chosen) {
    const cpu = () => processorTime(postgres.pid);
    const table = await runCase(each, {
      scale: Number(values.scale),
      rounds: Number(values.rounds),
      warmUps: 1,
      cpu,
    });
    console.log(`\n${each.id}  ${each.title}`);
    console.table(table);
    report.push({ id: each.id, title: each.title, table });
  }
  const memory = Math.round(process.resourceUsage().maxRSS / 1_024);
  console.log(
    `Node ${process.versions.node}, ${cpus().length} cores (${cpus()[0]?.model.trim()}), largest resident memory of this process ${memory} MB`,
  );
  if (values.json) {
    const figures = { node: process.versions.node, cores: cpus().length, scale: values.scale, memory, cases: report };
    writeFileSync(values.json, `${JSON.stringify(figures, null, 2)}\n`);
  }
} finally {
  await postgres.stop();
  if (!kept) rmSync(dataDir, { recursive: true, force: true });
}
