import { describe, expect, it } from '@jest/globals';
import type { JourneySettings, Reentry } from '@sojourn/journey';
import { ORDERS_ONLY_MODEL, type StageModel } from '@sojourn/lifecycle';
import { day, drawn, Playing } from './playing.js';

/** An order enters and stays for a day. */
const stays = (reentry?: Reentry) => {
  const settings: JourneySettings | undefined = reentry && { reentry };
  return drawn(
    { ordered: ['event-trigger', { event: 'order_completed' }], rest: ['wait-duration', { for: '1d' }], end: ['end'] },
    ['ordered.next>rest', 'rest.next>end'],
    settings,
  );
};
const entries = (played: Playing) => played.path.filter((step) => step.startsWith('ordered.next'));

describe('re-entry', () => {
  it('ENTRY-2 after exit is the default of an event: refused while inside, welcome when out', () => {
    const played = new Playing({ journeys: { stays: stays() } }).order(day(0)).order(day(0.5)).order(day(1));
    expect(entries(played)).toEqual(['ordered.next @0', 'ordered.next @1']);
    expect(played.refusals).toEqual(['stays after_exit @0.5']);
  });

  it('ENTRY-2 after exit with a period counts from the exit, to the millisecond', () => {
    const stay = stays({ rule: 'after_exit', period: '10d' });
    const played = new Playing({ journeys: { stay } }).order(day(0)).order(day(11) - 1);
    expect(entries(played)).toHaveLength(1);
    expect(entries(played.order(day(11)))).toHaveLength(2);
  });

  it('ENTRY-2 once is once, however long ago', () => {
    const played = new Playing({ journeys: { stay: stays({ rule: 'once' }) } }).order(day(0)).order(day(900));
    expect(entries(played)).toHaveLength(1);
    expect(played.refusals).toEqual(['stay once @900']);
  });

  it('ENTRY-2 after a period from entry takes them in even while inside', () => {
    const long = drawn(
      {
        ordered: ['event-trigger', { event: 'order_completed' }],
        rest: ['wait-duration', { for: '90d' }],
        end: ['end'],
      },
      ['ordered.next>rest', 'rest.next>end'],
      { reentry: { rule: 'after', period: '7d' } },
    );
    const played = new Playing({ journeys: { long } })
      .order(day(0))
      .order(day(7) - 1)
      .order(day(7));
    expect(entries(played)).toEqual(['ordered.next @0', 'ordered.next @7']);
  });

  it('ENTRY-2 after a period from exit refuses while inside', () => {
    const stay = stays({ rule: 'after', period: '2d', from: 'exit' });
    const played = new Playing({ journeys: { stay } }).order(day(0)).order(day(0.5)).order(day(2)).order(day(3));
    expect(entries(played)).toEqual(['ordered.next @0', 'ordered.next @3']);
  });

  it('ENTRY-2 always, and at most so many at once', () => {
    const stay = stays({ rule: 'always', atOnce: 2 });
    const played = new Playing({ journeys: { stay } }).order(day(0)).order(day(0.1)).order(day(0.2)).order(day(1));
    expect(entries(played)).toEqual(['ordered.next @0', 'ordered.next @0.1', 'ordered.next @1']);
    expect(played.refusals).toEqual(['stay at_once @0.2']);
  });

  it('ENTRY-2 counts entries over all versions, whatever rule let them in (D16)', () => {
    const often = stays({ rule: 'always' });
    const once = new Playing({ journeys: { stay: often } }).order(day(0)).revise('stay', stays({ rule: 'once' }));
    expect(entries(once.order(day(5)))).toHaveLength(1);
    expect(once.refusals).toEqual(['stay once @5']);

    const inside = new Playing({ journeys: { stay: often } }).order(day(0)).revise('stay', stays());
    expect(entries(inside.order(day(0.5)).order(day(1)))).toEqual(['ordered.next @0', 'ordered.next @1']);

    const thrice = stays({ rule: 'always', lifetime: 3 });
    const counted = new Playing({ journeys: { stay: often } }).order(day(0)).order(day(2)).revise('stay', thrice);
    expect(entries(counted.order(day(4)).order(day(6)))).toHaveLength(3);
  });

  it('ENTRY-2 a key scopes the rule: one run for each order', () => {
    const stay = stays({ rule: 'once', key: 'order_id' });
    const played = new Playing({ journeys: { stay } })
      .order(day(0), { order_id: 'A' })
      .order(day(0), { order_id: 'B' })
      .order(day(5), { order_id: 'A' });
    expect(entries(played)).toHaveLength(2);
    expect(played.changes.refusals).toMatchObject([{ rule: 'once', key: 'A' }]);
  });

  it('ENTRY-2 a lifetime maximum counts over all keys', () => {
    const stay = stays({ rule: 'always', key: 'order_id', lifetime: 2 });
    const played = new Playing({ journeys: { stay } });
    for (const id of ['A', 'B', 'C']) played.order(day(3), { order_id: id });
    expect(played.refusals).toEqual(['stay lifetime @3']);
  });

  it('ENTRY-2 a stage trigger waits 30 days after the exit unless told otherwise', () => {
    const silent = drawn({ silent: ['stage-trigger', { to: ['silent'] }], end: ['end'] }, ['silent.next>end']);
    const eager: StageModel = {
      ...ORDERS_ONLY_MODEL,
      stages: ORDERS_ONLY_MODEL.stages.map((stage) =>
        stage.id === 'silent'
          ? { ...stage, rule: { fact: { meaning: 'order', measure: 'last' }, is: 'longer_ago', value: '10d' } }
          : stage,
      ),
    };
    const played = new Playing({ model: eager, journeys: { silent } })
      .order(day(0))
      .order(day(11))
      .order(day(40))
      .until(day(60));
    expect(played.path.filter((step) => step.startsWith('silent'))).toEqual(['silent.next @10', 'silent.next @50']);
    expect(played.refusals).toEqual(['silent after_exit @21']);
  });

  it('ENTRY-3 a refusal names the rule, the node and the moment, and writes no step', () => {
    const played = new Playing({ journeys: { stay: stays({ rule: 'once' }) } }).order(day(0)).order(day(2));
    const [refusal] = played.changes.refusals;
    expect(refusal).toMatchObject({ rule: 'once', at: day(2), key: '' });
    expect(refusal!.node.id).toBe('ordered');
    expect(entries(played)).toHaveLength(1);
  });
});

