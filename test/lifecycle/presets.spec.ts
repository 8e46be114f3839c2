import { describe, expect, it } from '@jest/globals';
import {
  compileModel,
  ECOMMERCE_MODEL,
  GENERAL_MODEL,
  MEANINGS,
  ORDERS_ONLY_MODEL,
  PRESETS,
  stageModelSchema,
  usualMeanings,
  withActivity,
  type StageModel,
} from '@sojourn/lifecycle';
import { DAY, type Instant } from '@sojourn/rules';
import { factsOf, happened, type PlainFacts } from '../support/facts.js';

const T: Instant = Date.parse('2026-01-01T00:00:00Z');
const meanings = withActivity({
  registration: ['signed_up'],
  activity: ['app_opened'],
  activation: ['activated'],
  order: ['order_completed'],
});

/** The stage `days` days (and `ms` milliseconds) after T. */
function stageAt(model: StageModel, facts: PlainFacts, days: number, ms = 0): string {
  return compileModel(model, 1, { meanings }).evaluate(factsOf(facts), T + days * DAY + ms, 'time').stage;
}

/** The stages 1 ms before, at and 1 ms after a threshold. */
const around = (model: StageModel, facts: PlainFacts, days: number): string[] =>
  [-1, 0, 1].map((ms) => stageAt(model, facts, days, ms));

describe('the general model of five stages', () => {
  const member = (active: Instant, more: Record<string, Instant> = {}): PlainFacts => ({
    events: {
      signed_up: happened(T),
      app_opened: happened(T, active),
      ...Object.fromEntries(Object.entries(more).map(([name, at]) => [name, happened(at)])),
    },
  });

  it('calls who has not registered potential, however long ago they were here', () => {
    const visitor = { events: { app_opened: happened(T) } };
    for (const days of [0, 29, 30, 90, 1_000]) expect(stageAt(GENERAL_MODEL, visitor, days)).toBe('potential');
  });

  it('is new from registration, and active from 14 days on where the key action was done', () => {
    const activated = member(T + 20 * DAY, { activated: T });
    expect(stageAt(GENERAL_MODEL, activated, 0)).toBe('new');
    expect(around(GENERAL_MODEL, activated, 14)).toEqual(['new', 'active', 'active']);
  });

  it('stays new without the key action', () => {
    expect(around(GENERAL_MODEL, member(T + 20 * DAY), 14)).toEqual(['new', 'new', 'new']);
  });

  it('is silent 30 days after the last activity, and churned after 90', () => {
    for (const facts of [member(T, { activated: T }), member(T)]) {
      expect(around(GENERAL_MODEL, facts, 30)[0]).toMatch(/active|new/);
      expect(around(GENERAL_MODEL, facts, 30).slice(1)).toEqual(['silent', 'silent']);
      expect(around(GENERAL_MODEL, facts, 90)).toEqual(['silent', 'churned', 'churned']);
    }
  });

  it('counts registration, orders and the like as activity', () => {
    const buyer = member(T, { order_completed: T + 50 * DAY, activated: T });
    expect(stageAt(GENERAL_MODEL, buyer, 79)).toBe('active');
    expect(stageAt(GENERAL_MODEL, { events: { signed_up: happened(T) } }, 10)).toBe('new');
  });
});

describe('the e-commerce model of five periods', () => {
  const orders = (...at: Instant[]): PlainFacts => ({ events: { order_completed: happened(...at) } });
  /** Comes by every day, so that only orders decide. */
  const loyal = (...at: Instant[]): PlainFacts => ({
    events: { ...orders(...at).events, app_opened: happened(T, T + 59 * DAY) },
  });

  it('is novice without an order, growth with one, mature with two', () => {
    expect(stageAt(ECOMMERCE_MODEL, { events: { app_opened: happened(T) } }, 0)).toBe('novice');
    expect(stageAt(ECOMMERCE_MODEL, orders(T), 0)).toBe('growth');
    expect(stageAt(ECOMMERCE_MODEL, orders(T, T), 0)).toBe('mature');
  });

  it('is silent 60 days after the last order', () => {
    expect(around(ECOMMERCE_MODEL, loyal(T), 60)).toEqual(['growth', 'silent', 'silent']);
    expect(around(ECOMMERCE_MODEL, loyal(T, T), 60)).toEqual(['mature', 'silent', 'silent']);
  });

  it('is churned 90 days after the last visit, from any stage, novice too', () => {
    expect(around(ECOMMERCE_MODEL, orders(T), 90)).toEqual(['silent', 'churned', 'churned']);
    expect(around(ECOMMERCE_MODEL, { events: { app_opened: happened(T) } }, 90)).toEqual([
      'novice',
      'churned',
      'churned',
    ]);
    expect(around(ECOMMERCE_MODEL, loyal(T), 149)).toEqual(['silent', 'churned', 'churned']);
  });
});

