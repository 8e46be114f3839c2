import { readFileSync } from 'node:fs';

export const root = import.meta.dirname;
export const swc = {
  ...JSON.parse(readFileSync(new URL('.swcrc', import.meta.url), 'utf8')),
  $schema: undefined,
  swcrc: false,
  sourceMaps: 'inline',
};

if (
  !process.execArgv
    .concat(process.env.NODE_OPTIONS ?? '')
    .join(' ')
    .includes('--experimental-vm-modules')
) {
  throw new Error('Specs are ES modules, which Jest needs an option of Node for. Run: npm test -- path/of/the.spec.ts');
}

// Nobody's machine stands in this zone, and its offset is odd: a test that leans on local time shows itself.
process.env.TZ ??= 'Pacific/Chatham';

/** What both kinds of specs share: ESM, TypeScript through swc, packages read from their sources. */
export const base = {
  rootDir: root,
  // Beside the code it was made from, and not in a folder that another user of this machine may own.
  cacheDirectory: '<rootDir>/node_modules/.cache/jest',
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: { '^.+\\.tsx?$': ['@swc/jest', swc] },
  moduleNameMapper: {
    '^@sojourn/(rules|lifecycle|journey|nodes|api)$': '<rootDir>/packages/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  modulePathIgnorePatterns: ['<rootDir>/.*/dist/', '<rootDir>/\\.data/', '<rootDir>/\\.nx/'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
};

export default {
  workerIdleMemoryLimit: '700MB',
  // A guard against what hangs, not a measure of speed: budgets of suites are that, in test/suites.json.
  testTimeout: 120_000,
  projects: [
    {
      ...base,
      displayName: 'node',
      testMatch: ['<rootDir>/{packages,server/src,test}/**/*.spec.ts'],
      testEnvironment: 'node',
    },
    {
      ...base,
      displayName: 'screen',
      testMatch: ['<rootDir>/{packages,editor/src}/**/*.spec.tsx', '<rootDir>/editor/src/**/*.spec.ts'],
      testEnvironment: '<rootDir>/test/support/screen-environment.js',
      moduleNameMapper: { ...base.moduleNameMapper, '\\.css$': '<rootDir>/test/support/no-style.js' },
    },
  ],
};
