import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  DAY,
  formatDuration,
  HOUR,
  LAST_INSTANT,
  LONGEST_DURATION,
  milliseconds,
  parseDuration,
  parseInstant,
  writeInstant,
} from './instant.js';

describe('TIME-2 a duration', () => {
  it.each([
    ['30d', 30 * DAY],
    ['1d12h', 36 * HOUR],
    ['2w', 14 * DAY],
    ['90s', 90_000],
    ['0s', 0],
    ['1h1m1s1ms', 3_661_001],
  ])('%s', (text, ms) => expect(parseDuration(text)).toBe(ms));

  it.each(['', '30', 'd', '30 d', '-1d', '1.5d', '1m1h', '1d1d', '30D', '1y', '36526d', '１d'])(
    '%j is none',
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
      expect(() => milliseconds(text)).toThrow(RangeError);
    },
  );

  it('TIME-2 is exact to the millisecond, written and read back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: LONGEST_DURATION }), (ms) => {
        expect(milliseconds(formatDuration(ms))).toBe(ms);
      }),
    );
  });
});

describe('TIME-1 an instant', () => {
  it('TIME-1 carries its offset, or is a day, which begins in UTC', () => {
    expect(parseInstant('2026-11-21T09:00:00+08:00')).toBe(Date.UTC(2026, 10, 21, 1));
    expect(parseInstant('2026-11-21')).toBe(Date.UTC(2026, 10, 21));
    expect(parseInstant('1997-01-01T00:00Z')).toBe(Date.UTC(1997, 0, 1));
  });

  it.each([
    '2026-11-21T09:00:00',
    '2026-11-21 09:00',
    '21.11.2026',
    '2026-02-30',
    '2026-13-01',
    '2026-11-21T25:00Z',
    '0000-01-01',
    '9999-12-31',
    '3000-01-01',
    '1732150800000',
    '',
  ])('TIME-1 %j is none', (text) => expect(parseInstant(text)).toBeUndefined());

  it('is read back as it was written, up to the last', () => {
    expect(parseInstant(writeInstant(LAST_INSTANT))).toBe(LAST_INSTANT);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: LAST_INSTANT }), (at) => {
        expect(parseInstant(writeInstant(at))).toBe(at);
      }),
    );
  });
});
