import { comparison } from './compare.js';

/** B2b: the same work on pg-boss, its jobs handled in bulk. */
export const b2b = comparison('B2b', 'Jobs in bulk on pg-boss, 2 workers x 5,000: standard journey', {
  name: 'pg-boss',
  program: 'pg-boss.program.ts',
  profiles: 20_000,
  atLeast: 2.5,
});
