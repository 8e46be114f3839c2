import { describe, it } from '@jest/globals';
import type { Plan } from './monkey.js';
import { aSeed, expectPromisesKept } from './promises.js';
import { trial } from './trial.js';

const HALF_AN_HOUR = 1_800_000;

describe('four servers under faults, for a long time', () => {
  const plan: Plan = { kills: 60, freezes: 10, terminations: 20, postgresKills: 5, redisKills: 0 };

  it(
    'P2 P3 F1 F2 F3 F4 lose nobody and double nothing, woken by Postgres',
    async () => {
      expectPromisesKept(await trial('Postgres', plan, aSeed()), plan);
    },
    HALF_AN_HOUR,
  );

  it(
    'P2 P3 P7 F1 F2 F3 F7 lose nobody and double nothing, woken by Bull',
    async () => {
      const withRedis = { ...plan, redisKills: 5 };
      expectPromisesKept(await trial('Bull', withRedis, aSeed()), withRedis);
    },
    HALF_AN_HOUR,
  );
});
