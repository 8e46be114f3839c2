import { describe, expect, it } from '@jest/globals';
import {
  compileRule,
  DAY,
  DeclaredFacts,
  factKey,
  NEVER,
  type Around,
  type Instant,
  type Meanings,
  type Rule,
} from '@sojourn/rules';
import fc from 'fast-check';
import { factsOf, happened, type PlainFacts } from '../support/facts.js';
import { anyProfile, factsOfPast, NOW } from './arbitrary-profiles.js';
import { anyRule, AROUND } from './arbitrary-rules.js';

const MEANINGS: Meanings = { order: ['pay_success', 'order_completed'], visit: ['app_opened'], nothing: [] };
const holds = (rule: Rule, facts: PlainFacts, now: Instant = NOW) =>
  compileRule(rule, { meanings: MEANINGS }).holds(factsOf(facts), now);

describe('STAGE-2 when time alone may change a rule', () => {
  it('STAGE-2 flipsAt never misses a change, whatever the rule and the facts', () => {
    let changes = 0;
    fc.assert(
      fc.property(fc.oneof(anyRule(), anyRule(true)), anyProfile(), (rule, profile) => {
        const compiled = compileRule(rule, AROUND);
        const facts = factsOf(factsOfPast(profile, new DeclaredFacts(AROUND).add(rule)));
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

describe('SPLIT-1 facts of other facts', () => {
  const AGO = (ms: number) => NOW - ms;
  const around: Around = {
    meanings: {},
    model: { id: 'primary' },
    segments: new Map([
      ['rich', { rule: { fact: { computed: 'spent' }, is: 'gte', value: 100 } as Rule }],
      // Two that know each other: refused when they are saved, and never known if they got past that.
      ['hen', { rule: { fact: { segment: 'egg' }, is: 'eq', value: true } as Rule }],
      ['egg', { rule: { fact: { segment: 'hen' }, is: 'eq', value: true } as Rule }],
    ]),
    computed: new Map([['spent', { event: 'order', measure: 'sum', property: 'paid' } as const]]),
  };
  const left = (model: string, from: string) =>
    factKey('$stage', {
      all: [
        { fact: { property: 'model' }, is: 'eq', value: model },
        { fact: { property: 'from' }, is: 'eq', value: from },
      ],
    });
  const sent = factKey('$sent', { all: [{ fact: { property: 'channel' }, is: 'eq', value: 'sms' }] });

  it.each<[Rule, PlainFacts, boolean]>([
    [{ fact: { was: 'silent' }, is: 'eq', value: true }, { stage: { stage: 'silent', since: 1 } }, true],
    [{ fact: { was: 'silent' }, is: 'eq', value: true }, { stage: { stage: 'mature', since: 1 } }, false],
    [
      { fact: { was: 'silent' }, is: 'eq', value: true },
      { events: { [left('primary', 'silent')]: happened(1) } },
      true,
    ],
    [
      { fact: { was: 'silent', within: '1d' }, is: 'eq', value: true },
      { events: { [left('primary', 'silent')]: happened(AGO(DAY)) } },
      false,
    ],
    [
      { fact: { was: 'silent', within: '1d' }, is: 'eq', value: true },
      { events: { [left('primary', 'silent')]: happened(AGO(DAY - 1)) } },
      true,
    ],
    [
      { fact: { was: 'champions', model: 'rfm' }, is: 'eq', value: false },
      { layers: { rfm: { stage: 'champions', since: 1 } } },
      false,
    ],
    [
      { fact: { computed: 'spent' }, is: 'gt', value: 9 },
      { events: { order: { ...happened(1), sums: { paid: 10 } } } },
      true,
    ],
    [{ fact: { computed: 'nobody' }, is: 'gt', value: 9 }, {}, false],
    [{ fact: { segment: 'rich' }, is: 'eq', value: false }, {}, true],
    [
      { fact: { segment: 'rich' }, is: 'eq', value: true },
      { events: { order: { ...happened(1), sums: { paid: 100 } } } },
      true,
    ],
    [{ fact: { segment: 'hen' }, is: 'unknown' }, {}, false],
    [{ fact: { segment: 'hen' }, is: 'eq', value: true }, {}, false],
    [{ fact: { segment: 'nobody' }, is: 'unknown' }, {}, true],
    [{ fact: { tag: 'vip' }, is: 'eq', value: false }, {}, true],
    [{ fact: { score: 'p_alive' }, is: 'lt', value: 0.5 }, {}, false],
    [{ fact: { score: 'p_alive' }, is: 'lt', value: 0.5 }, { scores: { p_alive: 0.4 } }, true],
    [{ fact: { journey: 'j', measure: 'goals' }, is: 'eq', value: 0 }, {}, true],
    [
      { fact: { journey: 'j', measure: 'last_exit' }, is: 'within', value: '1d' },
      { journeys: { j: { live: 1, entries: 1, goals: 0, lastEntry: NOW } } },
      false,
    ],
    [{ fact: { tasks: 'open' }, is: 'gte', value: 1 }, { tasks: 2 }, true],
    [
      { fact: { sent: 'count', channel: 'sms', within: '7d' }, is: 'lt', value: 1 },
      { events: { [sent]: { ...happened(NOW), recent: [NOW] } } },
      false,
    ],
  ])('SPLIT-1 %j of %j is %p', (rule, facts, expected) =>
    expect(compileRule(rule, around).holds(factsOf(facts), NOW)).toBe(expected),
  );

  it.each<[PlainFacts, boolean, boolean]>([
    [{ properties: { order_id: 7 }, entry: { order_id: 7 } }, true, false],
    [{ properties: { order_id: 7 }, entry: { order_id: '7' } }, false, true],
    [{ properties: { order_id: 7 }, entry: {} }, false, false],
    [{ properties: {}, entry: { order_id: 7 } }, false, false],
    [{ properties: { order_id: null }, entry: { order_id: null } }, false, false],
    [{ properties: { order_id: [7] }, entry: { order_id: [7] } }, false, false],
  ])('WAIT-3 compares the event with the one that started the journey: %j', (facts, same, other) => {
    const rule = (is: 'eq' | 'ne'): Rule => ({ fact: { property: 'order_id' }, is, value: { entry: 'order_id' } });
    expect(holds(rule('eq'), facts)).toBe(same);
    expect(holds(rule('ne'), facts)).toBe(other);
  });

  it('SPLIT-2 tells both sides of a comparison of facts, and the rule of a segment', () => {
    const rule: Rule = { fact: { property: 'id' }, is: 'eq', value: { entry: 'id' } };
    expect(compileRule(rule, around).findings(factsOf({ properties: { id: 1 }, entry: { id: 2 } }), NOW)).toEqual([
      { ...rule, found: 1, than: 2, holds: false },
    ]);
    expect(
      compileRule({ fact: { segment: 'rich' }, is: 'eq', value: true }, around).findings(factsOf({}), NOW),
    ).toEqual([
      { fact: { segment: 'rich' }, is: 'eq', value: true, found: false, holds: false },
      { fact: { computed: 'spent' }, is: 'gte', value: 100, found: 0, holds: false },
    ]);
  });
});
