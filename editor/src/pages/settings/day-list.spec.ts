import { describe, expect, it } from '@jest/globals';
import { readDays, writeDays } from './day-list.js';

describe('a list of dates', () => {
  it('is read whatever stands between them, in order and once each', () => {
    expect(readDays('2026-10-02, 2026-10-01\n2026-10-02，2026-12-31')).toEqual({
      days: ['2026-10-01', '2026-10-02', '2026-12-31'],
      wrong: [],
    });
  });

  it('tells what is no date', () => {
    expect(readDays('2026-02-29 tomorrow 2026-2-1 2024-02-29')).toEqual({
      days: ['2024-02-29'],
      wrong: ['2026-02-29', 'tomorrow', '2026-2-1'],
    });
  });

  it('is written month by month and read back the same', () => {
    const days = ['2026-10-01', '2026-10-02', '2026-12-31'];
    expect(writeDays(days)).toBe('2026-10-01, 2026-10-02\n2026-12-31');
    expect(readDays(writeDays(days)).days).toEqual(days);
  });
});
