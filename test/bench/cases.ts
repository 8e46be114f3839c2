import { b1 } from './b1.js';
import { b10 } from './b10.js';
import { b2 } from './b2.js';
import { b2b } from './b2b.js';
import { b3 } from './b3.js';
import { b4 } from './b4.js';
import { b5 } from './b5.js';
import { b6 } from './b6.js';
import { b7 } from './b7.js';
import { b8 } from './b8.js';
import { b9 } from './b9.js';
import type { BenchCase } from './bench-case.js';

/** Every case, by its id in docs/benchmarks.md. */
export const CASES: readonly BenchCase[] = [b1, b2, b2b, b3, b4, b5, b6, b7, b8, b9, b10];
