import { describe, it } from '@jest/globals';
import type { Plan } from './monkey.js';
import { aSeed, expectPromisesKept } from './promises.js';
import { trial } from './trial.js';

describe('four servers under faults, for a moment', () => {
  it('P2 P3 F1 F2 F3 lose nobody and double nothing, woken by Postgres', async () => {
    const plan: Plan = { kills: 5, freezes: 1, terminations: 2, postgresKills: 1, redisKills: 0 };
    expectPromisesKept(await trial('Postgres', plan, aSeed()), plan);
  }, 180_000);

  it('P2 P3 P7 F1 F2 lose nobody and double nothing, woken by Bull', async () => {
    const plan: Plan = { kills: 5, freezes: 1, terminations: 1, postgresKills: 0, redisKills: 1 };
    expectPromisesKept(await trial('Bull', plan, aSeed()), plan);
  }, 180_000);
});
