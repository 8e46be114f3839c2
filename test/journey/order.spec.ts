import { describe, expect, it } from '@jest/globals';
import { day, awaiting, drawn, Playing } from './playing.js';

const winBack = drawn(
  {
    silent: ['stage-trigger', { to: ['silent'] }],
    email: ['send-email', { template: 'we-miss-you', topic: 'marketing' }],
    wait: ['wait-event', awaiting('order_completed', '30d')],
    returned: ['end', { result: 'returned' }],
    gone: ['end'],
  },
  ['silent.next>email', 'email.next>wait', 'wait.happened>returned', 'wait.timeout>gone'],
  { reentry: { rule: 'after_exit' } },
);

describe('time and arrivals at one instant', () => {
  it('TIME-6 an order exactly 60 days after the last finds the profile silent and brings it back', () => {
    const played = new Playing({}).order(day(0)).order(day(60));
    expect(played.transitions).toEqual([
      'unclassified>growth @0 event',
      'growth>silent @60 time',
      'silent>mature @60 event',
    ]);
  });

  it('TIME-6 an order one millisecond before 60 days keeps the profile from falling silent', () => {
    const played = new Playing({}).order(day(0)).order(day(60) - 1);
    expect(played.transitions).toHaveLength(2);
    expect(played.transitions[1]).toMatch(/^growth>mature .* event$/);
  });

  it('TIME-6 an event exactly at the timeout is late for the wait', () => {
    const played = new Playing({ journeys: { winBack } }).order(day(0)).order(day(90));
    expect(played.path.at(-1)).toBe('gone:ended @90');
    expect(played.path).toContain('wait.timeout @90');
  });

  it('TIME-6 an event one millisecond before the timeout is in time', () => {
    const played = new Playing({ journeys: { winBack } }).order(day(0)).order(day(90) - 1);
    expect(played.changes.steps.at(-2)).toMatchObject({ port: 'happened', at: day(90) - 1 });
  });

  it('D1 at one instant the stage moves before a wait is over, so that what follows sees the new stage', () => {
    const journey = drawn(
      {
        start: ['event-trigger', { event: 'order_completed' }],
        rest: ['wait-duration', { for: '60d' }],
        split: ['stage-split'],
        silent: ['end'],
        growth: ['end'],
      },
      ['start.next>rest', 'rest.next>split', 'split.silent>silent', 'split.growth>growth'],
    );
    const played = new Playing({ journeys: { journey } }).order(day(0)).until(day(60));
    expect(played.path.at(-1)).toBe('silent:ended @60');
  });

  it('D1 a lagging worker gives the same path as one that keeps up', () => {
    const keepingUp = new Playing({ journeys: { winBack } });
    for (const [at, ordered] of [
      [0, true],
      [10, false],
      [60, false],
      [61, true],
      [125, false],
      [170, true],
    ] as const) {
      if (ordered) keepingUp.order(day(at));
      keepingUp.until(day(at));
    }
    const lagging = new Playing({ journeys: { winBack } });
    const orders = [0, 61, 170].map((at, index) => ({
      kind: 'event' as const,
      seq: index + 1,
      at: day(at),
      occurredAt: day(at),
      name: 'order_completed',
      properties: {},
    }));
    lagging.play(orders, day(170));
    expect(lagging.path).toEqual(keepingUp.path);
    expect(lagging.transitions).toEqual(keepingUp.transitions);
    expect(lagging.path.length).toBeGreaterThan(5);
  });

  it('D1 an arrival never plays before what was played: time does not go back', () => {
    const played = new Playing({}).order(day(10)).event('order_completed', day(9));
    expect(played.transitions).toEqual(['unclassified>growth @10 event', 'growth>mature @10 event']);
  });
});

