import { register } from 'node:module';

// `node --import ./server/bin/typescript.js some.ts` runs a TypeScript file of this repository without a build:
// `npm run dev` uses it, and tests use it for the programs (and worker threads) which they start and kill.
register('./typescript-hooks.js', import.meta.url);
