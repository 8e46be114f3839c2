import type { ProcessorTime } from './processor-time.js';

/** One measured value of one round. */
export interface Figure {
  name: string;
  unit: string;
  value: number;
  /** What docs/benchmarks.md says it must show. */
  atLeast?: number;
  atMost?: number;
  /** CPU seconds used while it was measured. */
  cpu?: ProcessorTime;
  /** The most memory its process ever had, in MB. */
  memory?: number;
}

/** What a case is run with. `scale` 1 is the full size. `SOJOURN_TEST_POSTGRES` names the Postgres for `freshDatabase`. */
export interface BenchSetting {
  /** An empty database of the case's own. */
  url: string;
  scale: number;
  rounds: number;
  /** Rounds before that count for nothing, where something must be warm to be compared. */
  warmUps: number;
  /** CPU seconds used so far, by this process and by Postgres. */
  cpu(): ProcessorTime;
}

/** One row of docs/benchmarks.md. */
export interface BenchCase {
  id: string;
  title: string;
  /** Whether it needs a million rows that are made once and kept (`preparedDatabase`). */
  prepared?: boolean;
  run(setting: BenchSetting): Promise<Figure[]>;
}
