import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { journeysApi } from '@sojourn/api';
import { aJourney } from '../../../test/support/a-journey.js';
import { RunningShop } from '../../../test/support/running-shop.js';

let shop: RunningShop;
beforeAll(async () => {
  shop = await RunningShop.open();
});
afterAll(() => shop?.close());

const watches = (property: string) =>
  aJourney(
    {
      start: ['event-trigger', { event: 'x' }],
      ask: ['if-else', { rule: { fact: { event: 'watched', measure: 'sum', property }, is: 'gte', value: 90 } }],
      much: ['end', {}],
      little: ['end', {}],
    },
    ['start > ask', 'ask.yes > much', 'ask.no > little'],
  );

describe('a draft that asks for a sum', () => {
  const problemsOf = async (property: string) => {
    const made = await shop.console.call(journeysApi.create, { body: { journey: watches(property) } });
    const body = { journey: watches(property), revision: 1 };
    const { problems } = await shop.console.call(journeysApi.saveDraft, { params: { journey: made.id }, body });
    return { id: made.id, codes: problems.map(({ code }) => code) };
  };

  it('is told that it counts from now on, until a journey runs that has it counted', async () => {
    const first = await problemsOf('minutes');
    expect(first.codes).toEqual(['sum_from_now']);
    await shop.console.call(journeysApi.publish, { params: { journey: first.id }, body: { revision: 2, note: '' } });
    expect((await problemsOf('minutes')).codes).toEqual([]);
    expect((await problemsOf('hours')).codes).toEqual(['sum_from_now']);
  });
});
