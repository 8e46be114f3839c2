/** One measured value of one round. */
export interface Figure {
  name: string;
  unit: string;
  value: number;
  /** CPU seconds of this process while it was measured. */
  cpu?: number;
}

/** What a case is run with. `scale` 1 is the full size. */
export interface BenchSetting {
  url: string;
  scale: number;
  rounds: number;
  /** CPU seconds of this process since a former reading, or since its start. */
  cpu(since?: number): number;
}

/** One row of docs/benchmarks.md. */
export interface BenchCase {
  id: string;
  title: string;
  run(setting: BenchSetting): Promise<Figure[]>;
}
