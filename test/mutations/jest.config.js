import { base, root, swc } from '../../jest.config.js';
import { MUTATIONS } from './mutations.js';

/** One project for each spec as it is, and one for each mutation with its spec. */
const project = (displayName, spec, transform) => ({
  ...base,
  displayName,
  // One cache for all: but for the one file they share every text, and a text's key is made of the text.
  id: 'mutations',
  roots: ['packages', 'server/src', 'test'].map((room) => `<rootDir>/${room}`),
  testMatch: [`<rootDir>/${spec}`],
  testEnvironment: 'node',
  ...(transform && { transform }),
});
const specs = [...new Set(MUTATIONS.map(({ spec }) => spec))];

export default {
  rootDir: root,
  workerIdleMemoryLimit: '700MB',
  testTimeout: 30_000,
  reporters: ['<rootDir>/test/mutations/reporter.js'],
  projects: [
    ...specs.map((spec) => project(spec, spec)),
    ...MUTATIONS.map((mutation) =>
      project(mutation.name, mutation.spec, {
        '^.+\\.tsx?$': ['<rootDir>/test/mutations/mutating.js', { ...swc, mutation, root }],
      }),
    ),
  ],
};
