import { describe, expect, it } from '@jest/globals';
import { day, drawn, Playing } from './playing.js';

const ORDERED: [string, object] = ['event-trigger', { event: 'order_completed' }];

describe('what comes for a step that the run has left behind', () => {
  it('WAIT-6 a task of an earlier round of a loop is not answered for this one', () => {
    const loop = drawn(
      {
        start: ORDERED as [string, Record<string, unknown>],
        task: ['human-task', { title: 'Call', owner: 'ann@example.com', due: '48h', answers: [{ id: 'reached' }] }],
        rest: ['wait-duration', { for: '1d' }],
      },
      ['start.next>task', 'task.reached>rest', 'task.overdue>rest', 'rest.next>task'],
    );
    const played = new Playing({ journeys: { loop } }).order(day(0));
    const { id: enrollment, step } = played.profile.enrollments[0]!;
    const answer = (at: number, of: number) =>
      played.play([{ kind: 'answer', seq: 9, at: day(at), enrollment, step: of, answer: 'reached' }]).resting;
    expect(answer(1, step + 1)).toEqual(['rest until @2']);
    played.until(day(2));
    expect(answer(2.5, step + 1)).toEqual(['task until @4']);
    expect(answer(3, step + 3)).toEqual(['rest until @4']);
  });

  it('WAIT-6 a run that was waited for too long does not end the wait for another one', () => {
    const child = drawn(
      { start: ['journey-trigger'], rest: ['wait-duration', { for: '5d' }], end: ['end'] },
      ['start.next>rest', 'rest.next>end'],
      { reentry: { rule: 'always' } },
    );
    const parent = drawn(
      {
        start: ORDERED as [string, Record<string, unknown>],
        first: ['sub-journey', { journey: 'child', timeout: '1d' }],
        second: ['sub-journey', { journey: 'child', timeout: '10d' }],
        end: ['end'],
      },
      ['start.next>first', 'first.timeout>second', 'first.ended>end', 'second.ended>end', 'second.timeout>end'],
    );
    const played = new Playing({ journeys: { parent, child } }).order(day(0)).until(day(9));
    expect(played.path.filter((step) => /^(first|second)/.test(step))).toEqual(['first.timeout @1', 'second.ended @6']);
  });
});
