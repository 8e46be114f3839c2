import type { Ear } from './work-queue.js';

/** Wakes all ears at once; a ring that comes while an ear's owner is busy is kept for it. */
export class Bell {
  private readonly ears: BellEar[] = [];

  ear(): Ear {
    const ear = new BellEar();
    this.ears.push(ear);
    return ear;
  }

  ring(): void {
    for (const ear of this.ears) ear.ring();
  }
}

class BellEar implements Ear {
  private rung = false;
  private wake: (() => void) | undefined;

  ring(): void {
    this.rung = true;
    this.wake?.();
  }

  async wait(timeout: number, signal: AbortSignal): Promise<void> {
    if (!this.rung && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const wake = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', wake);
          this.wake = undefined;
          resolve();
        };
        const timer = setTimeout(wake, Math.min(timeout, 0x7fff_ffff));
        signal.addEventListener('abort', wake);
        this.wake = wake;
      });
    }
    this.rung = false;
  }
}
