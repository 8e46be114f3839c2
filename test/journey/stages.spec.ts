import { describe, expect, it } from '@jest/globals';
import { ORDERS_ONLY_MODEL, type StageModel } from '@sojourn/lifecycle';
import { day, drawn, Playing } from './playing.js';

/** Orders-only, but who fell silent stays so for at least ten days. */
const withStay: StageModel = {
  ...ORDERS_ONLY_MODEL,
  stages: ORDERS_ONLY_MODEL.stages.map((stage) => (stage.id === 'silent' ? { ...stage, minimumStay: '70d' } : stage)),
};

const stricter = (silentAfter: string): StageModel => ({
  ...ORDERS_ONLY_MODEL,
  stages: ORDERS_ONLY_MODEL.stages.map((stage) =>
    stage.id === 'silent'
      ? { ...stage, rule: { fact: { meaning: 'order', measure: 'last' }, is: 'longer_ago', value: silentAfter } }
      : stage,
  ),
});

const onSilent = drawn({ silent: ['stage-trigger', { to: ['silent'] }], end: ['end'] }, ['silent.next>end']);

describe('a profile moving through its stages', () => {
  it('STAGE-2 moves at the exact instant a time rule says, without any event', () => {
    const played = new Playing({}).order(day(0));
    expect(played.profile.nextFlip).toBe(day(60));
    expect(played.until(day(60) - 1).transitions).toHaveLength(1);
    expect(played.until(day(60)).transitions).toHaveLength(2);
  });

  it('STAGE-3 every move is a row with its cause and the values that decided it', () => {
    const played = new Playing({}).order(day(0)).until(day(200));
    expect(played.transitions).toEqual([
      'unclassified>growth @0 event',
      'growth>silent @60 time',
      'silent>churned @120 time',
    ]);
    const [, silent] = played.changes.transitions;
    expect(silent!.findings).toContainEqual({
      fact: { meaning: 'order', measure: 'last' },
      is: 'longer_ago',
      value: '60d',
      found: day(0),
      holds: true,
    });
  });

  it('STAGE-6 skips stages and comes back; a return is a move like any other and starts journeys', () => {
    const back = drawn({ back: ['stage-trigger', { from: ['churned'] }], end: ['end'] }, ['back.next>end']);
    const played = new Playing({ journeys: { back } }).order(day(0)).order(day(130));
    expect(played.transitions.at(-1)).toBe('churned>mature @130 event');
    expect(played.path).toEqual(['back.next @130', 'end:ended @130']);
  });

  it('STAGE-3 one that was set by hand stays, whatever time and orders bring, until the rules decide again', () => {
    const played = new Playing({}).order(day(0));
    played
      .play([{ kind: 'stage', seq: 9, at: day(1), stage: 'mature' }])
      .order(day(2))
      .until(day(100));
    expect(played.transitions.slice(1)).toEqual(['growth>mature @1 manual']);
    played.play([{ kind: 'stage', seq: 10, at: day(101) }]);
    expect(played.transitions.at(-1)).toBe('mature>silent @101 manual');
  });

  it('STAGE-3 a layer that no rule decides stays as well where it was set by hand', () => {
    const classed = (rfm: string, at: number) =>
      ({ kind: 'scores', seq: 9, at, scores: {}, classes: { rfm }, cause: 'behaviour' }) as const;
    const played = new Playing({}).play([classed('keep', day(0))]);
    played.play([{ kind: 'stage', seq: 10, at: day(1), model: 'rfm', stage: 'value' }, classed('lost', day(2))]);
    expect(played.profile.layers.rfm).toMatchObject({ stage: 'value', since: day(1), pinned: true });
  });

  it('STAGE-1 who has done nothing that a rule knows is unclassified', () => {
    const model: StageModel = {
      format: 1,
      id: 'buyers',
      name: { en: 'Buyers', zh: '买家' },
      stages: [
        {
          id: 'buyer',
          name: { en: 'Buyer', zh: '买家' },
          rule: { fact: { meaning: 'order', measure: 'count' }, is: 'gte', value: 1 },
        },
      ],
      evaluation: ['buyer'],
    };
    const played = new Playing({ model }).event('page_viewed', day(0));
    expect(played.profile.stage).toBe('unclassified');
    expect(played.order(day(1)).transitions).toEqual(['unclassified>buyer @1 event']);
  });

  it('STAGE-2 an attribute that a journey sets moves the stage at once and starts what waits for it', () => {
    const model: StageModel = {
      format: 1,
      id: 'vip',
      name: { en: 'VIP', zh: 'VIP' },
      stages: [
        { id: 'vip', name: { en: 'VIP', zh: 'VIP' }, rule: { fact: { attribute: 'tier' }, is: 'eq', value: 'vip' } },
      ],
      evaluation: ['vip'],
    };
    const grant = drawn(
      {
        ordered: ['event-trigger', { event: 'order_completed' }],
        set: ['set-attribute', { attribute: 'tier', value: 'vip' }],
        end: ['end'],
      },
      ['ordered.next>set', 'set.next>end'],
    );
    const greet = drawn({ vip: ['stage-trigger', { to: ['vip'] }], hello: ['end'] }, ['vip.next>hello']);
    const played = new Playing({ model, journeys: { grant, greet } }).order(day(3));
    expect(played.transitions).toEqual(['unclassified>vip @3 event']);
    expect(played.path).toEqual(['ordered.next @3', 'set.next @3', 'end:ended @3', 'vip.next @3', 'hello:ended @3']);
  });
});

