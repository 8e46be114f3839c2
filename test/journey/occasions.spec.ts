import { describe, expect, it } from '@jest/globals';
import { dateKeys, dateKeysNear, nextDay, parseDay, presentAt, writeDay, type Day, type Keeps } from '@sojourn/journey';
import type { Rule } from '@sojourn/rules';
import fc from 'fast-check';

const anyDay = (from: string, to: string) => fc.integer({ min: parseDay(from)!, max: parseDay(to)! });

const found = (born: Day, on: Day, recurs: 'yearly' | 'lunar'): boolean => {
  const { by, keys } = dateKeysNear(on, recurs);
  return (keys as (string | number | undefined)[]).includes(dateKeys(writeDay(born))![by]);
};

describe('whose date comes up on a day', () => {
  it('ENTRY-1 is found by its keys, whatever the year, the calendar and the zone', () => {
    let kept = 0;
    fc.assert(
      fc.property(
        anyDay('1901-01-01', '2025-12-31'),
        anyDay('2026-02-01', '2060-12-31'),
        fc.constantFrom('yearly', 'lunar'),
        (born, from, recurs) => {
          const on = nextDay(born, recurs, from)!;
          for (const day of [on - 1, on, on + 1])
            expect([writeDay(on), found(born, day, recurs)]).toEqual([writeDay(on), true]);
          if (found(born, on + 40, recurs)) kept += 1;
        },
      ),
      { numRuns: 3_000 },
    );
    // Keys that find everybody would find these, too.
    expect(kept).toBe(0);
  });

  it('ENTRY-1 of a leap day is found on the 28th where there is no 29th', () => {
    const leap = parseDay('2000-02-29')!;
    expect([found(leap, parseDay('2026-02-28')!, 'yearly'), nextDay(leap, 'yearly', parseDay('2026-02-01')!)]).toEqual([
      true,
      parseDay('2026-02-28'),
    ]);
  });

  it('is found once by the date itself, and by both days that an instant can have', () => {
    expect(dateKeysNear(parseDay('2026-12-31')!, 'never')).toEqual({
      by: 'day',
      keys: ['2026-12-30', '2026-12-31', '2027-01-01'],
    });
    expect(dateKeys('2026-05-17T20:00:00Z')).toMatchObject({ day: '2026-05-17', solar: 517 });
    for (const none of ['1990-02-30', 'tomorrow', 1.5, null, undefined, true, ['1990-05-17']])
      expect(dateKeys(none)).toBeUndefined();
  });
});

describe('who matches a trigger now', () => {
  const filter = (path: string) => ({ fact: { property: path }, is: 'eq', value: 'gold' }) as const;

  it('ENTRY-4 is who is in the stage, has had the event, or is on the side of the bound', () => {
    expect(presentAt({ on: 'stage', to: ['silent'] })).toEqual({
      rule: { fact: { stage: 'current' }, is: 'in', value: ['silent'] },
    });
    expect(presentAt({ on: 'stage', model: 'segment:vips', to: ['in'] })).toEqual({
      rule: { fact: { segment: 'vips' }, is: 'eq', value: true },
    });
    expect(presentAt({ on: 'event', event: 'bought' })).toEqual({
      rule: { fact: { event: 'bought', measure: 'count' }, is: 'gt', value: 0 },
    });
    expect(presentAt({ on: 'score', score: 'churn', crosses: 'below', bound: 3 })).toEqual({
      rule: { fact: { score: 'churn' }, is: 'lt', value: 3 },
    });
  });

  it('ENTRY-4 of an attribute is who has a value the filter accepts, unless it asks for the one before', () => {
    expect(presentAt({ on: 'attribute', attribute: 'tier', filter: filter('to') })).toEqual({
      rule: {
        all: [
          { fact: { attribute: 'tier' }, is: 'known' },
          { fact: { attribute: 'tier' }, is: 'eq', value: 'gold' },
        ],
      },
    });
    expect(presentAt({ on: 'attribute', attribute: 'tier', filter: filter('from') })).toHaveProperty('refused');
  });

  it('ENTRY-4 of an event with a filter is who had it so, where such events are counted', () => {
    const counted = (where: Rule): Rule => ({ fact: { event: 'bought', measure: 'count', where }, is: 'gt', value: 0 });
    const asking = (rule: Rule, keeps?: Keeps) => presentAt({ on: 'event', event: 'bought', filter: rule }, keeps);
    const gold = { fact: { attribute: 'tier' }, is: 'eq', value: 'gold' } as const;
    expect(asking(filter('sku'))).toEqual({ rule: counted(filter('sku')) });
    expect(asking({ all: [filter('sku'), gold, filter('shop')] })).toEqual({
      rule: { all: [counted({ all: [filter('sku'), filter('shop')] }), gold] },
    });
    expect(asking(gold, () => false)).toEqual({
      rule: { all: [{ fact: { event: 'bought', measure: 'count' }, is: 'gt', value: 0 }, gold] },
    });
    expect(asking(filter('sku'), () => false)).toHaveProperty('refused.zh');
    expect(asking({ any: [filter('sku'), gold] })).toHaveProperty('refused.zh');
    expect(asking({ ...filter('sku'), value: { attribute: 'tier' } })).toHaveProperty('refused.zh');
  });

  it('ENTRY-4 is nobody where a trigger is about a moment', () => {
    for (const trigger of [{ on: 'api' }, { on: 'journey' }, { on: 'stage', from: ['silent'] }] as const)
      expect(presentAt(trigger as never)).toEqual({ nobody: true });
  });
});
