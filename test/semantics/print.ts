import { coverage, report } from './coverage.js';
import { testNames } from './names.js';

/** `npm run semantics`: which rules of docs/semantics.md no test names. */
console.log(report(coverage(testNames())).join('\n'));
