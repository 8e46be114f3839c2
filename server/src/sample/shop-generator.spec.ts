import { describe, expect, it } from '@jest/globals';
import { rehearse, type RehearsalEvent, type RehearsalResult } from '@sojourn/journey';
import { ECOMMERCE_MODEL } from '@sojourn/lifecycle';
import { nodes } from '@sojourn/nodes';
import { DAY, HOUR } from '@sojourn/rules';
import { generateShop, SAMPLE_PLAN, type Customer } from './shop-generator.js';

const now = Date.parse('2026-11-20T13:00:00+08:00');
const shop = [...generateShop({ ...SAMPLE_PLAN, now })];
const events = shop.flatMap((customer) => customer.events);
const named = (name: string) => events.filter((event) => event.name === name);

describe('the sample shop', () => {
  it('is the same for the same seed and moment, whatever was drawn before', () => {
    const again = [...generateShop({ ...SAMPLE_PLAN, profiles: 40, now })];
    expect(again.map(({ person }) => person)).toEqual(shop.slice(0, 40).map(({ person }) => person));
    expect([...generateShop({ ...SAMPLE_PLAN, profiles: 40, now })]).toEqual(again);
    const other = [...generateShop({ ...SAMPLE_PLAN, seed: 7, profiles: 40, now })];
    expect(other).not.toEqual(again);
  });

  it('has customers who cannot exist, in two languages', () => {
    expect(shop).toHaveLength(2_000);
    expect(new Set(shop.map(({ person }) => person.userId)).size).toBe(2_000);
    expect(new Set(shop.map(({ person }) => person.traits.email)).size).toBe(2_000);
    for (const { person } of shop) {
      expect(person.traits.email).toMatch(/^[a-z.]+\.\d+@example\.com$/);
      expect(person.traits.phone).toMatch(/^\+86100\d{8}$/);
    }
    const english = shop.filter(({ person }) => person.language === 'en').length;
    expect(english).toBeGreaterThan(150);
    expect(english).toBeLessThan(400);
    expect(shop.find(({ person }) => person.language === 'zh')!.person.traits.name).toMatch(/^\p{Script=Han}{2,3}$/u);
  });

  it('has a year behind it, in order, and nothing ahead of it', () => {
    for (const { events: own, registeredAt } of shop) {
      expect(own[0]).toMatchObject({ name: 'registered', occurredAt: registeredAt });
      expect(own.every((event, index) => event.occurredAt >= (own[index - 1]?.occurredAt ?? 0))).toBe(true);
    }
    const instants = events.map(({ occurredAt }) => occurredAt);
    expect(instants.reduce((a, b) => Math.max(a, b))).toBeLessThanOrEqual(now);
    expect(instants.reduce((a, b) => Math.min(a, b))).toBeGreaterThanOrEqual(now - 366 * DAY);
  });

  it('takes whole fen for what was in the order', () => {
    expect(named('order_completed').length).toBeGreaterThan(3_000);
    for (const { properties } of named('order_completed')) {
      const items = properties.items as { price: number; quantity: number }[];
      const full = items.reduce((sum, { price, quantity }) => sum + price * quantity, 0);
      expect(Number.isSafeInteger(properties.amount)).toBe(true);
      expect(properties.amount).toBeGreaterThan(full * 0.8);
      expect(properties.amount).toBeLessThanOrEqual(full);
    }
    const ids = named('order_completed').map(({ properties }) => properties.order_id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('is busy in the evening, at the weekend and on 双11', () => {
    const opened = named('app_opened').map(({ occurredAt }) => new Date(occurredAt + 8 * HOUR));
    const between = (from: number, to: number) =>
      opened.filter((at) => at.getUTCHours() >= from && at.getUTCHours() < to).length;
    expect(between(19, 22)).toBeGreaterThan(5 * between(2, 5));
    const weekend = opened.filter((at) => at.getUTCDay() % 6 === 0).length / 2;
    expect(weekend).toBeGreaterThan(1.1 * ((opened.length - 2 * weekend) / 5));
    const perDay = new Map<string, number>();
    for (const at of opened)
      perDay.set(at.toISOString().slice(5, 10), (perDay.get(at.toISOString().slice(5, 10)) ?? 0) + 1);
    const busiest = [...perDay].sort(([, a], [, b]) => b - a)[0]![0];
    expect(busiest).toMatch(/^11-(09|10|11)$/);
  });

  it('has a few who buy a great deal and many who buy little', () => {
    const orders = shop.map(ordersOf).sort((a, b) => b - a);
    const all = orders.reduce((a, b) => a + b);
    const top = orders.slice(0, 400).reduce((a, b) => a + b);
    expect(top / all).toBeGreaterThan(0.55);
    expect(top / all).toBeLessThan(0.9);
    const repeat = orders.filter((count) => count >= 2).length / orders.filter((count) => count >= 1).length;
    expect(repeat).toBeGreaterThan(0.35);
    expect(repeat).toBeLessThan(0.75);
  });

  it.each(['2026-03-20', '2026-07-10', '2026-11-20'])('fills every stage when loaded on %s', (date) => {
    const { profiles, stages, transitions } = playedUntil(Date.parse(`${date}T05:00:00Z`));
    const share = (stage: string) => stages[stage]! / profiles;
    const within = (stage: string, low: number, high: number) => {
      expect([stage, share(stage) >= low && share(stage) <= high, share(stage)]).toEqual([stage, true, share(stage)]);
    };
    within('novice', 0.15, 0.35);
    within('growth', 0.04, 0.2);
    within('mature', 0.1, 0.35);
    within('silent', 0.05, 0.2);
    within('churned', 0.2, 0.5);
    expect(stages.unclassified).toBe(0);
    const moves = Object.entries(transitions).filter(
      ([move, count]) => count >= 20 && !move.startsWith('unclassified'),
    );
    expect(moves.map(([move]) => move)).toEqual(
      expect.arrayContaining([
        'novice>growth',
        'growth>mature',
        'growth>silent',
        'mature>silent',
        'silent>mature',
        'silent>churned',
        'churned>novice',
      ]),
    );
  });
});

const ordersOf = ({ events: own }: Customer) => own.filter(({ name }) => name === 'order_completed').length;

/** The stages the product's own player makes of it; the journey in it starts nobody. */
function playedUntil(at: number): RehearsalResult {
  const history: RehearsalEvent[] = [...generateShop({ ...SAMPLE_PLAN, now: at })].flatMap(({ person, events: own }) =>
    own.map((event) => ({ profile: person.userId, ...event })),
  );
  const journey = {
    format: 1 as const,
    name: 'Nobody enters',
    nodes: [
      { id: 'never', type: 'event-trigger', settings: { event: 'never' } },
      { id: 'end', type: 'end', settings: {} },
    ],
    edges: [{ from: 'never', port: 'next', to: 'end' }],
  };
  return rehearse({
    journey,
    registry: nodes,
    model: ECOMMERCE_MODEL,
    events: history,
    from: at - 366 * DAY,
    to: at + 1,
  });
}
