import { expect, it } from '@jest/globals';
import { testPostgres } from '../support/test-postgres.js';
import { CASES } from './cases.js';
import { peersInstalled } from './peers/install.js';
import { processorTime } from './processor-time.js';
import { runCase } from './run-case.js';

/** One hundredth of each case: that the work is done, nothing is lost, and no plan reads all of a table. No speed. */
const SCALE = 0.01;

/** What others than npm's registry and this machine must not be needed for, except where everything is to be proved. */
const needsPeers = ['B2b', 'B3'];
const peers = peersInstalled() || process.env.CI === 'true';

for (const each of CASES) {
  const run = peers || !needsPeers.includes(each.id) ? it : it.skip;
  run(
    `${each.id} does its work at a hundredth: ${each.title}`,
    async () => {
      await testPostgres();
      const table = await runCase(each, { scale: SCALE, rounds: 1, warmUps: 0, cpu: () => processorTime(0) });
      expect(Object.keys(table).length).toBeGreaterThan(0);
      for (const { median } of Object.values(table)) expect(median).toEqual(expect.any(Number));
    },
    120_000,
  );
}
