import { describe, expect, it } from '@jest/globals';
import { NO_FILTER, stepQuery } from './step-query.js';

const journey = '0198c0de-0001-7000-8000-000000007919';

describe('what the execution log is asked', () => {
  it('is nothing in particular without filters', () => {
    expect(Object.values(stepQuery({}))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(Object.keys(NO_FILTER)).toEqual(Object.keys(stepQuery({})));
  });

  it('takes version and node only together with their journey', () => {
    expect(stepQuery({ version: '2', node: 'wait' })).toMatchObject({ version: undefined, node: undefined });
    expect(stepQuery({ journey, version: '2', node: 'wait' })).toMatchObject({ journey, version: 2, node: 'wait' });
  });

  it('reads times in the zone of the reader', () => {
    expect(stepQuery({ from: '2026-11-21T09:00' }).from).toBe(new Date(2026, 10, 21, 9).toISOString());
  });

  it('leaves out what makes no sense', () => {
    expect(stepQuery({ journey: 'x', profile: '1 or 1=1', outcome: 'maybe', from: 'soon', version: '-1' })).toEqual(
      stepQuery({}),
    );
  });
});
