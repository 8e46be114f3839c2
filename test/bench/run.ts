import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbeddedPostgres } from '../../server/src/database/embedded-postgres.js';
import { migrate } from '../../server/src/database/migrate.js';
import { b1 } from './b1.js';
import type { BenchCase, Figure } from './bench-case.js';
import { processorTime } from './processor-time.js';

/** Every case, by its id in docs/benchmarks.md. */
const CASES: BenchCase[] = [b1];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    scale: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'string' },
  },
});
const chosen = positionals.length > 0 ? CASES.filter(({ id }) => positionals.includes(id)) : CASES;
if (chosen.length === 0) {
  console.error(`There is no such case. Choose from: ${CASES.map(({ id }) => id).join(', ')}`);
  process.exit(1);
}

const dataDir = mkdtempSync(join(tmpdir(), 'sojourn-bench-'));
const postgres = await startEmbeddedPostgres({ dataDir });
try {
  await migrate(postgres.url);
  const report = [];
  for (const { id, title, run } of chosen) {
    const cpu = () => processorTime(postgres.pid);
    const figures = await run({ url: postgres.url, scale: Number(values.scale), rounds: Number(values.rounds), cpu });
    const table = summary(figures);
    console.log(`\n${id}  ${title}`);
    console.table(table);
    report.push({ id, title, table });
  }
  const memory = Math.round(process.resourceUsage().maxRSS / 1_024);
  console.log(
    `Node ${process.versions.node}, ${cpus().length} cores (${cpus()[0]?.model.trim()}), largest resident memory of this process ${memory} MB`,
  );
  if (values.json)
    writeFileSync(
      values.json,
      `${JSON.stringify({ node: process.versions.node, cores: cpus().length, memory, cases: report }, null, 2)}\n`,
    );
} finally {
  await postgres.stop();
  rmSync(dataDir, { recursive: true, force: true });
}

/** Median, least and most of each thing measured, and the CPU seconds of its middle round. */
function summary(figures: Figure[]): Record<string, Record<string, string | number>> {
  const byName = new Map<string, Figure[]>();
  for (const figure of figures) byName.set(figure.name, [...(byName.get(figure.name) ?? []), figure]);
  const rows = [...byName].map(([name, all]) => {
    const sorted = [...all].sort((a, b) => a.value - b.value);
    const middle = sorted[Math.floor((sorted.length - 1) / 2)]!;
    const { value, unit, cpu } = middle;
    return [
      name,
      {
        unit,
        median: show(value),
        min: show(sorted[0]!.value),
        max: show(sorted.at(-1)!.value),
        ...(cpu && { 'Node, CPU s': show(cpu.node), 'Postgres, CPU s': show(cpu.postgres) }),
      },
    ] as const;
  });
  return Object.fromEntries(rows);
}

function show(value: number): number {
  return value >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}
