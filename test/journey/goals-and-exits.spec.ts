import { describe, expect, it } from '@jest/globals';
import type { Journey, JourneySettings, Reentry } from '@sojourn/journey';
import { day, drawn, Playing } from './playing.js';

/** Signing up enters; a message, a day of rest, and the end. */
const stay = (settings: JourneySettings): Journey =>
  drawn(
    {
      signed: ['event-trigger', { event: 'signed_up' }],
      rest: ['wait-duration', { for: '10d' }],
      hello: ['set-attribute', { attribute: 'greeted', value: true }],
      end: ['end'],
    },
    ['signed.next>rest', 'rest.next>hello', 'hello.next>end'],
    settings,
  );
const ORDERED = { on: 'event', event: 'order_completed' } as const;
const always: Reentry = { rule: 'always' };
const playing = (settings: JourneySettings) => new Playing({ journeys: { stay: stay(settings) } });
const endings = ({ changes }: Playing) => changes.endings.map(({ reason }) => reason);
const goals = ({ changes }: Playing) =>
  changes.goals.map(({ goal, at }) => `${goal} @${(at - day(0)) / (day(1) - day(0))}`);

describe('goals', () => {
  it('EXIT-1 a goal that only counts lets the run go on, and counts each enrollment once', () => {
    const played = playing({ goals: [{ id: 'bought', when: ORDERED, effect: 'count' }] })
      .event('signed_up', day(0))
      .order(day(1))
      .order(day(2))
      .until(day(20));
    expect(goals(played)).toEqual(['bought @1']);
    expect(endings(played)).toEqual(['completed']);
    expect(played.profile.ledger.get('stay|')).toMatchObject({ count: 1, goals: 1 });
  });

  it('EXIT-1 a run that reaches two goals is one run that reached a goal', () => {
    const goals = ['first', 'second'].map((id) => ({ id, when: ORDERED, effect: 'count' as const }));
    const played = playing({ goals, reentry: always }).event('signed_up', day(0)).order(day(1));
    expect(played.changes.goals).toHaveLength(2);
    expect(played.profile.ledger.get('stay|')).toMatchObject({ count: 1, goals: 1 });
    expect(played.event('signed_up', day(2)).order(day(3)).profile.ledger.get('stay|')).toMatchObject({ goals: 2 });
  });

  it('EXIT-1 a goal that ends the run ends it in the event that reaches it, wherever it rests', () => {
    const played = playing({ goals: [{ id: 'bought', when: ORDERED, effect: 'exit' }] })
      .event('signed_up', day(0))
      .order(day(3));
    expect(played.path).toEqual(['signed.next @0', 'rest:ended @3']);
    expect(endings(played)).toEqual(['goal']);
    expect(played.resting).toEqual([]);
  });

  it('EXIT-1 a window counts from the entry; at its very end it is over', () => {
    const settings: JourneySettings = { goals: [{ id: 'bought', when: ORDERED, within: '2d', effect: 'count' }] };
    expect(
      goals(
        playing(settings)
          .event('signed_up', day(0))
          .order(day(2) - 1),
      ),
    ).toHaveLength(1);
    expect(goals(playing(settings).event('signed_up', day(0)).order(day(2)))).toEqual([]);
  });

  it('EXIT-1 a filter reads the event and what started the run (WAIT-3)', () => {
    const filter = { fact: { property: 'plan' }, is: 'eq', value: { entry: 'plan' } } as const;
    const settings: JourneySettings = { goals: [{ id: 'bought', when: { ...ORDERED, filter }, effect: 'count' }] };
    const played = playing(settings).event('signed_up', day(0), { plan: 'pro' }).order(day(1), { plan: 'free' });
    expect(goals(played)).toEqual([]);
    expect(goals(played.order(day(2), { plan: 'pro' }))).toEqual(['bought @2']);
  });

  it('EXIT-1 a state that held at entry counts when it comes true anew', () => {
    const vip = { fact: { attribute: 'tier' }, is: 'eq', value: 'vip' } as const;
    const settings: JourneySettings = { goals: [{ id: 'vip', when: { on: 'condition', rule: vip }, effect: 'count' }] };
    const played = playing(settings).identify({ tier: 'vip' }, day(0)).event('signed_up', day(1));
    expect(goals(played.event('visited', day(2)))).toEqual([]);
    played.identify({ tier: 'basic' }, day(3)).identify({ tier: 'vip' }, day(4));
    expect(goals(played)).toEqual(['vip @4']);
  });

  it('EXIT-1 a state that time brings about is reached at the very instant', () => {
    const quiet = { fact: { event: 'visited', measure: 'last' }, is: 'longer_ago', value: '3d' } as const;
    const settings: JourneySettings = {
      goals: [{ id: 'quiet', when: { on: 'condition', rule: quiet }, effect: 'exit' }],
    };
    const played = playing(settings).event('visited', day(0)).event('signed_up', day(1)).until(day(9));
    expect(goals(played)).toEqual(['quiet @3']);
    expect(played.path.at(-1)).toBe('rest:ended @3');
  });
});

