/**
 * Runs tasks at once, but never more than `limit`, nor more than `perLane` of one lane: a receiver that hangs fills its
 * own lane and leaves the others room.
 */
export class Bounded {
  private readonly running = new Map<string, number>();
  private readonly waiting = new Map<string, (() => void)[]>();
  private total = 0;

  constructor(
    private readonly limit: number,
    private readonly perLane = limit,
  ) {}

  /** Resolves or rejects as the task does, once there was room for it. */
  async run<Result>(lane: string, task: () => Promise<Result>): Promise<Result> {
    if (this.total < this.limit && (this.running.get(lane) ?? 0) < this.perLane) this.take(lane);
    else await this.turn(lane);
    try {
      return await task();
    } finally {
      this.total -= 1;
      const left = this.running.get(lane)! - 1;
      if (left > 0) this.running.set(lane, left);
      else this.running.delete(lane);
      this.next();
    }
  }

  private turn(lane: string): Promise<void> {
    return new Promise((resolve) => {
      const queue = this.waiting.get(lane);
      if (queue) queue.push(resolve);
      else this.waiting.set(lane, [resolve]);
    });
  }

  private next(): void {
    for (const [lane, queue] of this.waiting) {
      if (this.total >= this.limit) return;
      if ((this.running.get(lane) ?? 0) >= this.perLane) continue;
      // To the end of the line of lanes: each has its turn.
      this.waiting.delete(lane);
      const start = queue.shift();
      if (queue.length > 0) this.waiting.set(lane, queue);
      this.take(lane);
      start?.();
      return;
    }
  }

  private take(lane: string): void {
    this.total += 1;
    this.running.set(lane, (this.running.get(lane) ?? 0) + 1);
  }
}
