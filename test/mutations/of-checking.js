/**
 * Mutations of what checks the rest: the log, `sojourn verify`, the audit chain.
 * @type {import('./mutations.js').Mutation[]}
 */
export const OF_CHECKING = [
  {
    name: 'the log leaves a step out',
    file: 'server/src/store/history.store.ts',
    find: 'this.steps.add(steps, this.batch);',
    put: "this.steps.add(steps.filter(({ node }) => node.id !== 'often'), this.batch);",
    spec: 'test/engine/verify.db.spec.ts',
    test: 'LOG-2 the interpreter takes the very path the log tells',
  },
  {
    name: 'verify compares nothing',
    file: 'packages/journey/src/verify.ts',
    find: 'if (expected !== undefined && expected !== step.port)',
    put: 'if (expected === false)',
    spec: 'test/engine/verify.db.spec.ts',
    test: 'LOG-2 finds another value',
  },
  {
    name: 'verify looks no further than the last step',
    file: 'packages/journey/src/verify.ts',
    find: "if (!resting && place) return end('the end', `resting at ${place.node}`);",
    put: '',
    spec: 'test/engine/verify.db.spec.ts',
    test: 'LOG-2 finds the end of a run that is gone',
  },
  {
    name: 'verify finds no invariant broken',
    file: 'server/src/store/invariants.store.ts',
    find: 'if (first) found.push',
    put: 'if (first && timed) found.push',
    spec: 'server/src/store/invariants.store.db.spec.ts',
    test: 'WAIT-6 LOG-1 H5 notices every damage',
  },
  {
    name: 'verify ends well whatever it finds',
    file: 'server/src/cli/verify.ts',
    find: 'diverging === 0 && violations.length === 0',
    put: 'diverging + violations.length >= 0',
    spec: 'server/src/cli/verify.db.spec.ts',
    test: 'LOG-2 H5 ends with 1 and says where they part',
  },
  {
    name: 'an edited audit record is taken for sound',
    file: 'server/src/audit/audit-chain.ts',
    find: "return link.recomputed.equals(link.digest) ? undefined : 'The content was edited.';",
    put: 'return undefined;',
    spec: 'server/src/cli/audit.db.spec.ts',
    test: 'names the record that was edited',
  },
];
