import { describe, expect, it } from '@jest/globals';
import { DAY, SECOND } from '@sojourn/rules';
import { backwards, type Window } from './time-windows.js';

const NOW = Date.parse('2026-11-21T00:00:00Z');

/** A log with a row at each of these ages, and the windows it was asked for. */
function log(ages: number[]) {
  const asked: Window[] = [];
  const read = (window: Window, limit: number) => {
    asked.push(window);
    const rows = ages.map((age) => NOW - age).filter((at) => at >= window.from && at < window.to);
    return Promise.resolve(rows.toSorted((a, b) => b - a).slice(0, limit));
  };
  return { asked, read };
}
const all = { from: -Infinity, to: NOW + 1 };

describe('reading a log backwards', () => {
  it('stops at once where the last seconds fill a page', async () => {
    const { asked, read } = log(Array.from({ length: 100 }, (_, n) => n * 10));
    const { rows, reached } = await backwards(all, 50, read);
    expect(rows).toEqual(Array.from({ length: 50 }, (_, n) => NOW - n * 10));
    expect([asked.length, reached]).toEqual([1, undefined]);
  });

  it('finds what is old and what is oldest, in order, without asking for any instant twice', async () => {
    const ages = [5 * SECOND, DAY, 40 * DAY, 5_000 * DAY];
    const { asked, read } = log(ages);
    expect((await backwards(all, 50, read)).rows).toEqual(ages.map((age) => NOW - age));
    asked.slice(1).forEach((window, index) => expect(window.to).toBe(asked[index]!.from));
    expect(asked.at(-1)!.from).toBe(-Infinity);
    expect(asked.length).toBeLessThan(20);
  });

  it('asks for nothing outside of the range', async () => {
    const { asked, read } = log([DAY]);
    const range = { from: NOW - 3 * DAY, to: NOW - 2 * DAY };
    expect(await backwards(range, 50, read)).toEqual({ rows: [] });
    expect([asked[0]!.to, asked.at(-1)!.from]).toEqual([range.to, range.from]);
  });

  it('gives up in time, says how far it came, and goes on from there', async () => {
    const { asked, read } = log([100 * DAY]);
    let spent = 0;
    const slow = (window: Window, limit: number) => {
      spent += 400;
      return read(window, limit);
    };
    const { rows, reached } = await backwards(all, 50, slow, () => spent);
    expect(rows).toEqual([]);
    expect(asked).toHaveLength(4);
    // Where a window took long, the next is no wider.
    expect(new Set(asked.map(({ from, to }) => to - from)).size).toBe(1);
    expect((await backwards({ from: -Infinity, to: reached! }, 50, read)).rows).toEqual([NOW - 100 * DAY]);
  });
});
