import { describe, expect, it } from '@jest/globals';
import { Bounded } from './bounded.js';

describe('bounded tasks', () => {
  it('run at most so many at once, and all of them in the end', async () => {
    const bounded = new Bounded(3);
    const gates = Array.from({ length: 10 }, gate);
    let running = 0;
    let most = 0;
    const all = gates.map((one, index) =>
      bounded.run('', async () => {
        most = Math.max(most, (running += 1));
        await one.opened;
        running -= 1;
        return index;
      }),
    );
    for (const one of gates) one.open();
    expect(await Promise.all(all)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(most).toBe(3);
  });

  it('leave room for other lanes when one hangs', async () => {
    const bounded = new Bounded(4, 2);
    const never = gate();
    const hanging = Array.from({ length: 5 }, () => bounded.run('slow', () => never.opened));
    const quick = await Promise.all(Array.from({ length: 20 }, (_, index) => bounded.run('quick', async () => index)));
    expect(quick).toHaveLength(20);
    never.open();
    await Promise.all(hanging);
  });

  it('go on after one has failed', async () => {
    const bounded = new Bounded(1);
    const results = await Promise.allSettled([
      bounded.run('a', () => Promise.reject(new Error('no'))),
      bounded.run('b', async () => 'yes'),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  });
});

function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}