describe('exit rules', () => {
  it('EXIT-2 an event takes the run out at once and cancels its wait', () => {
    const closed = { on: 'event', event: 'account_closed' } as const;
    const played = playing({ exits: [{ id: 'closed', when: closed }] })
      .event('signed_up', day(0))
      .event('account_closed', day(4))
      .until(day(30));
    expect(played.path).toEqual(['signed.next @0', 'rest:ended @4']);
    expect(played.changes.steps.at(-1)!.reason).toMatchObject({ exit: 'closed', event: 'account_closed' });
    expect(endings(played)).toEqual(['exit_rule']);
  });

  it('EXIT-2 a change of stage takes it out in the transaction of what changed it', () => {
    const played = playing({ exits: [{ id: 'bought', when: { on: 'stage', to: ['growth'] } }] })
      .event('signed_up', day(0))
      .order(day(1));
    expect(played.transitions.at(-1)).toContain('growth @1');
    expect(played.path.at(-1)).toBe('rest:ended @1');
  });

  it('EXIT-2 a date takes everybody out at that instant', () => {
    const played = playing({ exits: [{ id: 'over', when: { on: 'date', at: '2026-01-06T00:00:00Z' } }] })
      .event('signed_up', day(0))
      .until(day(30));
    expect(played.path).toEqual(['signed.next @0', 'rest:ended @5']);
  });

  it('EXIT-2 a rule about a state is asked at entry, and again just before an action', () => {
    const vip = { fact: { attribute: 'tier' }, is: 'eq', value: 'vip' } as const;
    const promoted = drawn(
      {
        signed: ['event-trigger', { event: 'signed_up' }],
        promote: ['set-attribute', { attribute: 'tier', value: 'vip' }],
        hello: ['set-attribute', { attribute: 'greeted', value: true }],
        end: ['end'],
      },
      ['signed.next>promote', 'promote.next>hello', 'hello.next>end'],
      { exits: [{ id: 'vip', when: { on: 'condition', rule: vip } }], reentry: always },
    );
    const played = new Playing({ journeys: { promoted } }).event('signed_up', day(1)).event('signed_up', day(2));
    expect(played.path).toEqual(['signed.next @1', 'promote.next @1', 'hello:ended @1', 'signed:ended @2']);
    expect(played.profile.attributes.greeted).toBeUndefined();
  });

  it('EXIT-3 the goal is judged before the exit', () => {
    const settings: JourneySettings = {
      goals: [{ id: 'bought', when: ORDERED, effect: 'count' }],
      exits: [{ id: 'ordered', when: ORDERED }],
    };
    const played = playing(settings).event('signed_up', day(0)).order(day(1));
    expect(goals(played)).toEqual(['bought @1']);
    expect(endings(played)).toEqual(['exit_rule']);
  });

  it('EXIT-3 a message that is on its way is not called back, and the log says so', () => {
    const mails = drawn(
      {
        signed: ['event-trigger', { event: 'signed_up' }],
        mail: ['call-webhook', { url: 'https://example.com/hook' }],
        end: ['end'],
      },
      ['signed.next>mail', 'mail.next>end'],
      { exits: [{ id: 'ordered', when: ORDERED }] },
    );
    const played = new Playing({ journeys: { mails }, handOver: 'park' }).event('signed_up', day(0)).order(day(1));
    expect(played.path).toEqual(['signed.next @0', 'mail:ended @1']);
    expect(played.changes.steps.at(-1)!.reason).toMatchObject({ exit: 'ordered', messageOpen: true });
    played.receipt(0, { outcome: 'sent' }, day(2));
    expect(played.path).toHaveLength(2);
  });
});

