import { MINUTE, SECOND, type Instant, type Value } from '@sojourn/rules';
import type { Random } from './random.js';
import { dateOf, dayOf, momentOf, saleOn } from './shop-calendar.js';
import { browse, productProperties, type Product } from './shop-catalog.js';
import type { Person } from './shop-people.js';

export interface ShopEvent {
  name: string;
  occurredAt: Instant;
  properties: { [key: string]: Value };
}

/** What decides how somebody shops. `visitsPerWeek` while they still come, `leaving` is the chance that a visit was the last. */
export interface Shopper {
  person: Person;
  favourite: string;
  platform: 'ios' | 'android' | 'h5' | 'mini_program';
  visitsPerWeek: number;
  leaving: number;
  /** The chance that a visit on an ordinary day ends with an order. */
  buying: number;
  /** Orders so far; a satisfied customer buys more easily. */
  orders: number;
}

/** What brought them to look and to buy more, or less, than on an ordinary day. */
export interface Mood {
  /** The sale that is on, if any, and how strong its pull is. */
  sale?: string;
  pull: number;
  /** A favour of the shop: the welcome gift, the birthday. */
  treat: boolean;
}

/**
 * One visit, from opening the shop to whatever comes of it; with what an order brings days later (review, refund,
 * complaint). In order of time.
 */
export function visit(random: Random, shopper: Shopper, at: Instant, mood: Mood): ShopEvent[] {
  const events: ShopEvent[] = [];
  let now = at;
  const happens = (name: string, properties: ShopEvent['properties']) => {
    events.push({ name, occurredAt: now, properties });
    now += Math.round(8 * SECOND + random.next() ** 2 * 2.5 * MINUTE);
  };
  happens('app_opened', { platform: shopper.platform });
  const seen: Product[] = [];
  for (let left = random.poisson(1.7); left > 0; left--) seen.push(browse(random, shopper.favourite));
  for (const product of seen) happens('product_viewed', productProperties(product, shopper.person.language));
  const ease = shopper.buying * (1 + 0.3 * Math.min(shopper.orders, 3)) * mood.pull ** 0.5 * (mood.treat ? 1.5 : 1);
  const orders = random.chance(Math.min(0.85, ease));
  const bought = (orders || random.chance(0.12)) && seen.length > 0 ? seen.slice(0, random.whole(1, 3)) : [];
  const lines = bought.map((product) => ({ product, quantity: random.weighted([0, 8, 3, 1]) }));
  for (const { product, quantity } of lines) {
    happens('product_added', { ...productProperties(product, shopper.person.language), quantity });
  }
  if (!orders || lines.length === 0) return events;
  return [...events, ...order(random, shopper, now, lines, mood)];
}

/** A paid order and its after-effects. */
function order(
  random: Random,
  shopper: Shopper,
  at: Instant,
  lines: { product: Product; quantity: number }[],
  mood: Mood,
): ShopEvent[] {
  shopper.orders += 1;
  const { language, userId } = shopper.person;
  const full = lines.reduce((sum, { product, quantity }) => sum + product.price * quantity, 0);
  const share = mood.sale ? 85 : mood.treat ? 90 : 100;
  const amount = Math.round((full * share) / 100);
  const orderId = `${new Date(at).toISOString().slice(2, 10).replaceAll('-', '')}-${userId.replace(/^\D+/, '')}-${shopper.orders}`;
  const items = lines.map(({ product, quantity }) => ({ ...productProperties(product, language), quantity }));
  const paid = { order_id: orderId, amount, currency: 'CNY' };
  const events: ShopEvent[] = [
    {
      name: 'order_completed',
      occurredAt: at,
      properties: { ...paid, items, ...(mood.sale ? { promotion: mood.sale } : {}) },
    },
  ];
  const later = (name: string, low: number, high: number, properties: ShopEvent['properties']) => {
    events.push({ name, occurredAt: momentOf(dayOf(at) + random.whole(low, high), random), properties });
  };
  if (random.chance(0.05)) later('order_refunded', 2, 9, { ...paid, reason: random.pick(REASONS) });
  else if (random.chance(0.24)) {
    const stars = 1 + random.weighted([2, 3, 8, 30, 57]);
    later('product_reviewed', 3, 12, { order_id: orderId, sku: lines[0]!.product.sku, rating: stars });
  }
  if (random.chance(0.02)) later('complaint_opened', 1, 7, { order_id: orderId, subject: random.pick(SUBJECTS) });
  return events.sort((a, b) => a.occurredAt - b.occurredAt);
}

const REASONS = ['changed_mind', 'damaged', 'wrong_item', 'late'];
const SUBJECTS = ['delivery', 'quality', 'service', 'price'];

/** What a day brings to this person: the sale, and the week around their birthday. */
export function moodOf(shopper: Shopper, day: number): Mood {
  const { name, pull } = saleOn(day);
  const { month, date } = dateOf(day);
  const [, birthMonth, birthDate] = shopper.person.birthday.split('-').map(Number);
  // Days counted as if every month had 31: enough to see that two dates are close.
  const until = (birthMonth! * 31 + birthDate! - (month * 31 + date) + 372) % 372;
  return { ...(name ? { sale: name } : {}), pull, treat: until <= 3 };
}

export function makeShopper(random: Random, person: Person, favourite: string): Shopper {
  const platforms = ['mini_program', 'ios', 'android', 'h5'] as const;
  return {
    person,
    favourite,
    platform: platforms[random.weighted([5, 3, 3, 1])]!,
    visitsPerWeek: Math.min(9, 0.12 + random.gamma(0.8, 1.2)),
    // Some come once and never again; for the others it hangs on how much they like it here.
    leaving: random.chance(0.2) ? 0.6 : 0.01 + 0.16 * random.next() ** 3,
    buying: Math.min(0.6, random.gamma(1.3, 0.19)),
    orders: 0,
  };
}
