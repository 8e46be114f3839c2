/** Wakes whoever waits; one ring while nobody waits is kept for the next who does. */
export class Bell {
  private rung = false;
  private readonly waiting = new Set<() => void>();

  ring(): void {
    this.rung = this.waiting.size === 0;
    for (const wake of [...this.waiting]) wake();
  }

  /** Resolves at the next ring, after `timeout` milliseconds, or when `signal` aborts. */
  wait(timeout: number, signal: AbortSignal): Promise<void> {
    if (this.rung || signal.aborted) {
      this.rung = false;
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
        this.waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, Math.min(timeout, 0x7fff_ffff));
      signal.addEventListener('abort', wake);
      this.waiting.add(wake);
    });
  }
}
