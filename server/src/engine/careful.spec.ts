import { describe, expect, it } from '@jest/globals';
import type { Marker } from '../store/markers.store.js';
import { Careful } from './careful.js';
import type { Outcome } from './trial.js';

const MARK: Marker = { shard: 3, member: 7, profiles: 2 };
const OTHER: Marker = { shard: 5, member: 7, profiles: 1 };

/** Marks that stay until they are settled, and trials that end as told, one after the other. */
function watched(...outcomes: Outcome[]) {
  const marks = new Set([MARK, OTHER]);
  const played: number[][] = [];
  const asides: (readonly string[])[] = [];
  const faults: string[] = [];
  const watch = {
    suspicions: (shards: readonly number[]) =>
      Promise.resolve([...marks].filter(({ shard }) => shards.includes(shard))),
    settled: (settled: readonly Marker[]) => {
      for (const each of settled) marks.delete(each);
      return Promise.resolve();
    },
  };
  const advance = {
    name: 'advance',
    runOnce: (shards: readonly number[]) => {
      played.push([...shards]);
      return Promise.resolve(true);
    },
  };
  const tryOut = (_: unknown, aside: readonly string[]) => {
    asides.push(aside);
    return Promise.resolve(outcomes.shift()!);
  };
  const careful = new Careful(advance, watch, tryOut, (what) => faults.push(what));
  return { careful, marks, played, asides, faults, outcomes };
}

/** Lets the trial under way end: everything in it is settled at once. */
const trial = () => new Promise((done) => setImmediate(done));
const died = (at?: string): Outcome => ({ end: 'died', at });

describe('batches after a death', () => {
  it('D10 are played one by one by a child, and meanwhile by nobody else', async () => {
    const { careful, marks, played } = watched({ end: 'through' });
    expect(await careful.runOnce([3])).toBe(false);
    expect(await careful.runOnce([1, 3, 5])).toBe(true);
    expect(played).toEqual([[1]]);
    await trial();
    expect([...marks]).toEqual([OTHER]);
    await careful.runOnce([1, 3]);
    expect(played).toEqual([[1], [1, 3]]);
  });

  it('D10 are tried again where the child gave up: nothing is known of anybody', async () => {
    const { careful, marks, faults, asides } = watched(
      { end: 'failed', cause: new Error('no database') },
      { end: 'through' },
    );
    await careful.runOnce([3]);
    await trial();
    expect([marks.has(MARK), faults]).toEqual([true, ['a trial after a death failed and is tried again']]);
    await careful.runOnce([3]);
    await trial();
    expect([marks.has(MARK), asides]).toEqual([false, [[], []]]);
  });

  it('D10 put aside whoever two children died over, and not whom one died over', async () => {
    const { careful, marks, asides, faults } = watched(died('a'), died('b'), died('b'), died('c'), { end: 'through' });
    await careful.runOnce([3]);
    await trial();
    expect(asides).toEqual([[], [], [], ['b'], ['b']]);
    expect([marks.has(MARK), faults]).toEqual([false, []]);
  });

  it.each([
    ['died before it named anybody', [died()]],
    ['died over somebody who is put aside', [died('a'), died('a'), died('a')]],
  ])('D10 are played as ever, and told of, where the child %s', async (_, outcomes) => {
    const { careful, marks, faults, played } = watched(...outcomes);
    await careful.runOnce([3]);
    await trial();
    expect([marks.has(MARK), faults]).toEqual([false, ['a trial after a death could not be held']]);
    await careful.runOnce([3]);
    expect(played).toEqual([[3]]);
  });

  it('D10 keep their marks for whoever comes next where the process is stopped', async () => {
    const marks: Marker[] = [MARK];
    const held: AbortSignal[] = [];
    const tryOut = (_: unknown, __: unknown, signal: AbortSignal) => {
      held.push(signal);
      return new Promise<Outcome>((end) => signal.addEventListener('abort', () => end(died('a'))));
    };
    const watch = {
      suspicions: () => Promise.resolve(marks),
      settled: () => Promise.reject(new Error('nothing was settled')),
    };
    const faults: string[] = [];
    const advance = { name: 'advance', runOnce: () => Promise.resolve(false) };
    const careful = new Careful(advance, watch, tryOut, (what) => faults.push(what));
    await careful.runOnce([3]);
    await careful.stop();
    expect([held.length, held[0]!.aborted, faults]).toEqual([1, true, []]);
    await careful.runOnce([3]);
    expect(held).toHaveLength(1);
  });
});
