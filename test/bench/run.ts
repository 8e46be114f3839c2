import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbeddedPostgres } from '../../server/src/database/embedded-postgres.js';
import { migrate } from '../../server/src/database/migrate.js';
import { b1 } from './b1.js';
import type { BenchCase, Figure } from './bench-case.js';

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

function cpu(since = 0): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6 - since;
}

function summary(figures: Figure[]): Record<string, Record<string, string | number>> {
  const byName = new Map<string, Figure[]>();
  for (const figure of figures) byName.set(figure.name, [...(byName.get(figure.name) ?? []), figure]);
  const rows = [...byName].map(([name, all]) => {
    const sorted = all.map(({ value }) => value).sort((a, b) => a - b);
    const show = (value: number) => (value >= 100 ? Math.round(value) : Number(value.toPrecision(3)));
    const cpuSeconds: Record<string, number> = all.some((figure) => figure.cpu !== undefined)
      ? { 'cpu s': show(Math.max(...all.map((figure) => figure.cpu ?? 0))) }
      : {};
    const median = sorted[Math.floor((sorted.length - 1) / 2)]!;
    return [
      name,
      { unit: all[0]!.unit, median: show(median), min: show(sorted[0]!), max: show(sorted.at(-1)!), ...cpuSeconds },
    ] as const;
  });
  return Object.fromEntries(rows);
}
