import { describe, expect, it } from '@jest/globals';
import { chosenPeriod } from './chosen-period.js';

const now = new Date(2026, 10, 21, 15, 30).getTime();

describe('the period of the matrix', () => {
  it('is the last 30 days unless something else is asked', () => {
    expect(chosenPeriod({}, now)).toMatchObject({ kind: '30', to: new Date(now).toISOString() });
    expect(chosenPeriod({ period: 'nonsense' }, now).kind).toBe('30');
    expect(Date.parse(chosenPeriod({ period: '7' }, now).from)).toBe(now - 7 * 86_400_000);
  });

  it('covers both of two days in the reader’s zone', () => {
    const period = chosenPeriod({ period: 'own', from: '2026-03-01', to: '2026-03-31' }, now);
    expect(period.from).toBe(new Date(2026, 2, 1).toISOString());
    expect(period.to).toBe(new Date(2026, 3, 1).toISOString());
    expect([period.firstDay, period.lastDay]).toEqual(['2026-03-01', '2026-03-31']);
  });

  it('never ends before it begins', () => {
    const period = chosenPeriod({ period: 'own', from: '2026-03-10', to: '2026-03-01' }, now);
    expect([period.firstDay, period.lastDay]).toEqual(['2026-03-10', '2026-03-10']);
  });
});
