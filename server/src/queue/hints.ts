import type { Worker } from './work-queue.js';

/** Passes hints on one at a time: what comes while one is on its way is one more behind it, however many they are. */
export class Hints {
  private readonly under = new Set<Worker>();
  private readonly again = new Set<Worker>();

  /** @param pass takes a hint to the other processes; where it fails the hint is lost, and nothing else */
  constructor(private readonly pass: (worker: Worker) => Promise<unknown>) {}

  give(worker: Worker): void {
    if (this.under.has(worker)) {
      this.again.add(worker);
      return;
    }
    this.under.add(worker);
    this.pass(worker)
      .catch(() => undefined)
      .finally(() => {
        this.under.delete(worker);
        if (this.again.delete(worker)) this.give(worker);
      });
  }
}
