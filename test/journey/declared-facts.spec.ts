import { describe, expect, it } from '@jest/globals';
import { declaredFacts, rehearse, type Journey } from '@sojourn/journey';
import { ORDERS_ONLY_MODEL, type StageModel } from '@sojourn/lifecycle';
import { nodes } from '@sojourn/nodes';
import type { Comparison, Fact, Rule } from '@sojourn/rules';
import { day, drawn } from './playing.js';

const meanings = { order: ['order_completed', 'pay_success'], refund: ['refunded'] };
const sumsOf = (models: StageModel[], journeys: Journey[], known = meanings): Map<string, string[]> =>
  new Map(
    declaredFacts({ models, journeys }, { meanings: known })
      .all()
      .flatMap(({ key, ever }) => (ever.sums.length > 0 ? [[key, ever.sums]] : [])),
  );
const NONE = { order: [], refund: [] };
const MONEY = ['amount', 'revenue'];

const atLeast = (fact: Fact, value: number): Comparison => ({ fact, is: 'gte', value });
const minutes: Fact = { event: 'watched', measure: 'sum', property: 'minutes' };
const refunds: Fact = { meaning: 'refund', measure: 'sum', property: 'total.amount' };

/** Whoever signs up is asked. */
const asks = (rule: Rule, filter?: Rule): Journey =>
  drawn(
    {
      start: ['event-trigger', { event: 'signed_up', ...(filter ? { filter } : {}) }],
      ask: ['if-else', { rule }],
      much: ['end'],
      little: ['end'],
    },
    ['start.next>ask', 'ask.yes>much', 'ask.no>little'],
  );

describe('the sums that are kept', () => {
  it('are those of orders, whatever else is asked for', () => {
    expect(sumsOf([ORDERS_ONLY_MODEL], [])).toEqual(
      new Map([
        ['order_completed', MONEY],
        ['pay_success', MONEY],
      ]),
    );
    expect(sumsOf([ORDERS_ONLY_MODEL], [], NONE)).toEqual(new Map());
  });

  it('are those that any rule of a journey or of the model asks for, each once, by each event of a meaning', () => {
    const [first, ...others] = ORDERS_ONLY_MODEL.stages;
    const model: StageModel = {
      ...ORDERS_ONLY_MODEL,
      stages: [{ ...first!, rule: atLeast({ event: 'played', measure: 'sum', property: 'points' }, 1) }, ...others],
    };
    const deep: Rule = { any: [{ not: { all: [atLeast(minutes, 90), atLeast(minutes, 30)] } }] };
    const points: Fact = { meaning: 'order', measure: 'sum', property: 'points' };
    const journeys = [asks(deep, atLeast(refunds, 10)), asks(atLeast(points, 1)), asks(atLeast(minutes, 5))];
    expect(sumsOf([model], journeys)).toEqual(
      new Map([
        ['order_completed', [...MONEY, 'points']],
        ['pay_success', [...MONEY, 'points']],
        ['played', ['points']],
        ['watched', ['minutes']],
        ['refunded', ['total.amount']],
      ]),
    );
  });

  it('are not asked for by counts, by names in values, or by settings that make no sense', () => {
    const counts = atLeast({ event: 'watched', measure: 'count' }, 1);
    const odd = drawn({ odd: ['teleport', { rule: { fact: null }, body: '{"fact":{"measure":"sum"}}' }] }, []);
    expect(sumsOf([ORDERS_ONLY_MODEL], [asks(counts), odd], NONE)).toEqual(new Map());
  });

  it('SPLIT-1 are kept by a rehearsal', () => {
    const watched = (at: number, length: number) => ({
      profile: 'p',
      name: 'watched',
      occurredAt: at,
      properties: { minutes: length },
    });
    const events = [
      watched(day(0), 60),
      watched(day(1), 30),
      { profile: 'p', name: 'signed_up', occurredAt: day(2), properties: {} },
    ];
    const journey = asks(atLeast(minutes, 90));
    const result = rehearse({
      journey,
      registry: nodes,
      model: ORDERS_ONLY_MODEL,
      events,
      from: day(0),
      to: day(3),
    });
    expect(result.nodes.ask!.left).toEqual({ yes: 1 });
  });
});
