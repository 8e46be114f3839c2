import { join } from 'node:path';
import swc from '@swc/jest';

/** The transform of specs, but one source file comes out as a mutation has it. The file itself stays as it is. */
export default {
  createTransformer({ mutation: { file, find, put }, root, ...options }) {
    const { process, processAsync, getCacheKey, ...plain } = swc.createTransformer(options);
    const path = join(root, file);
    const mutated = (text, of) => (of === path ? text.replace(find, () => put) : text);
    return {
      ...plain,
      process: (text, of, how) => process(mutated(text, of), of, how),
      processAsync: (text, of, how) => processAsync(mutated(text, of), of, how),
      getCacheKey: (text, of, how) => getCacheKey(mutated(text, of), of, how),
    };
  },
};
