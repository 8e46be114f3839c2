import { describe, expect, it } from '@jest/globals';
import type { Arrival } from '@sojourn/journey';
import { NEVER } from '@sojourn/rules';
import { awaiting, day, drawn, Playing } from './playing.js';

const waiting = (length: string) =>
  drawn(
    {
      start: ['event-trigger', { event: 'signed_up' }],
      rest: ['wait-duration', { for: length }],
      last: ['wait-duration', { for: '1d' }],
      end: ['end'],
    },
    ['start.next>rest', 'rest.next>last', 'last.next>end'],
  );
const listening = drawn(
  {
    start: ['event-trigger', { event: 'signed_up' }],
    hear: ['wait-event', awaiting('order_completed', '10d')],
    end: ['end'],
    late: ['end'],
  },
  ['start.next>hear', 'hear.happened>end', 'hear.timeout>late'],
);
const inside = (graph = waiting('10d')) => new Playing({ journeys: { j: graph } }).event('signed_up', day(0));
type Hand = Extract<Arrival, { kind: 'move' | 'skip' | 'exit' }>;
type Given<Kind> = Kind extends unknown ? Omit<Kind, 'seq' | 'at' | 'enrollment' | 'reason'> : never;
const byHand = (played: Playing, at: number, hand: Given<Hand>) =>
  played.play([{ seq: 99, at, enrollment: played.profile.enrollments[0]!.id, reason: 'asked', ...hand } as Hand]);

describe('a pause in which timers stand still', () => {
  it('STATE-1 puts a wait off by exactly as long, though nobody looked meanwhile', () => {
    const played = inside();
    played.freezes = [{ from: day(3), until: day(5) + 7 }];
    played.until(day(12) + 6);
    expect(played.resting).toEqual([`rest until @${12 + 7 / 86_400_000}`]);
    expect(played.until(day(12) + 7).path.at(-1)).toBe(`rest.next @${12 + 7 / 86_400_000}`);
    // The next rest began after it: nothing is put off twice.
    played.until(day(13) + 7);
    expect(played.profile.enrollments).toHaveLength(0);
  });

  it('STATE-1 puts a wait that begins in it off only from then on', () => {
    const played = inside(listening);
    played.freezes = [{ from: day(3), until: NEVER }];
    played.until(day(11));
    expect(played.resting).toEqual(['hear paused']);
    expect(played.order(day(12)).path.at(-1)).toBe('end:ended @12');
  });

  it('STATE-1 lets an event end a wait that has time left, and none whose time had come before', () => {
    const late = inside(listening);
    late.freezes = [{ from: day(10), until: NEVER }];
    expect(late.until(day(11)).order(day(12)).resting).toEqual(['hear paused']);
    // Put aside at its tenth day, and resumed without being released yet: one of its days is left.
    const resumed = () => {
      const played = inside(listening);
      played.freezes = [{ from: day(9), until: NEVER }];
      played.until(day(11));
      played.freezes = [{ from: day(9), until: day(20) }];
      return played;
    };
    expect(resumed().order(day(21) - 1).path).toContain(`end:ended @${21 - 1 / 86_400_000}`);
    expect(resumed().order(day(21)).resting).toEqual(['hear paused']);
  });

  it('is over for a wait that is worked out anew: it begins as late as it stood still', () => {
    const played = inside();
    played.freezes = [{ from: day(3), until: day(5) }];
    played.revise('j', waiting('20d'));
    played.freezes = [{ from: day(3), until: day(5) }];
    byHand(played, day(6), { kind: 'move', version: 2, node: 'rest', wait: 'recompute' });
    expect(played.until(day(20)).resting).toEqual(['rest until @22']);
  });
});

describe('somebody inside, by hand', () => {
  it('VERSION-3 is moved with the due time kept, or worked out anew from when the wait was reached', () => {
    for (const [wait, due] of [
      ['keep', 10],
      ['recompute', 20],
    ] as const) {
      const played = inside().until(day(4));
      played.revise('j', waiting('20d'));
      byHand(played, day(4), { kind: 'move', version: 2, node: 'rest', wait });
      expect(played.resting).toEqual([`rest until @${due}`]);
      expect(played.profile.enrollments[0]).toMatchObject({ version: 2, arrivedAt: day(0) });
    }
  });

  it('VERSION-3 whose wait is over by the new reckoning goes on at once', () => {
    const played = inside().until(day(4));
    played.revise('j', waiting('2d'));
    byHand(played, day(4), { kind: 'move', version: 2, node: 'rest', wait: 'recompute' }).until(day(4));
    expect(played.profile.enrollments[0]).toMatchObject({ version: 2, node: 'last' });
  });

  it('STATE-1 is moved elsewhere, brought forward, taken out, and the log says why', () => {
    const moved = byHand(inside(), day(1), { kind: 'move', version: 1, node: 'last', wait: 'keep' });
    expect(moved.resting).toEqual(['last until @2']);
    const skipped = byHand(inside(listening), day(1), { kind: 'skip' });
    expect(skipped.path).toContain('hear.timeout @1');
    const chosen = byHand(inside(listening), day(1), { kind: 'skip', port: 'happened' });
    expect(chosen.path).toContain('hear.happened @1');
    const out = byHand(inside(), day(1), { kind: 'exit' });
    expect(out.path.at(-1)).toBe('rest:ended @1');
    for (const { changes } of [moved, skipped, chosen, out])
      expect(JSON.stringify(changes.steps.map(({ reason }) => reason))).toContain('asked');
  });

  it('STATE-1 is left alone where it has gone on from the step that was meant', () => {
    const hands: Given<Hand>[] = [
      { kind: 'move', version: 1, node: 'rest', wait: 'keep', step: 1 },
      { kind: 'skip', step: 1 },
      { kind: 'exit', step: 1 },
    ];
    for (const hand of hands) {
      const played = inside().until(day(10));
      expect(byHand(played, day(10), hand).resting).toEqual(['last until @11']);
    }
  });
});
