import type { Figure } from './bench-case.js';

/** A row of what is printed for a case. */
export type Row = Record<string, string | number>;

/** Median, least and most of each thing measured, beside what it must show; CPU of its middle round, memory at its worst. */
export function table(figures: readonly Figure[]): Record<string, Row> {
  const byName = new Map<string, Figure[]>();
  for (const figure of figures) byName.set(figure.name, [...(byName.get(figure.name) ?? []), figure]);
  return Object.fromEntries([...byName].map(([name, all]) => [name, row(all)]));
}

function row(all: readonly Figure[]): Row {
  const sorted = [...all].sort((a, b) => a.value - b.value);
  const { value, unit, cpu, atLeast, atMost } = sorted[Math.floor((sorted.length - 1) / 2)]!;
  const memory = Math.max(...all.map((figure) => figure.memory ?? 0));
  return {
    unit,
    median: show(value),
    min: show(sorted[0]!.value),
    max: show(sorted.at(-1)!.value),
    ...(atLeast !== undefined && { 'must show': `≥ ${atLeast}`, '': value >= atLeast ? 'yes' : 'MISSED' }),
    ...(atMost !== undefined && { 'must show': `≤ ${atMost}`, '': value <= atMost ? 'yes' : 'MISSED' }),
    ...(cpu && { 'Node, CPU s': show(cpu.node), 'Postgres, CPU s': show(cpu.postgres) }),
    ...(memory > 0 && { 'memory, MB': show(memory) }),
  };
}

function show(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}
