import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jsonFault } from './json-fault.js';

describe('where JSON goes wrong', () => {
  it.each([
    ['{\n  "a": 1,\n  "b" 2\n}', 3, 7],
    ['{"a": [1, 2,]}', 1, 13],
    ['{"a": }', 1, 7],
    ['{"a": 1', 1, 8],
    ['{"a": 1}}', 1, 9],
    ['[1, 02]', 1, 6],
    ['{"a": "x\ty"}', 1, 7],
    ['{"a": "never closed', 1, 7],
    ["{'a': 1}", 1, 2],
    ['', 1, 1],
    ['   \n  ', 2, 3],
    ['[1}', 1, 3],
    ['nul', 1, 1],
  ])('%j', (text, line, column) => {
    expect(() => JSON.parse(text)).toThrow();
    expect(jsonFault(text)).toEqual({ line, column });
  });

  it('is exactly behind what could still have become JSON', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), fc.nat(), (json, place) => {
        const cut = place % (json.length + 1);
        const broken = `${json.slice(0, cut)}\u0001${json.slice(cut)}`;
        const { line, column } = jsonFault(broken);
        expect(line).toBe(1);
        expect(column).toBeLessThanOrEqual(cut + 1);
      }),
    );
  });

  it('takes ten thousand levels and a string of a megabyte in its stride', () => {
    expect(jsonFault(`${'['.repeat(10_000)}}`)).toEqual({ line: 1, column: 10_001 });
    expect(jsonFault(`["${'x'.repeat(1_000_000)}" 1]`)).toEqual({ line: 1, column: 1_000_005 });
  });
});