describe('a score', () => {
  const crossing = (crosses: string, bound: number) =>
    drawn({ crossed: ['score-trigger', { score: 'p_alive', crosses, bound }], end: ['end'] }, ['crossed.next>end']);

  it('ENTRY-1 takes in who comes from one side of a bound to the other, and nobody where only bounds moved', () => {
    const journeys = { below: crossing('below', 0.5), above: crossing('above', 0.5) };
    const played = new Playing({ journeys });
    const score = (p_alive: number, at: number, cause: 'behaviour' | 'time' | 'bounds' = 'time') =>
      played.play([{ kind: 'scores', seq: at, at: day(at), scores: { p_alive }, cause }]);
    const entered = () =>
      played.changes.steps.filter(({ node }) => node.trigger).map(({ node }) => node.program.journey);
    score(0.6, 0);
    score(0.5, 1);
    expect(entered()).toEqual([]);
    score(0.49, 2);
    score(0.5, 3, 'behaviour');
    expect(entered()).toEqual(['below', 'above']);
    score(0.1, 40, 'bounds');
    expect(entered()).toHaveLength(2);
  });
});

describe('what journeys set off in each other', () => {
  const toggling: StageModel = {
    format: 1,
    id: 'toggling',
    name: { en: 'Toggling', zh: '切换' },
    stages: [
      { id: 'on', name: { en: 'On', zh: '开' }, rule: { fact: { attribute: 'on' }, is: 'eq', value: true } },
      { id: 'off', name: { en: 'Off', zh: '关' }, rule: { fact: { attribute: 'on' }, is: 'eq', value: false } },
    ],
    evaluation: ['on', 'off'],
  };
  const setting = (to: string, value: boolean) =>
    drawn(
      { turned: ['stage-trigger', { to: [to] }], set: ['set-attribute', { attribute: 'on', value }], end: ['end'] },
      ['turned.next>set', 'set.next>end'],
      { reentry: { rule: 'always' } },
    );

  it('D13 two journeys that set each other off are stopped ten deep, and the refusal says so', () => {
    const journeys = { offAgain: setting('on', false), onAgain: setting('off', true) };
    const played = new Playing({ model: toggling, journeys }).identify({ on: true }, day(0));
    expect(played.path.filter((step) => step.startsWith('turned'))).toHaveLength(10);
    expect(played.refusals).toEqual(['offAgain depth @0']);
  });

  it('D13 of an avalanche 64 are played at once, and the rest comes back with its depth', () => {
    const emits = Array.from({ length: 70 }, (_, index) => `emit${index}`);
    const journey = drawn(
      {
        ordered: ['event-trigger', { event: 'order_completed' }],
        ...Object.fromEntries(emits.map((id) => [id, ['emit-event', { event: `said_by_${id}` }] as [string, object]])),
        end: ['end'],
      },
      ['ordered', ...emits].map((id, index) => `${id}.next>${emits[index] ?? 'end'}`),
    );
    const { changes } = new Playing({ journeys: { journey } }).order(day(0));
    const said = changes.played.filter(({ name }) => name.startsWith('said_by_')).map(({ name }) => name);
    expect(said).toEqual(emits.slice(0, 64).map((id) => `said_by_${id}`));
    expect(changes.forwards.map(({ at, consequence }) => [at, consequence])).toEqual(
      emits
        .slice(64)
        .map((id) => [day(0), expect.objectContaining({ what: 'event', name: `said_by_${id}`, depth: 1 })]),
    );
  });
});

describe('loops', () => {
  it('STATE-3 a loop that rests goes on until the step budget of the enrollment is used up', () => {
    const loop = drawn(
      { ordered: ['event-trigger', { event: 'order_completed' }], rest: ['wait-duration', { for: '1d' }] },
      ['ordered.next>rest', 'rest.next>rest'],
    );
    const played = new Playing({ journeys: { loop } }).order(day(0)).until(day(2_000));
    expect(played.changes.steps).toHaveLength(1_001);
    expect(played.changes.steps.at(-1)).toMatchObject({ outcome: 'failed', error: 'visit_limit' });
    expect(played.profile.enrollments).toEqual([]);
  });
});