describe('who may enter besides', () => {
  it('ENTRY-5 a holdout is logged, gets nothing, and is always the same people', () => {
    const settings: JourneySettings = { holdout: 50, reentry: always };
    const chosen = (id: string) => {
      const played = playing(settings);
      played.profile.id = id;
      return endings(played.event('signed_up', day(0)).event('signed_up', day(1)));
    };
    const people = Array.from({ length: 400 }, (_, index) => chosen(`profile ${index}`));
    for (const reasons of people) expect([0, 2]).toContain(reasons.filter((reason) => reason === 'holdout').length);
    const held = people.filter(([first]) => first === 'holdout').length;
    expect(held).toBeGreaterThan(160);
    expect(held).toBeLessThan(240);
  });

  it('ENTRY-6 nobody enters before the start or from the end on', () => {
    const played = playing({ start: '2026-01-03T00:00:00Z', end: '2026-01-05T00:00:00Z', reentry: always });
    for (const at of [day(2) - 1, day(2), day(4) - 1, day(4)]) played.event('signed_up', at);
    expect(played.path.filter((step) => step.startsWith('signed'))).toHaveLength(2);
    expect(played.changes.refusals.map(({ rule }) => rule)).toEqual(['not_started', 'over']);
  });

  it('ENTRY-6 in an exclusion group the second is refused', () => {
    const exclusion = { group: 'recall', otherwise: 'refuse' } as const;
    const played = new Playing({ journeys: { one: stay({ exclusion }), two: stay({ exclusion }) } });
    played.event('signed_up', day(0));
    expect(played.refusals).toEqual(['two excluded @0']);
    expect(played.resting).toEqual(['rest until @10']);
  });

  it('ENTRY-6 in an exclusion group the second may wait at the door, and goes in when the first is out', () => {
    const exclusion = { group: 'recall', otherwise: 'wait' } as const;
    const played = new Playing({ journeys: { one: stay({ exclusion }), two: stay({ exclusion }) } });
    played.event('signed_up', day(0));
    expect(played.resting).toEqual(['rest until @10', 'signed excluded']);
    played.until(day(11));
    expect(played.path).toContain('signed.next @10');
    expect(played.resting).toEqual(['rest until @20']);
  });

  it('ENTRY-6 who waits at the door of a group is asked the exit rules when it opens, and not before', () => {
    const exclusion = { group: 'recall', otherwise: 'wait' } as const;
    const vip = { fact: { attribute: 'tier' }, is: 'eq', value: 'vip' } as const;
    const exits: JourneySettings['exits'] = [{ id: 'vip', when: { on: 'condition', rule: vip } }];
    const played = new Playing({ journeys: { one: stay({ exclusion }), two: stay({ exclusion, exits }) } });
    played.event('signed_up', day(0)).identify({ tier: 'vip' }, day(1));
    expect(played.resting).toEqual(['rest until @10', 'signed excluded']);
    played.until(day(11));
    expect(played.path).toContain('signed:ended @10');
    expect(endings(played)).toEqual(['completed', 'exit_rule']);
  });

  it('ENTRY-6 canary and entry rate are asked last, and their no is logged', () => {
    const asked: string[] = [];
    const played = new Playing({
      journeys: { stay: stay({ canary: { people: 1 }, reentry: always }) },
      admit: ({ journey }) => (asked.push(journey) > 1 ? 'canary' : undefined),
    });
    played.event('signed_up', day(0)).event('signed_up', day(1));
    expect(played.refusals).toEqual(['stay canary @1']);
  });
});

describe('what a journey may cost', () => {
  it('STATE-3 a visit budget ends the run with that reason', () => {
    const loop = drawn(
      {
        signed: ['event-trigger', { event: 'signed_up' }],
        rest: ['wait-duration', { for: '1d' }],
        mark: ['set-attribute', { attribute: 'seen', value: true }],
      },
      ['signed.next>rest', 'rest.next>mark', 'mark.next>rest'],
    );
    loop.nodes[2]!.visits = 3;
    const played = new Playing({ journeys: { loop } }).event('signed_up', day(0)).until(day(30));
    expect(played.path.filter((step) => step.startsWith('mark.next'))).toHaveLength(3);
    expect(endings(played)).toEqual(['visit_limit']);
  });
});
