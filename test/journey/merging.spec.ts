import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mergeProfile, newProfile, type ProfileState } from '@sojourn/journey';
import { countEvent, setConsent } from '../../packages/journey/src/profile-facts.js';
import { compileRule, DAY, DeclaredFacts, HOUR, type Comparison, type Facts } from '@sojourn/rules';
import { factsOf } from '../support/facts.js';

const START = Date.parse('2026-01-01T00:00:00Z');
const AROUND = { meanings: {}, zone: 'Asia/Shanghai' };

/** Everything that rules can ask of an event: for good, within exact windows and within days, of all of it or a part. */
const ASKED: Comparison[] = [
  { fact: { event: 'order', measure: 'count' }, is: 'gte', value: 3 },
  { fact: { event: 'order', measure: 'sum', property: 'total' }, is: 'gte', value: 100 },
  { fact: { event: 'order', measure: 'first' }, is: 'within', value: '20d' },
  { fact: { event: 'order', measure: 'last' }, is: 'within', value: '5d' },
  { fact: { event: 'order', measure: 'count', within: '7d' }, is: 'gte', value: 2 },
  { fact: { event: 'order', measure: 'count', within: '30d' }, is: 'gte', value: 60 },
  { fact: { event: 'order', measure: 'sum', property: 'total', within: '10d' }, is: 'gte', value: 50 },
  { fact: { event: 'order', measure: 'average', property: 'total' }, is: 'gte', value: 20 },
  { fact: { event: 'order', measure: 'last', property: 'kind' }, is: 'eq', value: 'a' },
  { fact: { event: 'order', measure: 'top', property: 'kind' }, is: 'eq', value: 'b' },
  {
    fact: { event: 'order', measure: 'count', where: { fact: { property: 'kind' }, is: 'eq', value: 'c' } },
    is: 'gte',
    value: 2,
  },
];
const declared = new DeclaredFacts(AROUND);
for (const comparison of ASKED) declared.add(comparison);
const rules = ASKED.map((comparison) => compileRule(comparison, AROUND));

const eventOf = fc.record({
  total: fc.integer({ min: 1, max: 60 }),
  kind: fc.constantFrom('a', 'b', 'c'),
  side: fc.boolean(),
});

function read(profile: ProfileState): Facts {
  return { ...factsOf({}), event: (key) => profile.events.get(key) };
}

describe('two profiles that become one', () => {
  it('EVENT-5 know what one profile with all their events would know, and turn when it would', () => {
    const events = fc
      .uniqueArray(fc.integer({ min: 0, max: 40 * 24 }), { minLength: 1, maxLength: 90 })
      .chain((hours) =>
        fc.tuple(...hours.map((hour) => eventOf.map(({ total, kind, side }) => ({ hour, total, kind, side })))),
      );
    fc.assert(
      fc.property(events, fc.nat(), (list, seed) => {
        const [one, other, whole] = [newProfile('one'), newProfile('other'), newProfile('whole')];
        const split = seed % list.length;
        list.forEach(({ hour, total, kind, side }, index) => {
          const at = START + hour * HOUR;
          // The merge comes in the middle: what is played after it meets the merged profile.
          if (index === split) mergeProfile(one, other);
          const who = index >= split || side ? one : other;
          for (const profile of [who, whole]) countEvent(profile, 'order', at, { total, kind }, declared);
        });
        for (const now of [40, 41.3, 45, 48, 60, 75, 90].map((day) => START + day * DAY)) {
          rules.forEach((rule, index) => {
            const told = (profile: ProfileState) => ({
              asked: index,
              now,
              holds: rule.holds(read(profile), now),
              found: rule.findings(read(profile), now)[0]!.found,
              flipsAt: rule.flipsAt(read(profile), now),
            });
            expect(told(one)).toEqual(told(whole));
          });
        }
        expect([one.firstSeen, one.lastSeen]).toEqual([whole.firstSeen, whole.lastSeen]);
        expect([...one.events.values()].every(({ touched }) => touched)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it('EVENT-5 keep the stricter consent, all attributes, and what the one that takes in knows better', () => {
    const [known, visitor] = [newProfile('known'), newProfile('visitor')];
    known.attributes = { name: 'Ann', city: null };
    visitor.attributes = { name: 'A visitor', city: 'Paris', page: 'home' };
    setConsent(known, 'email', 'marketing', true);
    setConsent(known, 'email', 'care', false);
    setConsent(visitor, 'email', 'marketing', false);
    setConsent(visitor, 'email', 'care', true);
    setConsent(visitor, 'sms', 'marketing', true);
    known.tags = ['vip', 'paris'];
    visitor.tags = ['paris', 'mobile'];
    known.layers = { ladder: { stage: 'habit', since: START } };
    visitor.layers = { ladder: { stage: 'none', since: START }, activity: { stage: 'core', since: START } };
    known.scores = { r: 5 };
    visitor.scores = { r: 1, f: 2 };
    mergeProfile(known, visitor);
    expect(known.tags).toEqual(['vip', 'paris', 'mobile']);
    expect([known.layers.ladder!.stage, known.layers.activity!.stage]).toEqual(['habit', 'core']);
    expect(known.scores).toEqual({ r: 5, f: 2 });
    // That the city is unknown was said: null is no gap to be filled.
    expect(known.attributes).toEqual({ name: 'Ann', city: null, page: 'home' });
    expect(known.consents).toEqual({ email: { marketing: false, care: false }, sms: { marketing: true } });
  });
});
