import { afterEach, describe, expect, it } from '@jest/globals';
import type { WorkQueue } from './work-queue.js';

/** What a test needs of an adapter. */
export interface QueueBench {
  /** A queue of one process; several made by one bench reach each other. */
  make(): WorkQueue | Promise<WorkQueue>;
  /** Takes the other side away while `work` runs, and brings it back. */
  without(work: () => Promise<void>): Promise<void>;
}

const LONG = 20_000;

/** What every adapter of the queue must keep. */
export function queueConformance(name: string, bench: () => QueueBench): void {
  describe(`the queue on ${name}`, () => {
    const open: WorkQueue[] = [];
    const never = new AbortController().signal;
    const started = async () => {
      const queue = await bench().make();
      open.push(queue);
      await queue.start();
      return queue;
    };
    /** How long a wait took, in milliseconds. */
    const took = async (wait: Promise<void>) => {
      const from = performance.now();
      await wait;
      return performance.now() - from;
    };
    afterEach(async () => {
      await Promise.all(open.splice(0).map((queue) => queue.stop()));
    });

    it('wakes a worker that waits, in this process', async () => {
      const queue = await started();
      const ear = queue.ear('engine');
      await ear.wait(0, never);
      const waited = took(ear.wait(LONG, never));
      queue.wake('engine');
      expect(await waited).toBeLessThan(LONG / 2);
    });

    it('wakes the workers of every other process', async () => {
      const queues = [await started(), await started(), await started()];
      const ears = queues.map((queue) => queue.ear('sender'));
      await Promise.all(ears.map((ear) => ear.wait(0, never)));
      const heard = ears.map(() => false);
      const waits = ears.map((ear, index) => ear.wait(LONG, never).then(() => (heard[index] = true)));
      // Whoever has just come may not be listening yet: a hint is sent again until all have heard one.
      const pause = queues[0]!.ear('engine');
      await pause.wait(0, never);
      const from = performance.now();
      while (heard.includes(false)) {
        queues[0]!.wake('sender');
        await pause.wait(20, never);
      }
      await Promise.all(waits);
      expect(performance.now() - from).toBeLessThan(LONG / 2);
    });

    it('keeps a hint for a worker that was busy', async () => {
      const queue = await started();
      const ear = queue.ear('engine');
      await ear.wait(0, never);
      queue.wake('engine');
      expect(await took(ear.wait(LONG, never))).toBeLessThan(LONG / 2);
    });

    it('gives every ear its hint', async () => {
      const queue = await started();
      const ears = [queue.ear('engine'), queue.ear('engine'), queue.ear('engine')];
      await Promise.all(ears.map((ear) => ear.wait(0, never)));
      const waits = ears.map((ear) => took(ear.wait(LONG, never)));
      queue.wake('engine');
      for (const waited of await Promise.all(waits)) expect(waited).toBeLessThan(LONG / 2);
    });

    it('ends a wait after its timeout, and at once when it is told to', async () => {
      const queue = await started();
      const ear = queue.ear('sender');
      await ear.wait(0, never);
      expect(await took(ear.wait(30, never))).toBeGreaterThanOrEqual(25);
      const stop = new AbortController();
      const waited = took(ear.wait(LONG, stop.signal));
      stop.abort();
      expect(await waited).toBeLessThan(LONG / 2);
    });

    it('neither throws nor hangs while the other side is down, and works again when it is back', async () => {
      const queue = await started();
      const ear = queue.ear('engine');
      await ear.wait(0, never);
      await bench().without(async () => {
        const waited = took(ear.wait(LONG, never));
        queue.wake('engine');
        expect(await waited).toBeLessThan(LONG / 2);
      });
      const other = await started();
      const far = other.ear('engine');
      await far.wait(0, never);
      let heard = false;
      const waited = far.wait(LONG, never).then(() => (heard = true));
      const pause = queue.ear('sender');
      await pause.wait(0, never);
      while (!heard) {
        queue.wake('engine');
        await pause.wait(50, never);
      }
      await waited;
    }, 30_000);
  });
}
