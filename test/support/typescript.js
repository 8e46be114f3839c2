import { register } from 'node:module';

// `node --import ./test/support/typescript.js some.ts` runs a TypeScript file of this repository without a build:
// tests use it for the programs which they start and kill.
register('./typescript-hooks.js', import.meta.url);
