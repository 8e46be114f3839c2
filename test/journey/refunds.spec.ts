import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { buildWorld, Changes, newProfile, Player, type ProfileState } from '@sojourn/journey';
import { compileModel, ECOMMERCE_MODEL } from '@sojourn/lifecycle';
import { DAY, DeclaredFacts, HOUR, type Comparison } from '@sojourn/rules';

const START = Date.parse('2026-01-01T00:00:00Z');
const MEANINGS = { order: ['paid'], refund: ['given_back'] };
const AROUND = { meanings: MEANINGS, zone: 'Asia/Shanghai' };

const ASKED: Comparison[] = [
  { fact: { meaning: 'order', measure: 'sum', property: 'total' }, is: 'gte', value: 100 },
  { fact: { meaning: 'order', measure: 'count', within: '7d' }, is: 'gte', value: 2 },
  { fact: { meaning: 'order', measure: 'sum', property: 'total', within: '10d' }, is: 'gte', value: 50 },
];
const declared = new DeclaredFacts(AROUND);
for (const comparison of ASKED) declared.add(comparison);
const world = buildWorld(compileModel(ECOMMERCE_MODEL, 1, AROUND), [], { declared, meanings: MEANINGS });

interface Happened {
  at: number;
  name: string;
  properties: Record<string, number | string>;
}

function played(events: readonly Happened[], changes = new Changes(), profile = newProfile('p')): ProfileState {
  const player = new Player(world, changes, { newId: () => 'id', handOver: 'immediate' });
  events.forEach(({ at, name, properties }, seq) =>
    player.play(profile, [{ kind: 'event', seq, at, occurredAt: at, name, properties }], undefined),
  );
  return profile;
}

const order = (at: number, id: string, total: number): Happened => ({
  at,
  name: 'paid',
  properties: { order_id: id, total },
});
const refund = (at: number, id: string, total?: number): Happened => ({
  at,
  name: 'given_back',
  properties: { order_id: id, ...(total !== undefined && { total }) },
});
const factOf = ({ events }: ProfileState) => {
  const fact = events.get('paid');
  return fact && fact.count > 0 ? { ...fact, stored: undefined, touched: undefined } : undefined;
};

describe('a refund', () => {
  it('STAGE-2 leaves the facts of an order’s kind as if only what was kept had been bought', () => {
    const step = fc.record({
      hours: fc.integer({ min: 1, max: 100 }),
      id: fc.integer({ min: 0, max: 7 }).map(String),
      what: fc.constantFrom('order', 'order', 'all', 'half'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let at = START;
        const events: Happened[] = [];
        const bought = new Map<string, { at: number; total: number; paid: number }>();
        for (const { hours, id, what } of steps) {
          at += hours * HOUR;
          const known = bought.get(id);
          if (what === 'order') {
            if (known) continue;
            events.push(order(at, id, 40));
            bought.set(id, { at, total: 40, paid: 40 });
          } else if (known && known.total > 0) {
            const part = what === 'half' ? 20 : undefined;
            events.push(refund(at, id, part));
            known.total = part === undefined ? 0 : known.total - part;
          }
        }
        const kept = [...bought].filter(([, { total }]) => total > 0).map(([id, one]) => order(one.at, id, one.total));
        expect(factOf(played(events))).toEqual(factOf(played(kept)));
      }),
      { numRuns: 400 },
    );
  });

  it('STAGE-2 brings a customer back to the stage of the orders that are left', () => {
    const changes = new Changes();
    const profile = played(
      [order(START, 'a', 10), order(START + DAY, 'b', 20), refund(START + 2 * DAY, 'b'), refund(START + 3 * DAY, 'a')],
      changes,
    );
    expect(changes.transitions.map(({ to, at }) => [to, (at - START) / DAY])).toEqual([
      ['growth', 0],
      ['mature', 1],
      ['growth', 2],
      ['novice', 3],
    ]);
    expect(factOf(profile)).toBeUndefined();
  });

  it('EXIT-1 takes back the goal of an order that it returns in full within seven days, and no other', () => {
    const reversed = (...events: Happened[]) => {
      const changes = new Changes();
      const profile = newProfile('p');
      const goal = { enrollment: 'e', journey: 'j', version: 1, key: '', goal: 'bought' };
      profile.reached = [
        { ...goal, at: START },
        { ...goal, goal: 'other', at: START + 1 },
      ];
      played(events, changes, profile);
      return changes.reversals.map(({ at, goal, reversedAt }) => [goal, at - START, reversedAt - START]);
    };
    const bought = order(START, 'a', 30);
    expect(reversed(bought, refund(START + 7 * DAY, 'a'))).toEqual([['bought', 0, 7 * DAY]]);
    expect(reversed(bought, refund(START + 7 * DAY + 1, 'a'))).toEqual([]);
    expect(reversed(bought, refund(START + DAY, 'another'))).toEqual([]);
    expect(reversed(bought, refund(START + DAY, 'a', 10))).toEqual([]);
    // In two halves it is taken back once, by the second.
    expect(reversed(bought, refund(START + DAY, 'a', 10), refund(START + 2 * DAY, 'a', 20))).toEqual([
      ['bought', 0, 2 * DAY],
    ]);
    expect(reversed(bought, refund(START + DAY, 'a'), refund(START + 2 * DAY, 'a'))).toEqual([['bought', 0, DAY]]);
  });

  it('EVENT-4 that overtook its order still counts', () => {
    expect(factOf(played([refund(START, 'a'), order(START + HOUR, 'a', 10)]))).toBeUndefined();
  });
});
