import { setTimeout as pause } from 'node:timers/promises';

/** Waits for something outside this process that gives no signal, and says what it waited for when it does not come. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, seconds = 20): Promise<void> {
  const end = performance.now() + seconds * 1_000;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`Waited ${seconds} s in vain until ${what}`);
    await pause(25);
  }
}
