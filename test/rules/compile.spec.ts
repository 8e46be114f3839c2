import { describe, expect, it } from '@jest/globals';
import { compileRule, DAY, NEVER, type Instant, type Meanings, type Rule } from '@sojourn/rules';
import fc from 'fast-check';
import { factsOf, happened, type PlainFacts } from '../support/facts.js';
import { anyFacts, anyRule, NOW } from './arbitrary-rules.js';

const MEANINGS: Meanings = { order: ['pay_success', 'order_completed'], visit: ['app_opened'], nothing: [] };
const holds = (rule: Rule, facts: PlainFacts, now: Instant = NOW) =>
  compileRule(rule, { meanings: MEANINGS }).holds(factsOf(facts), now);

describe('STAGE-2 when time alone may change a rule', () => {
  it('STAGE-2 flipsAt never misses a change, whatever the rule and the facts', () => {
    let changes = 0;
    fc.assert(
      fc.property(fc.oneof(anyRule(), anyRule(true)), anyFacts(), (rule, plain) => {
        const compiled = compileRule(rule, { meanings: MEANINGS });
        const facts = factsOf(plain);
        let now = NOW - 400 * DAY;
        for (let flips = 0; ; flips++) {
          const answer = compiled.holds(facts, now);
          const next = compiled.flipsAt(facts, now);
          expect(next).toBeGreaterThan(now);
          // Until the named instant nothing changes: neither right after, nor in between, nor 1 ms before.
          const last = next === NEVER ? now + 50_000 * DAY : next - 1;
          for (const between of [now + 1, now + (last - now) / 3, (now + last) / 2, last]) {
            const at = Math.min(Math.floor(between), last);
            if (at > now) expect([rule, at - NOW, compiled.holds(facts, at)]).toEqual([rule, at - NOW, answer]);
          }
          if (next === NEVER) break;
          if (compiled.holds(facts, next) !== answer) changes += 1;
          expect(flips).toBeLessThan(200);
          now = next;
        }
      }),
      { numRuns: 4_000 },
    );
    expect(changes).toBeGreaterThan(300);
  });

  it('STAGE-2 what does not depend on time never flips', () => {
    const compiled = compileRule({ fact: { attribute: 'city' }, is: 'eq', value: 'Shanghai' }, { meanings: MEANINGS });
    expect(compiled.flipsAt(factsOf({ attributes: { city: 'Shanghai' } }), NOW)).toBe(NEVER);
  });

  it('STAGE-2 a day that is still to come lies within no past days, and counts from when it is there', () => {
    const rule: Rule = { fact: { attribute: 'expires' }, is: 'within', value: '30d' };
    const facts = { attributes: { expires: '2026-03-11T12:00:00Z' } };
    const compiled = compileRule(rule, { meanings: MEANINGS });
    expect(compiled.holds(factsOf(facts), NOW)).toBe(false);
    expect(compiled.flipsAt(factsOf(facts), NOW)).toBe(NOW + 10 * DAY);
    expect(compiled.holds(factsOf(facts), NOW + 10 * DAY)).toBe(true);
    expect(compiled.flipsAt(factsOf(facts), NOW + 10 * DAY)).toBe(NOW + 40 * DAY);
  });
});

describe('SPLIT-1 a comparison', () => {
  it.each<[Rule, PlainFacts, boolean]>([
    [{ fact: { event: 'x', measure: 'count' }, is: 'eq', value: 0 }, {}, true],
    [{ fact: { event: 'x', measure: 'last' }, is: 'longer_ago', value: '1d' }, {}, false],
    [{ not: { fact: { event: 'x', measure: 'last' }, is: 'within', value: '1d' } }, {}, true],
    [
      { fact: { event: 'x', measure: 'sum', property: 'paid' }, is: 'gte', value: 10 },
      { events: { x: { ...happened(NOW), sums: { paid: 10 } } } },
      true,
    ],
    [
      { fact: { meaning: 'order', measure: 'count' }, is: 'eq', value: 3 },
      { events: { pay_success: happened(1, 2), order_completed: happened(3) } },
      true,
    ],
    [
      { fact: { meaning: 'nothing', measure: 'count' }, is: 'eq', value: 0 },
      { events: { pay_success: happened(1) } },
      true,
    ],
    [{ fact: { attribute: 'a' }, is: 'ne', value: 1 }, {}, false],
    [{ fact: { attribute: 'a' }, is: 'not_in', value: [1] }, { attributes: { a: null } }, false],
    [{ fact: { attribute: 'a' }, is: 'unknown' }, { attributes: { a: null } }, true],
    [{ fact: { attribute: 'a' }, is: 'eq', value: 1 }, { attributes: { a: '1' } }, false],
    [{ fact: { attribute: 'a' }, is: 'gt', value: 1 }, { attributes: { a: '2' } }, false],
    [{ fact: { attribute: 'a' }, is: 'contains', value: 'x' }, { attributes: { a: ['x', 'y'] } }, true],
    [{ fact: { attribute: 'a' }, is: 'contains', value: 'x' }, { attributes: { a: 'axb' } }, true],
    [{ fact: { attribute: 'a' }, is: 'contains', value: 'x' }, { attributes: { a: ['xy'] } }, false],
    [
      { fact: { attribute: 'a' }, is: 'before', value: '2026-01-01' },
      { attributes: { a: '2025-12-31T23:59:59.999Z' } },
      true,
    ],
    [
      { fact: { attribute: 'a' }, is: 'after', value: '2026-01-01' },
      { attributes: { a: '2026-01-01T08:00:00+08:00' } },
      true,
    ],
    [{ fact: { attribute: 'a' }, is: 'within', value: '1d' }, { attributes: { a: 'yesterday' } }, false],
    [{ fact: { attribute: 'a' }, is: 'longer_ago', value: '1d' }, { attributes: { a: -1e300 } }, false],
    [{ fact: { entry: 'plan' }, is: 'eq', value: 'pro' }, { entry: { plan: 'pro' } }, true],
    [{ fact: { consent: 'email', topic: 'm' }, is: 'eq', value: false }, {}, false],
    [{ fact: { consent: 'email', topic: 'm' }, is: 'eq', value: false }, { consents: { 'email/m': false } }, true],
    [{ all: [] }, {}, true],
    [{ any: [] }, {}, false],
  ])('SPLIT-1 %j of %j is %p', (rule, facts, expected) => expect(holds(rule, facts)).toBe(expected));

  it('SPLIT-2 tells what it looked at and what it found; what is unknown has no value', () => {
    const rule: Rule = {
      all: [{ fact: { attribute: 'city' }, is: 'eq', value: 'Xian' }, { not: { fact: { seen: 'last' }, is: 'known' } }],
    };
    expect(compileRule(rule, { meanings: MEANINGS }).findings(factsOf({ attributes: { city: 'Wuhan' } }), NOW)).toEqual(
      [
        { fact: { attribute: 'city' }, is: 'eq', value: 'Xian', found: 'Wuhan', holds: false },
        { fact: { seen: 'last' }, is: 'known', holds: false },
      ],
    );
  });
});