describe('the e-commerce model where only orders are known', () => {
  const orders = (...at: Instant[]): PlainFacts => ({
    events: { order_completed: happened(...at) },
    seen: { first: at[0]!, last: at.at(-1)! },
  });

  it('is silent 60 and churned 120 days after the last order', () => {
    expect(around(ORDERS_ONLY_MODEL, orders(T), 60)).toEqual(['growth', 'silent', 'silent']);
    expect(around(ORDERS_ONLY_MODEL, orders(T - DAY, T), 60)).toEqual(['mature', 'silent', 'silent']);
    expect(around(ORDERS_ONLY_MODEL, orders(T), 120)).toEqual(['silent', 'churned', 'churned']);
  });

  it('without an order is novice, and churned 120 days after being first seen', () => {
    const visitor = { events: { page_viewed: happened(T) }, seen: { first: T, last: T + 100 * DAY } };
    expect(around(ORDERS_ONLY_MODEL, visitor, 120)).toEqual(['novice', 'churned', 'churned']);
  });

  it('lets an old first sight not outweigh a late order', () => {
    const late = { events: { order_completed: happened(T + 119 * DAY) }, seen: { first: T, last: T + 119 * DAY } };
    expect(around(ORDERS_ONLY_MODEL, late, 120)).toEqual(['growth', 'growth', 'growth']);
  });
});

describe('every model that comes with Sojourn', () => {
  it.each(PRESETS.map((model) => [model.id, model] as const))(
    '%s passes its own schema and speaks of known meanings',
    (_, model) => {
      expect(stageModelSchema.safeParse(model).error?.issues).toBeUndefined();
      const known = new Set(MEANINGS.map(({ id }) => id));
      const spoken = JSON.stringify(model.stages).matchAll(/"meaning":"(\w+)"/g);
      for (const [, meaning] of spoken) expect(known).toContain(meaning);
    },
  );

  it.each(PRESETS.map((model) => [model.id, model] as const))(
    'STAGE-2 %s names every instant at which time moves it',
    (_, model) => {
      const compiled = compileModel(model, 1, { meanings });
      const histories: PlainFacts[] = [
        {
          events: { signed_up: happened(T), app_opened: happened(T), activated: happened(T + DAY) },
          seen: { first: T, last: T + DAY },
        },
        { events: { order_completed: happened(T, T + 3 * DAY) }, seen: { first: T, last: T + 3 * DAY } },
        { events: { app_opened: happened(T) }, seen: { first: T, last: T } },
      ];
      for (const plain of histories) {
        const facts = factsOf(plain);
        let { stage, flipsAt } = compiled.evaluate(facts, T + 3 * DAY, 'time');
        const flips: Instant[] = [];
        for (; flipsAt < Infinity;) {
          expect(compiled.evaluate(facts, flipsAt - 1, 'time').stage).toBe(stage);
          flips.push(flipsAt);
          ({ stage, flipsAt } = compiled.evaluate(facts, flipsAt, 'time'));
        }
        // Days without a named flip change nothing.
        for (let day = 3; day < 200; day++) {
          const before = flips.filter((at) => at <= T + day * DAY).at(-1);
          expect(compiled.evaluate(facts, T + day * DAY, 'time').stage).toBe(
            compiled.evaluate(facts, before ?? T + 3 * DAY, 'time').stage,
          );
        }
      }
    },
  );

  it('meanings carry the usual spellings, each spelling under one meaning only', () => {
    const names = Object.values(usualMeanings()).flat();
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('a model from outside', () => {
  const faults = (model: unknown) =>
    stageModelSchema.safeParse(model).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

  it('must evaluate each of its stages exactly once, and cannot redefine "unclassified"', () => {
    const [first, ...others] = ORDERS_ONLY_MODEL.stages;
    expect(
      faults({ ...ORDERS_ONLY_MODEL, evaluation: ['silent', 'silent', 'lost', 'mature', 'growth', 'novice'] }),
    ).toEqual([
      'evaluation: Name the stage "silent" exactly once in the evaluation order.',
      'evaluation: Name the stage "churned" exactly once in the evaluation order.',
      'evaluation.2: There is no stage "lost".',
    ]);
    expect(faults({ ...ORDERS_ONLY_MODEL, stages: [{ ...first, id: 'unclassified' }, ...others] })[0]).toMatch(
      /^stages.0.id: /,
    );
  });
});
