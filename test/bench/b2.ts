import { startRedis } from '../support/redis.js';
import { comparison } from './compare.js';

/** B2: the same work as one job per node on Bull 4, with its state in Postgres. */
export const b2 = comparison('B2', 'One job per node on Bull 4: standard journey', {
  name: 'Bull',
  program: 'bull.program.ts',
  profiles: 4_000,
  atLeast: 15,
  needs: startRedis,
});