describe('the effects of one event', () => {
  it('EVENT-3 a trigger and its filter see the profile as the event left it', () => {
    const journey = drawn(
      {
        ordered: [
          'event-trigger',
          { event: 'order_completed', filter: { fact: { stage: 'current' }, is: 'eq', value: 'mature' } },
        ],
        end: ['end'],
      },
      ['ordered.next>end'],
    );
    const played = new Playing({ journeys: { journey } }).order(day(0)).order(day(1));
    expect(played.path).toEqual(['ordered.next @1', 'end:ended @1']);
  });

  it('EVENT-3 a wait hears the event before a trigger of it starts anew', () => {
    const journey = drawn(
      {
        ordered: ['event-trigger', { event: 'order_completed' }],
        wait: ['wait-event', awaiting('order_completed', '9d')],
        end: ['end'],
        late: ['end'],
      },
      ['ordered.next>wait', 'wait.happened>end', 'wait.timeout>late'],
    );
    const played = new Playing({ journeys: { journey } }).order(day(0)).order(day(1));
    expect(played.path).toEqual(['ordered.next @0', 'wait.happened @1', 'end:ended @1', 'ordered.next @1']);
  });

  it('EVENT-3 an event that starts a journey is not heard by the wait it leads to', () => {
    const journey = drawn(
      {
        ordered: ['event-trigger', { event: 'order_completed' }],
        wait: ['wait-event', awaiting('order_completed', '9d')],
        end: ['end'],
        late: ['end'],
      },
      ['ordered.next>wait', 'wait.happened>end', 'wait.timeout>late'],
    );
    expect(new Playing({ journeys: { journey } }).order(day(0)).resting).toEqual(['wait until @9']);
  });

  it('EVENT-4 a late event counts by when it happened and never moves "last seen" backwards', () => {
    const played = new Playing({}).order(day(10)).event('order_completed', day(11), {}, { occurredAt: day(2) });
    expect(played.profile.events.get('order_completed')).toMatchObject({ count: 2, first: day(2), last: day(10) });
    expect(played.profile).toMatchObject({ firstSeen: day(2), lastSeen: day(10) });
    expect(played.transitions.at(-1)).toBe('growth>mature @11 event');
  });

  it('EVENT-4 imported traits say what is known, not that anybody was there', () => {
    const traits = { city: 'Chengdu' };
    const played = new Playing({}).play([
      { kind: 'identify', seq: 1, at: day(5), occurredAt: day(5), traits, late: true },
    ]);
    expect(played.profile).toMatchObject({ attributes: traits, firstSeen: undefined, lastSeen: undefined });
    expect(played.identify(traits, day(6)).profile.lastSeen).toBe(day(6));
  });

  it('EVENT-4 a date in the future counts as the moment it was accepted', () => {
    const played = new Playing({}).event('order_completed', day(1), {}, { occurredAt: day(500) });
    expect(played.profile.events.get('order_completed')).toMatchObject({ first: day(1), last: day(1) });
  });

  it('an event accepted too late to start anything builds facts and stage only', () => {
    const journey = drawn({ ordered: ['event-trigger', { event: 'order_completed' }], end: ['end'] }, [
      'ordered.next>end',
    ]);
    const played = new Playing({ journeys: { journey } }).event(
      'order_completed',
      day(9),
      {},
      { occurredAt: day(1), late: true },
    );
    expect(played.path).toEqual([]);
    expect(played.transitions).toEqual(['unclassified>growth @9 import']);
  });
});

describe('a property of the event at hand', () => {
  it('is known to filters only, so that a receipt in between changes nothing', () => {
    const rule = { fact: { property: 'plan' }, is: 'eq', value: 'pro' };
    const journey = drawn(
      {
        ordered: ['event-trigger', { event: 'order_completed', filter: rule }],
        asked: ['if-else', { rule }],
        yes: ['end'],
        no: ['end'],
      },
      ['ordered.next>asked', 'asked.yes>yes', 'asked.no>no'],
    );
    expect(new Playing({ journeys: { journey } }).order(day(0), { plan: 'pro' }).path).toEqual([
      'ordered.next @0',
      'asked.no @0',
      'no:ended @0',
    ]);
  });

  it('of another run is never taken for the own starting event', () => {
    const entry = { fact: { entry: 'plan' }, is: 'eq', value: 'pro' };
    const first = drawn({ a: ['event-trigger', { event: 'order_completed' }], e: ['end'] }, ['a.next>e']);
    const second = drawn({ b: ['event-trigger', { event: 'order_completed', filter: entry }], e: ['end'] }, [
      'b.next>e',
    ]);
    const played = new Playing({ journeys: { first, second } }).order(day(0), { plan: 'pro' });
    expect(played.path).toEqual(['a.next @0', 'e:ended @0']);
  });
});