describe('a minimum stay', () => {
  it('STAGE-5 holds back what time does, until it is over to the millisecond', () => {
    const played = new Playing({ model: withStay }).order(day(0)).until(day(130) - 1);
    expect(played.profile.stage).toBe('silent');
    expect(played.until(day(130)).transitions.at(-1)).toBe('silent>churned @130 time');
  });

  it('STAGE-5 never holds back what the customer does', () => {
    const played = new Playing({ model: withStay }).order(day(0)).order(day(61));
    expect(played.transitions.at(-1)).toBe('silent>mature @61 event');
  });

  it('STAGE-5 an event that changes nothing for the model does not release what time would do', () => {
    const played = new Playing({ model: withStay }).order(day(0)).event('newsletter_opened', day(125));
    expect(played.profile.stage).toBe('silent');
    expect(played.until(day(200)).transitions.at(-1)).toBe('silent>churned @130 time');
  });

  it('STAGE-5 holds in imported history as it does live', () => {
    const played = new Playing({ model: withStay }).imports([['order_completed', day(0)]], day(125));
    expect(played.profile.stage).toBe('silent');
    expect(played.until(day(131)).transitions.at(-1)).toBe('silent>churned @130 time');
  });
});

describe('a new model', () => {
  it('STAGE-4 moves the profile when it reaches it, with its own cause, and starts no journey', () => {
    const played = new Playing({ journeys: { onSilent } }).order(day(0)).until(day(40));
    played.publish(stricter('30d')).play([{ kind: 'recompute', seq: 9, at: day(41) }], day(41));
    expect(played.transitions.at(-1)).toBe('growth>silent @41 model');
    expect(played.path).toEqual([]);
  });

  it('STAGE-4 an event on a profile the model has not reached applies the model first', () => {
    const played = new Playing({ journeys: { onSilent } }).order(day(0)).until(day(40));
    played.publish(stricter('30d')).order(day(42));
    expect(played.transitions.slice(-2)).toEqual(['growth>silent @42 model', 'silent>mature @42 event']);
    expect(played.path).toEqual([]);
  });

  it('STAGE-4 later flips follow the new model and start journeys again', () => {
    const played = new Playing({ journeys: { onSilent } }).order(day(0)).until(day(10));
    played.publish(stricter('30d')).play([{ kind: 'recompute', seq: 9, at: day(11) }], day(30));
    expect(played.transitions.at(-1)).toBe('growth>silent @30 time');
    expect(played.path).toEqual(['silent.next @30', 'end:ended @30']);
  });
});

describe('an import', () => {
  const all = { ...onSilent, settings: { reentry: { rule: 'always' as const } } };

  it('D1 plays each row at its own date, time between included, and starts no journey', () => {
    const rows: [string, number][] = [
      ['order_completed', day(0)],
      ['order_completed', day(100)],
    ];
    const played = new Playing({ journeys: { all } }).imports(rows, day(130));
    expect(played.transitions).toEqual([
      'unclassified>growth @0 import',
      'growth>silent @60 import',
      'silent>mature @100 import',
    ]);
    expect(played.until(day(160)).path).toEqual(['silent.next @160', 'end:ended @160']);
  });

  it('D1 comes in chunks without losing what time did in between', () => {
    const played = new Playing({ journeys: { all } })
      .imports([['order_completed', day(0)]], day(130), true)
      .until(day(130))
      .imports([['order_completed', day(100)]], day(131));
    expect(played.transitions).toEqual([
      'unclassified>growth @0 import',
      'growth>silent @60 import',
      'silent>mature @100 import',
    ]);
  });

  it('D1 rows older than what was played change facts only', () => {
    const played = new Playing({}).order(day(50)).imports([['order_completed', day(1)]], day(55));
    expect(played.transitions).toEqual(['unclassified>growth @50 event', 'growth>mature @50 import']);
    expect(played.profile.firstSeen).toBe(day(1));
  });

  it('D1 a row dated in the future does not carry the profile ahead of the present', () => {
    const played = new Playing({}).imports([['order_completed', day(90_000)]], day(5)).order(day(6));
    expect(played.transitions.at(-1)).toBe('growth>mature @6 event');
  });
});
