import type { ProcessorTime } from './processor-time.js';

/** One measured value of one round. */
export interface Figure {
  name: string;
  unit: string;
  value: number;
  /** CPU seconds used while it was measured. */
  cpu?: ProcessorTime;
}

/** What a case is run with. `scale` 1 is the full size. */
export interface BenchSetting {
  url: string;
  scale: number;
  rounds: number;
  /** CPU seconds used so far. */
  cpu(): ProcessorTime;
}

/** One row of docs/benchmarks.md. */
export interface BenchCase {
  id: string;
  title: string;
  run(setting: BenchSetting): Promise<Figure[]>;
}
