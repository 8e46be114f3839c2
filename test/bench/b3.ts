import { comparison } from './compare.js';

/** B3: the same work as durable workflows. */
export const b3 = comparison('B3', 'One DBOS workflow per enrollment: standard journey', {
  name: 'DBOS',
  program: 'dbos.program.ts',
  profiles: 1_000,
  atLeast: 50,
});
