import { expect } from '@jest/globals';
import type { Plan } from './monkey.js';
import type { TrialReport } from './trial.js';

/** Nobody lost, nothing doubled, every process up, and each fault done at a moment that mattered. */
export function expectPromisesKept(report: TrialReport, plan: Plan): void {
  const { lost, doubled, violations, exited, endings, hits, people, repeats } = report;
  expect({ lost, doubled, violations, exited, endings }).toEqual({
    lost: 0,
    doubled: 0,
    violations: [],
    exited: [],
    endings: { completed: people },
  });
  const caught = ({ batch, send }: { batch: number; send: number }) => batch + send;
  expect(caught(hits.kill)).toBe(plan.kills);
  expect(caught(hits.freeze)).toBe(plan.freezes + plan.postgresKills);
  // Repeats under the same key are bounded by what was under way at a fault.
  const faults = plan.kills + plan.freezes + plan.terminations + 4 * plan.postgresKills;
  expect(repeats).toBeLessThanOrEqual(faults * 200);
}

/** The seed of a run: SOJOURN_SEED, so that a failure can be had again, or another one each time. */
export const aSeed = (): number => Number(process.env.SOJOURN_SEED ?? Math.floor(performance.timeOrigin % 1_000_000));
