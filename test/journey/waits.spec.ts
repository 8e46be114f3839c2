import { describe, expect, it } from '@jest/globals';
import type { Journey } from '@sojourn/journey';
import { HOUR } from '@sojourn/rules';
import { day, awaiting, drawn, Playing } from './playing.js';

const sent = { outcome: 'sent' } as const;

/** An order starts it; a mail goes out; then it waits for a visit. */
const mailThenWait = drawn(
  {
    ordered: ['event-trigger', { event: 'order_completed' }],
    mail: ['send-email', { template: 'thanks', topic: 'marketing' }],
    wait: ['wait-event', awaiting('page_viewed', '5d')],
    came: ['end'],
    stayed: ['end'],
    failed: ['end'],
  },
  ['ordered.next>mail', 'mail.next>wait', 'mail.failed>failed', 'wait.happened>came', 'wait.timeout>stayed'],
);

describe('waiting for a duration', () => {
  const journey = drawn(
    { start: ['event-trigger', { event: 'order_completed' }], rest: ['wait-duration', { for: '36h' }], end: ['end'] },
    ['start.next>rest', 'rest.next>end'],
  );

  it('TIME-2 TIME-5 wakes exactly when the time has elapsed, not a millisecond before', () => {
    const played = new Playing({ journeys: { journey } }).order(day(0)).until(day(1.5) - 1);
    expect(played.resting).toEqual(['rest until @1.5']);
    expect(played.until(day(1.5)).path).toEqual(['start.next @0', 'rest.next @1.5', 'end:ended @1.5']);
  });

  it('WAIT-6 a sleeping enrollment has a due instant, and a wait of no time is due at once', () => {
    const none = drawn(
      { start: ['event-trigger', { event: 'order_completed' }], rest: ['wait-duration', { for: '0s' }], end: ['end'] },
      ['start.next>rest', 'rest.next>end'],
    );
    const played = new Playing({ journeys: { none } }).order(day(0));
    expect(played.resting).toEqual(['rest until @0']);
    expect(played.until(day(0)).path.at(-1)).toBe('end:ended @0');
  });
});

describe('waiting for an event', () => {
  it('WAIT-2 an event after the wait began and before its timeout leaves by its port', () => {
    const played = new Playing({ journeys: { mailThenWait } }).order(day(0)).event('page_viewed', day(2)).until(day(9));
    expect(played.path.slice(-2)).toEqual(['wait.happened @2', 'came:ended @2']);
  });

  it('WAIT-2 an event that came before the wait began is not heard', () => {
    const played = new Playing({ journeys: { mailThenWait } }).event('page_viewed', day(0)).order(day(0)).until(day(9));
    expect(played.path.slice(-2)).toEqual(['wait.timeout @5', 'stayed:ended @5']);
  });

  it('WAIT-2 another event, and one that the filter refuses, leave it waiting', () => {
    const journey = drawn(
      {
        start: ['event-trigger', { event: 'order_completed' }],
        wait: ['wait-event', awaiting('page_viewed', '5d', { fact: { property: 'page' }, is: 'eq', value: 'cart' })],
        came: ['end'],
        stayed: ['end'],
      },
      ['start.next>wait', 'wait.happened>came', 'wait.timeout>stayed'],
    );
    const played = new Playing({ journeys: { journey } })
      .order(day(0))
      .event('session_started', day(1))
      .event('page_viewed', day(2), { page: 'home' });
    expect(played.resting).toEqual(['wait until @5']);
    expect(played.event('page_viewed', day(3), { page: 'cart' }).path.at(-1)).toBe('came:ended @3');
  });

  it('WAIT-2 of several enrollments each hears the event by itself, in the order they are due', () => {
    const anew = { ...mailThenWait, settings: { reentry: { rule: 'always' as const } } };
    const played = new Playing({ journeys: { anew } }).order(day(0)).order(day(1)).event('page_viewed', day(2));
    expect(played.path.filter((step) => step.startsWith('wait'))).toEqual(['wait.happened @2', 'wait.happened @2']);
  });

  it('STATE-1 a timer that comes due while the journey is paused is put aside, and an event after it is late', () => {
    const played = new Playing({ journeys: { mailThenWait } }).order(day(0));
    played.state = 'paused';
    played.until(day(6)).event('page_viewed', day(7));
    expect(played.resting).toEqual(['wait paused']);
    expect(played.profile.enrollments[0]).toMatchObject({ heldDue: day(5) });
  });
});

