import { describe, expect, it } from '@jest/globals';
import { buildWorld, Changes, declaredFacts, newProfile, Player } from '@sojourn/journey';
import { compileModel, type StageModel } from '@sojourn/lifecycle';
import { DAY, ruleSchema, type Around, type Instant, type Rule } from '@sojourn/rules';
import fc from 'fast-check';
import { NaiveFacts, type RawEvent } from './naive-facts.js';
import { anyEvents, anyTimelyRule, PLACES, SEGMENTS } from './timely-rules.js';

/** When a profile came to match a rule and when it ceased to. */
type Crossings = [at: Instant, entered: boolean][];

/** Found by the player the engine runs: events as they come, and the one instant it asks to be woken at. */
function byFlips(rule: Rule, events: readonly RawEvent[], until: Instant, around: Around): Crossings {
  const model: StageModel = {
    format: 1,
    id: 'spec',
    name: { en: 'Spec', zh: '测试' },
    stages: [{ id: 'in', name: { en: 'In', zh: '内' }, rule }],
    evaluation: ['in'],
  };
  const changes = new Changes();
  const declared = declaredFacts({ models: [model], journeys: [] }, around);
  const world = buildWorld(compileModel(model, 1, around), [], { declared });
  const player = new Player(world, changes, { newId: () => '0', handOver: 'park' });
  const profile = newProfile('profile');
  let seq = 0;
  // One by one, as batches of their own: what is kept has to do between them.
  for (const event of events) player.play(profile, [{ kind: 'event', seq: (seq += 1), ...event }], undefined);
  player.play(profile, [], until);
  return changes.transitions.map(({ at, to }) => [at, to === 'in']);
}

/** Found by asking again and again: at every event, and 1 ms before, at and after everything that may be an edge. */
function byAsking(rule: Rule, events: readonly RawEvent[], until: Instant, naive: NaiveFacts): Crossings {
  const crossings: Crossings = [];
  let inside = false;
  const ask = (known: readonly RawEvent[], at: Instant) => {
    if (naive.holds(rule, known, at) === inside) return;
    inside = !inside;
    crossings.push([at, inside]);
  };
  const edges = [...new Set(naive.edges(rule, events, until).flatMap((at) => [at - 1, at, at + 1]))]
    .filter((at) => at >= events[0]!.at && at <= until)
    .sort((a, b) => a - b);
  let next = 0;
  for (let known = 0; known <= events.length; known++) {
    const end = events[known]?.at ?? until;
    // What is due at an instant comes before the event of that instant (TIME-6).
    while (known > 0 && next < edges.length && edges[next]! <= end) ask(events.slice(0, known), edges[next++]!);
    if (known < events.length) ask(events.slice(0, known + 1), end);
  }
  return crossings;
}

const anyPlace = () =>
  fc
    .constantFrom(...PLACES)
    .chain(([zone, from]) => fc.record({ zone: fc.constant(zone), events: anyEvents(Date.parse(from)) }));

describe('Facts and flips', () => {
  it('STAGE-2 EVENT-4 a profile enters and leaves when a reference says that asks at every edge (D8)', () => {
    let [profiles, crossed] = [0, 0];
    fc.assert(
      fc.property(
        anyPlace(),
        fc.array(anyTimelyRule(), { minLength: 2, maxLength: 2 }),
        fc.tuple(anyTimelyRule(false), anyTimelyRule(false)),
        ({ zone, events }, rules, [one, other]) => {
          const segments = new Map([
            [SEGMENTS[0], { rule: one }],
            [SEGMENTS[1], { rule: other }],
          ]);
          const naive = new NaiveFacts(zone, segments);
          const until = events.at(-1)!.at + 65 * DAY;
          for (const rule of rules) {
            expect(ruleSchema.safeParse(rule).error?.issues).toBeUndefined();
            const expected = byAsking(rule, events, until, naive);
            const found = byFlips(rule, events, until, { meanings: {}, zone, segments });
            expect({ rule, crossings: found }).toEqual({ rule, crossings: expected });
            crossed += expected.length;
          }
          profiles += 1;
        },
      ),
      { numRuns: 1_500, endOnFailure: false },
    );
    expect(profiles).toBeGreaterThanOrEqual(1_000);
    // Profiles that never cross would prove nothing.
    expect(crossed).toBeGreaterThan(3_000);
  }, 120_000);
});
