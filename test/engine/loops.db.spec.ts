import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { journeysApi, type JourneyRefusal } from '@sojourn/api';
import { MINUTE } from '@sojourn/rules';
import { InvariantsStore } from '../../server/src/store/invariants.store.js';
import { aJourney } from '../support/a-journey.js';
import { RunningShop } from '../support/running-shop.js';

const ALWAYS = { settings: { reentry: { rule: 'always' } } } as const;

describe('what runs in circles', () => {
  let shop: RunningShop;
  beforeEach(async () => {
    shop = await RunningShop.open();
  });
  afterEach(() => shop?.close());

  const rows = <Row extends Record<string, unknown>>(text: string) => shop.engine.rows<Row>(text);
  const violations = async () =>
    new InvariantsStore(shop.engine.database).inspect({ at: await shop.engine.clock.now(), grace: MINUTE });

  it('F27 VERSION-4 is refused at publishing where it has no wait', async () => {
    const circle = aJourney(
      {
        start: ['event-trigger', { event: 'signed_up' }],
        one: ['set-attribute', { attribute: 'turn', value: 1 }],
        two: ['set-attribute', { attribute: 'turn', value: 2 }],
      },
      ['start > one', 'one > two', 'two > one'],
    );
    const { id } = await shop.console.call(journeysApi.create, { body: { journey: circle } });
    const answer = await shop.console.ask(journeysApi.publish, {
      params: { journey: id },
      body: { revision: 1, note: '' },
    });
    expect(answer.status).toBe(422);
    const { journeyProblems } = answer.body as unknown as JourneyRefusal;
    expect(journeyProblems.map(({ code, node }) => [code, node])).toEqual([['cycle', 'one']]);
  });

  it('F27 STATE-3 ends after exactly 1,000 steps with the reason, and leaves the engine idle', async () => {
    const loop = aJourney(
      {
        start: ['event-trigger', { event: 'signed_up' }],
        rest: ['wait-duration', { for: '0s' }],
        one: ['set-attribute', { attribute: 'turn', value: 1 }],
        two: ['set-attribute', { attribute: 'turn', value: 2 }],
        three: ['set-attribute', { attribute: 'turn', value: 3 }],
      },
      ['start > rest', 'rest > one', 'one > two', 'two > three', 'three > rest'],
    );
    await shop.engine.publish(loop);
    await shop.engine.accept({ profile: 'ann', name: 'signed_up' });
    await shop.engine.settle();
    // A thousand nodes were visited; the one after them is refused, which is the last row of the log.
    expect(
      await rows('select outcome, error, count(*)::int as n, max(number) as last from step group by 1, 2 order by 4'),
    ).toEqual([
      { outcome: 'left', error: null, n: 1_000, last: 1_000 },
      { outcome: 'failed', error: 'visit_limit', n: 1, last: 1_001 },
    ]);
    expect(await rows('select reason from enrollment_history')).toEqual([{ reason: 'visit_limit' }]);
    expect(await rows('select node from enrollment')).toEqual([]);
    expect(await violations()).toEqual([]);
  });

  it.each([
    ['events', 'emit-event', { a: { event: 'b' }, b: { event: 'a' } }],
    ['entries', 'enter-journey', undefined],
  ])('F28 D13 two journeys that start each other by %s stop ten deep, with one refusal', async (_, type, given) => {
    const [a, b] = ['a', 'b'].map((name) => ({ name, id: '' }));
    const one = (name: string, other: string) =>
      aJourney(
        {
          start: ['event-trigger', { event: name }],
          rest: ['wait-duration', { for: '1m' }],
          go: [type, settings(name, other)],
          end: ['end'],
        },
        ['start > rest', 'rest > go', 'go > end'],
        { ...ALWAYS, name },
      );
    const settings = (name: string, other: string) => given?.[name as 'a' | 'b'] ?? { journey: other };
    // Each has to name the other: the second version of the first one knows it.
    a!.id = await shop.engine.publish(one('a', '01890000-0000-7000-8000-000000000000'));
    b!.id = await shop.engine.publish(one('b', a!.id));
    await shop.engine.publish(one('a', b!.id), a!.id, 2);
    await shop.engine.accept({ profile: 'ann', name: 'a' });
    const start = await shop.engine.clock.now();
    await shop.engine.moveTo(start + 30 * MINUTE);
    const count = async () => (await rows<{ n: number }>('select count(*)::int as n from enrollment_history'))[0]!.n;
    expect(await count()).toBe(10);
    expect(await rows('select rule from entry_refusal')).toEqual([{ rule: 'depth' }]);
    expect(await rows('select node from enrollment')).toEqual([]);
    await shop.engine.moveTo(start + 60 * MINUTE);
    expect(await count()).toBe(10);
    expect(await violations()).toEqual([]);
  });
});
