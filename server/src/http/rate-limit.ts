/** How often somebody may do something: a bucket of `burst` that fills at `perSecond`. In this process's memory. */
export class RateLimit {
  private readonly buckets = new Map<string, { left: number; at: number }>();

  constructor(
    private readonly perSecond: number,
    private readonly burst: number,
    private readonly elapsed: () => number = () => performance.now(),
  ) {}

  /** Takes `n` from the subject's bucket. Returns 0, or how many milliseconds to wait before as many are there. */
  take(subject: string, n = 1): number {
    const now = this.elapsed();
    const bucket = this.buckets.get(subject) ?? { left: this.burst, at: now };
    bucket.left = Math.min(this.burst, bucket.left + ((now - bucket.at) / 1_000) * this.perSecond);
    bucket.at = now;
    this.buckets.set(subject, bucket);
    if (this.buckets.size > 10_000) this.forgetFull(now);
    // More than a whole bucket at once is let through when the bucket is full, and paid for afterwards.
    if (bucket.left < Math.min(n, this.burst))
      return ((Math.min(n, this.burst) - bucket.left) / this.perSecond) * 1_000;
    bucket.left -= n;
    return 0;
  }

  private forgetFull(now: number): void {
    for (const [subject, { left, at }] of this.buckets) {
      if (left + ((now - at) / 1_000) * this.perSecond >= this.burst) this.buckets.delete(subject);
    }
  }
}
