import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Journey } from '@sojourn/journey';
import { Refused, Unreachable } from '../../api/client.js';
import { aJourney } from '../../canvas/a-journey.js';
import { Autosaver, type Saving } from './autosaver.js';

const first = aJourney(['a']);
const named = (name: string): Journey => ({ ...first, name });

describe('saving by itself', () => {
  let told: Saving['at'][];
  let sent: { name: string; from: number }[];
  let answer: (journey: Journey, revision: number) => Promise<{ revision: number }>;
  let saver: Autosaver;

  beforeEach(() => {
    jest.useFakeTimers();
    told = [];
    sent = [];
    answer = (_, revision) => Promise.resolve({ revision: revision + 1 });
    saver = new Autosaver(first, 1, {
      delay: 100,
      again: 1000,
      save: (journey, revision) => {
        sent.push({ name: journey.name, from: revision });
        return answer(journey, revision);
      },
      tell: ({ at }) => told.push(at),
    });
  });

  afterEach(() => {
    saver.stop();
    jest.useRealTimers();
  });

  it('sends a moment after the last change, once', async () => {
    saver.change(named('J'));
    saver.change(named('Jo'));
    await jest.advanceTimersByTimeAsync(100);
    expect(sent).toEqual([{ name: 'Jo', from: 1 }]);
    expect(told.at(-1)).toBe('saved');
    expect(saver.clean).toBe(true);
  });

  it('sends nothing where everything was undone again', async () => {
    saver.change(named('J'));
    saver.change(first);
    await jest.advanceTimersByTimeAsync(500);
    expect(sent).toEqual([]);
    expect(told.at(-1)).toBe('saved');
  });

  it('sends one after the other, each from the revision before it', async () => {
    let release = () => {};
    answer = (_, revision) => new Promise((resolve) => (release = () => resolve({ revision: revision + 1 })));
    saver.change(named('A'));
    await jest.advanceTimersByTimeAsync(100);
    saver.change(named('B'));
    await jest.advanceTimersByTimeAsync(100);
    expect(sent.length).toBe(1);
    release();
    await jest.advanceTimersByTimeAsync(100);
    release();
    await jest.advanceTimersByTimeAsync(100);
    expect(sent).toEqual([
      { name: 'A', from: 1 },
      { name: 'B', from: 2 },
    ]);
    expect(saver.clean).toBe(true);
  });

  it('tries again where the server cannot be reached, later and later, and loses nothing', async () => {
    answer = () => Promise.reject(new Unreachable('away'));
    saver.change(named('J'));
    await jest.advanceTimersByTimeAsync(100);
    expect(told.at(-1)).toBe('failing');
    await jest.advanceTimersByTimeAsync(1000);
    expect(sent.length).toBe(2);
    answer = (_, revision) => Promise.resolve({ revision: revision + 1 });
    await jest.advanceTimersByTimeAsync(2000);
    expect(told.at(-1)).toBe('saved');
    expect(saver.clean).toBe(true);
  });

  it('says so when it is refused, and tries again with the next change', async () => {
    answer = () => Promise.reject(new Refused(413, 'Too large.'));
    saver.change(named('J'));
    await jest.advanceTimersByTimeAsync(60_000);
    expect(sent.length).toBe(1);
    expect(told.at(-1)).toBe('refused');
    answer = (_, revision) => Promise.resolve({ revision: revision + 1 });
    saver.change(named('K'));
    await jest.advanceTimersByTimeAsync(100);
    expect(told.at(-1)).toBe('saved');
  });

  it('stops at a conflict until it is decided, then goes on from their revision', async () => {
    const theirs = named('Theirs');
    answer = () =>
      Promise.reject(new Refused(409, 'Conflict.', undefined, { draft: theirs, revision: 7, savedBy: 'Li' }));
    saver.change(named('Mine'));
    await jest.advanceTimersByTimeAsync(100);
    expect(told.at(-1)).toBe('conflict');
    saver.change(named('Mine too'));
    await jest.advanceTimersByTimeAsync(60_000);
    expect(sent.length).toBe(1);
    answer = (_, revision) => Promise.resolve({ revision: revision + 1 });
    saver.resume(theirs, 7, named('Mine too'));
    await jest.advanceTimersByTimeAsync(100);
    expect(sent.at(-1)).toEqual({ name: 'Mine too', from: 7 });
    expect(saver.revision).toBe(8);
  });

  it('has saved everything once a flush is over', async () => {
    saver.change(named('J'));
    await saver.flush();
    expect(saver.clean).toBe(true);
    expect(saver.revision).toBe(2);
  });
});
