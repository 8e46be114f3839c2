import { DAY, HOUR, type Instant } from '@sojourn/rules';
import { Random } from './random.js';
import { busyness, dayOf, momentOf, startOf } from './shop-calendar.js';
import { favouriteCategory } from './shop-catalog.js';
import { makePerson, type Person } from './shop-people.js';
import { makeShopper, moodOf, visit, type ShopEvent, type Shopper } from './shop-visit.js';

export interface ShopPlan {
  seed: number;
  /** Nothing happens after this instant; the shop opened `days` before it. */
  now: Instant;
  profiles: number;
  days: number;
}

/** One customer and all they did, in order of time. */
export interface Customer {
  person: Person;
  registeredAt: Instant;
  events: ShopEvent[];
}

export const SAMPLE_PLAN = { seed: 618, profiles: 2_000, days: 365 };

/**
 * The year of a shop that never was, customer by customer; the same plan gives the same year. Customers come by an
 * acquisition curve that grows and follows the sales; each visits at a rate of their own (gamma), on busy days and
 * hours more often, and after any visit may be gone for good (as in the BG/NBD model of repeat buying). A few are
 * brought back by a sale.
 */
export function* generateShop(plan: ShopPlan): Generator<Customer> {
  const opened = dayOf(plan.now) - plan.days + 1;
  const weights = Array.from(
    { length: plan.days },
    (_, day) => (0.7 + (0.9 * day) / plan.days) * busyness(opened + day),
  );
  for (let number = 1; number <= plan.profiles; number++) {
    const random = new Random(plan.seed, number);
    const person = makePerson(random, number);
    const registeredAt = Math.min(momentOf(opened + random.weighted(weights), random), plan.now - number);
    const shopper = makeShopper(random, person, favouriteCategory(random));
    const events = yearOf(random, shopper, registeredAt, plan.now).filter(({ occurredAt }) => occurredAt <= plan.now);
    yield { person, registeredAt, events: events.sort((a, b) => a.occurredAt - b.occurredAt) };
  }
}

function yearOf(random: Random, shopper: Shopper, registeredAt: Instant, now: Instant): ShopEvent[] {
  const first = dayOf(registeredAt);
  const registered = { name: 'registered', occurredAt: registeredAt, properties: { source: sourceOf(random) } };
  const welcome = visit(random, shopper, registeredAt + 1_000, { ...moodOf(shopper, first), treat: true });
  const events: ShopEvent[] = [registered, ...welcome];
  let gone = random.chance(shopper.leaving);
  for (let day = first + 1; startOf(day) <= now; day++) {
    const mood = moodOf(shopper, day);
    const perDay = (shopper.visitsPerWeek / 7) * busyness(day) * (mood.treat ? 2 : 1);
    // Whoever is gone hears of the big sales only, and seldom comes for them.
    const mean = gone ? (mood.pull >= 2 ? 0.006 : 0) : perDay * interest(day - first);
    const last = visitsOf(random, shopper, day, mean);
    if (last.length === 0) continue;
    events.push(...last);
    gone = random.chance(gone ? 0.7 : shopper.leaving);
  }
  return events;
}

/** The visits of one day, at most three and never one inside another. */
function visitsOf(random: Random, shopper: Shopper, day: number, mean: number): ShopEvent[] {
  const count = mean > 0 ? Math.min(3, random.poisson(mean)) : 0;
  const starts = Array.from({ length: count }, () => momentOf(day, random)).sort((a, b) => a - b);
  const apart = starts.filter((start, index) => index === 0 || start - starts[index - 1]! > HOUR);
  return apart.flatMap((start) => visit(random, shopper, start, moodOf(shopper, day)));
}

/** The new wears off: twice as curious in the first days, three quarters of it after some months. */
const interest = (days: number): number => 0.75 + 1.25 * Math.exp((-days * DAY) / (12 * DAY));

function sourceOf(random: Random): string {
  return ['search', 'douyin', 'wechat', 'friend', 'store'][random.weighted([5, 5, 4, 3, 1])]!;
}