describe('a message that is parked until its receipt', () => {
  const parked = () => new Playing({ journeys: { mailThenWait }, handOver: 'park' }).order(day(0));

  it('D7 stays at the message, and nothing that time brings moves it', () => {
    expect(parked().until(day(3)).resting).toEqual(['mail delivery']);
  });

  it('D7 a receipt moves it at the instant it came to the message, however late it is told', () => {
    const played = parked().receipt(0, sent, day(1));
    expect(played.path.at(-1)).toBe('mail.next @0');
    expect(played.resting).toEqual(['wait until @5']);
  });

  it('D7 the wait that follows looks back over events accepted while the message was out', () => {
    const played = parked().event('page_viewed', day(1)).receipt(0, sent, day(2));
    expect(played.path.slice(-2)).toEqual(['wait.happened @1', 'came:ended @1']);
  });

  it('D7 looking back, an event exactly at the timeout is late, and one before the hand-over is too early', () => {
    const late = parked().event('page_viewed', day(5)).receipt(0, sent, day(6)).until(day(6));
    expect(late.path.at(-1)).toBe('stayed:ended @5');
    const early = parked().event('page_viewed', day(1)).receipt(0, sent, day(3), day(2));
    expect(early.resting).toEqual(['wait until @7']);
  });

  it('D7 looking back, what came before the message at the same instant does not count', () => {
    const played = new Playing({ journeys: { mailThenWait }, handOver: 'park' })
      .event('page_viewed', day(0))
      .order(day(0));
    expect(played.receipt(0, sent, day(1)).resting).toEqual(['wait until @5']);
  });

  it('D7 looking back reaches through a wait that was over when the receipt came', () => {
    const journey = drawn(
      {
        start: ['event-trigger', { event: 'order_completed' }],
        mail: ['send-email', { template: 'thanks', topic: 'marketing' }],
        rest: ['wait-duration', { for: '1h' }],
        wait: ['wait-event', awaiting('page_viewed', '1d')],
        came: ['end'],
        stayed: ['end'],
      },
      ['start.next>mail', 'mail.next>rest', 'rest.next>wait', 'wait.happened>came', 'wait.timeout>stayed'],
    );
    const played = new Playing({ journeys: { journey }, handOver: 'park' })
      .order(day(0))
      .event('page_viewed', day(0) + 30 * 60_000)
      .event('page_viewed', day(0) + 2 * HOUR)
      .receipt(0, sent, day(0) + 3 * HOUR)
      .until(day(0) + 3 * HOUR);
    expect(played.path.at(-1)).toBe(`came:ended @${2 / 24}`);
  });

  it('D7 a deferred message moves it at the hand-over, and the wait counts from there', () => {
    expect(parked().receipt(0, sent, day(2), day(2)).resting).toEqual(['wait until @7']);
  });

  it('SEND-4 a message that failed for good leaves by the error port', () => {
    const played = parked().receipt(0, { outcome: 'failed', reason: 'http_500' }, day(1));
    expect(played.path.slice(-2)).toEqual(['mail.failed @0', 'failed:ended @0']);
    expect(played.changes.steps.at(-2)).toMatchObject({ outcome: 'failed', error: 'http_500' });
  });

  it('SEND-4 without an error port the journey ends there as failed, or goes on where the node says so', () => {
    const drawing = drawn(
      {
        start: ['event-trigger', { event: 'order_completed' }],
        mail: ['send-email', { template: 't', topic: 'm' }],
        end: ['end'],
      },
      ['start.next>mail', 'mail.next>end'],
    );
    const failing = (journey: Journey) =>
      new Playing({ journeys: { journey }, handOver: 'park' })
        .order(day(0))
        .receipt(0, { outcome: 'failed', reason: 'http_500' }, day(1));
    expect(failing(drawing).changes.endings).toMatchObject([{ reason: 'failed' }]);
    const nodes = drawing.nodes.map((node) => (node.id === 'mail' ? { ...node, onError: 'continue' as const } : node));
    const gone = failing({ ...drawing, nodes });
    expect(gone.changes.endings).toMatchObject([{ reason: 'completed' }]);
    expect(gone.changes.steps.at(-2)).toMatchObject({ outcome: 'failed', error: 'http_500', port: 'next' });
  });

  it('a receipt told twice, or for someone who was taken out meanwhile, changes nothing', () => {
    const twice = parked().receipt(0, sent, day(1));
    const steps = twice.path.length;
    expect(twice.receipt(0, sent, day(1)).path).toHaveLength(steps);

    const out = parked();
    const enrollment = out.profile.enrollments[0]!.id;
    out.play([{ kind: 'exit', seq: 9, at: day(1), enrollment, reason: 'by hand' }]).receipt(0, sent, day(2));
    expect(out.path.at(-1)).toBe('mail:ended @1');
  });

  it('a receipt of an earlier round of a loop does not answer for the message of this round', () => {
    const loop = drawn(
      {
        start: ['event-trigger', { event: 'order_completed' }],
        mail: ['send-email', { template: 'thanks', topic: 'marketing' }],
        rest: ['wait-duration', { for: '1d' }],
      },
      ['start.next>mail', 'mail.next>rest', 'rest.next>mail'],
    );
    const played = new Playing({ journeys: { loop }, handOver: 'park' }).order(day(0)).receipt(0, sent, day(0));
    played.until(day(1));
    expect(played.resting).toEqual(['mail delivery']);
    expect(played.receipt(0, sent, day(1)).resting).toEqual(['mail delivery']);
    expect(played.receipt(1, sent, day(1)).resting).toEqual(['rest until @2']);
  });

  it('D1 parked or handed over at once, the path is the same', () => {
    const immediate = new Playing({ journeys: { mailThenWait } }).order(day(0)).event('page_viewed', day(1));
    const after = parked().event('page_viewed', day(1)).receipt(0, sent, day(1));
    expect(after.path).toEqual(immediate.path);
  });
});
