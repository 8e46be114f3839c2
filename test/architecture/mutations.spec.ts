import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { MUTATIONS } from '../mutations/mutations.js';
import { testNames } from '../semantics/names.js';
import { root } from './sources.js';

const all = testNames();

/** What keeps a mutation from saying anything, if something does. */
function faultOf({ file, find, put, spec, test }: (typeof MUTATIONS)[number]): string | undefined {
  const times = readFileSync(join(root, file), 'utf8').split(find).length - 1;
  if (times !== 1) return `finds its text ${times} times in ${file}`;
  if (put === find) return 'changes nothing';
  // Where a table gives a test its name, what stands before the first %s has to do.
  const isThere = all.some(({ path, name }) => {
    const [fixed = ''] = name.split(/%[a-z]/);
    return path === spec && (name.startsWith(test) || (fixed !== name && test.startsWith(fixed)));
  });
  return isThere ? undefined : `knows no test of ${spec} whose name begins with "${test}"`;
}

describe('each mutation of test/mutations', () => {
  it('is of a text that stands once in its file, and names a test that is there', () => {
    const faults = MUTATIONS.flatMap((mutation) => {
      const fault = faultOf(mutation);
      return fault ? [`"${mutation.name}" ${fault}: bring it along in test/mutations`] : [];
    });
    expect(faults).toEqual([]);
  });

  it('has a name of its own', () => {
    expect(new Set(MUTATIONS.map(({ name }) => name)).size).toBe(MUTATIONS.length);
  });
});
