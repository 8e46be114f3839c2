import { DAY, SECOND, type Instant } from '@sojourn/rules';
import type { Passerby } from '../store/sample.store.js';
import type { TrickledCall } from './ingestion.js';
import type { Random } from './random.js';
import { dayOf } from './shop-calendar.js';
import { browse, favouriteCategory, productProperties } from './shop-catalog.js';
import { makePerson, type Person } from './shop-people.js';
import { makeShopper, moodOf, visit, type ShopEvent, type Shopper } from './shop-visit.js';

/** What somebody does within the next minute or so, call by call. */
export type Story = { at: Instant; call: Omit<TrickledCall, 'messageId'> }[];

/** In the year behind us a visit takes minutes; what is watched live must not make one wait. */
const PACE = { least: 2 * SECOND, most: 10 * SECOND };

/** How long before its ninety days are over a late receipt turns up: then they end while somebody looks. */
const LEAD = { least: 25 * SECOND, most: 120 * SECOND };

/** Somebody new registers and looks around. */
export function newcomer(random: Random, number: number, at: Instant): Story {
  const person = makePerson(random, number);
  const shopper: Shopper = { ...makeShopper(random, person, favouriteCategory(random)), buying: 0.3 };
  const registered: ShopEvent = { name: 'registered', occurredAt: at, properties: { source: 'search' } };
  const events = [registered, ...visit(random, shopper, at, { ...moodOf(shopper, dayOf(at)), treat: true })];
  return [identify(person, at), ...paced(random, person.userId, events, at)];
}

/** Somebody known comes by. `eager` is how easily they buy: who just got a letter does more easily. */
export function comesBy(random: Random, passerby: Passerby, at: Instant, eager: number): Story {
  const { userId, attributes, orders } = passerby;
  const language = String(attributes.language ?? '').startsWith('en') ? 'en' : 'zh';
  const person: Person = { userId, language, birthday: String(attributes.birthday ?? '1990-01-01'), traits: {} };
  const shopper: Shopper = { ...makeShopper(random, person, favouriteCategory(random)), buying: eager, orders };
  return paced(random, userId, visit(random, shopper, at, moodOf(shopper, dayOf(at))), at);
}

/**
 * The receipt of an order in the store around the corner, reported almost ninety days late: history, which starts no
 * journey. A moment later its ninety days are over, the customer is lost as far as time can tell, and win-back begins.
 */
export function lateReceipt(random: Random, { userId, orders }: Passerby, at: Instant): Story {
  const product = browse(random, favouriteCategory(random));
  const boughtAt = at - 90 * DAY + LEAD.least + random.next() * (LEAD.most - LEAD.least);
  const order = {
    order_id: `store-${userId.replace('sample-', '')}-${orders + 1}`,
    amount: product.price,
    currency: 'CNY',
    items: [{ ...productProperties(product, 'zh'), quantity: 1 }],
  };
  return [{ at, call: track(userId, 'order_completed', boughtAt, order) }];
}

/** The same of somebody the shop had never heard of. */
export function stranger(random: Random, number: number, at: Instant): Story {
  const person = makePerson(random, number);
  const registered = { at, call: track(person.userId, 'registered', at - 200 * DAY, { source: 'store' }) };
  return [
    registered,
    ...lateReceipt(random, { userId: person.userId, attributes: {}, orders: 0 }, at),
    identify(person, at),
  ];
}

/** The events of a visit one after the other from `at` on, and without what only happens days later. */
function paced(random: Random, userId: string, events: readonly ShopEvent[], at: Instant): Story {
  let now = at;
  return events
    .filter(({ occurredAt }) => occurredAt < at + DAY / 2)
    .map(({ name, properties }) => {
      const step = { at: now, call: track(userId, name, now, properties) };
      now += Math.round(PACE.least + random.next() * (PACE.most - PACE.least));
      return step;
    });
}

function track(userId: string, event: string, at: Instant, properties: Record<string, unknown>): Story[number]['call'] {
  return { type: 'track', userId, event, timestamp: new Date(at).toISOString(), properties };
}

function identify({ userId, traits }: Person, at: Instant): Story[number] {
  return { at, call: { type: 'identify', userId, timestamp: new Date(at).toISOString(), traits } };
}
