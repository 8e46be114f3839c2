import type { DeclaredFacts, Instant, Meanings, Value } from '@sojourn/rules';
import { valueAt } from '@sojourn/rules';
import type { Changes } from './changes.js';
import { countEvent, countOnly } from './profile-facts.js';
import { remember } from './memory.js';
import type { ProfileState, Properties } from './profile-state.js';

/** An order or a refund that a profile had; `at` is the logical instant at which it was played. */
export interface Trade {
  at: Instant;
  name: string;
  occurredAt: Instant;
  properties: Properties;
}

/** The event names that stand for orders and for refunds. */
export interface TradeNames {
  orders: ReadonlySet<string>;
  refunds: ReadonlySet<string>;
}

export function tradeNames(meanings: Meanings): TradeNames {
  return { orders: new Set(meanings.order), refunds: new Set(meanings.refund) };
}

/** Where the number of an order, and what it came to, usually stand. */
const ORDER_IDS = ['order_id', 'orderId', 'order_no', 'orderNo', 'order_number', '订单号'];
const AMOUNTS = ['total', 'amount', 'revenue', 'value', 'paid', 'price', '实付金额', '金额'];

/** A refund later than this no longer takes a goal back, in milliseconds. */
const GOAL_STANDS = 7 * 24 * 3_600_000;

/**
 * Counts an event that is played at `at`. Of orders counts what was not given back; who never had a refund is counted as
 * they come, and so is whose history is not at hand.
 */
export function countPlayed(
  profile: ProfileState,
  world: { trade: TradeNames; declared: DeclaredFacts },
  changes: Pick<Changes, 'reversals'>,
  { name, occurredAt, properties }: Omit<Trade, 'at'>,
  at: Instant,
): void {
  countEvent(profile, name, Math.min(occurredAt, at), properties, world.declared);
  const refund = world.trade.refunds.has(name);
  if ((!refund && !world.trade.orders.has(name)) || !profile.trades) return;
  profile.trades.push({ at, name, occurredAt, properties });
  if (!refund && !hasRefunds(profile, world)) return;
  countNet(profile, profile.trades, world.trade, world.declared);
  if (!refund) return;
  for (const order of givenBack(profile.trades, world.trade))
    if (at - order.at <= GOAL_STANDS) takeBack(profile, order.at, at, changes);
}

/**
 * The goals that were reached by this order do not stand any more: nobody is counted as having reached them, and whoever
 * is still inside may reach them anew.
 */
function takeBack(profile: ProfileState, order: Instant, at: Instant, changes: Pick<Changes, 'reversals'>): void {
  for (const goal of (profile.reached ?? []).filter((each) => each.at === order)) {
    const { enrollment, journey, key } = goal;
    changes.reversals.push({ ...goal, profile, reversedAt: at });
    profile.reached = profile.reached!.filter((each) => each !== goal);
    const live = profile.enrollments.find(({ id }) => id === enrollment);
    const others = live?.memory?.goals?.filter((id) => id !== goal.goal) ?? [];
    if (live) remember(live, { goals: others.length > 0 ? others : undefined });
    const ledger = profile.ledger.get(`${journey}|${key}`);
    if (!ledger || profile.reached.some((each) => each.enrollment === enrollment)) continue;
    ledger.goals = Math.max(0, ledger.goals - 1);
    ledger.touched = true;
  }
}

/**
 * Counts the orders of a profile anew, net of what was refunded: "order" means paid and not given back. A full refund
 * takes its order out, by the order's own date; one of a part lowers the order's amounts. Refunds name their order; those
 * of unknown orders change nothing until the order comes.
 */
function countNet(
  profile: ProfileState,
  trades: readonly Trade[],
  { orders, refunds }: TradeNames,
  declared: DeclaredFacts,
): void {
  const before = new Map<string, NonNullable<ReturnType<ProfileState['events']['get']>>>();
  for (const name of orders) {
    for (const key of [name, ...(declared.of(name) ?? []).map((need) => need.key)]) {
      const fact = profile.events.get(key);
      if (fact) before.set(key, fact);
      profile.events.delete(key);
    }
  }
  for (const { name, at, occurredAt, properties } of netOrders(trades, { orders, refunds }))
    if (orders.has(name)) countOnly(profile, name, Math.min(occurredAt, at), properties, declared);
  for (const [key, { stored, first, last }] of before) {
    const fact = profile.events.get(key);
    if (fact) fact.stored = stored;
    else profile.events.set(key, { name: key, count: 0, first, last, stored, touched: true });
  }
}

/** One profile's events, its orders less what was given back of them and without those of which nothing is left. */
export function netOrders<Event extends Pick<Trade, 'name' | 'properties'>>(
  events: readonly Event[],
  { orders, refunds }: TradeNames,
): Event[] {
  const given = refundsByOrder(events, refunds);
  if (given.size === 0) return [...events];
  return events.flatMap((event) => {
    if (!orders.has(event.name)) return [event];
    const left = net(event.properties, given.get(orderId(event.properties) ?? NO_ORDER) ?? []);
    return left ? [{ ...event, properties: left }] : [];
  });
}

/** The orders that this refund, the last of the trades, has given back in full. */
function givenBack(trades: readonly Trade[], { orders, refunds }: TradeNames): Trade[] {
  const id = orderId(trades.at(-1)!.properties);
  if (id === undefined) return [];
  const given = refundsByOrder(trades, refunds).get(id) ?? [];
  const open = (order: Trade, list: readonly Properties[]) => net(order.properties, list) !== undefined;
  return trades.filter(
    (trade) =>
      orders.has(trade.name) &&
      orderId(trade.properties) === id &&
      open(trade, given.slice(0, -1)) &&
      !open(trade, given),
  );
}

/** Whether a profile ever gave an order back, or a part of one. */
export function hasRefunds({ events }: ProfileState, { trade }: { trade: TradeNames }): boolean {
  for (const name of trade.refunds) if (events.has(name)) return true;
  return false;
}

const NO_ORDER = '';

function refundsByOrder(
  trades: readonly Pick<Trade, 'name' | 'properties'>[],
  refunds: ReadonlySet<string>,
): Map<string, Properties[]> {
  const given = new Map<string, Properties[]>();
  for (const { name, properties } of trades) {
    const id = refunds.has(name) ? orderId(properties) : undefined;
    if (id !== undefined) given.set(id, [...(given.get(id) ?? []), properties]);
  }
  return given;
}

function orderId(properties: Properties): string | undefined {
  for (const name of ORDER_IDS) {
    const value: Value | undefined = valueAt(properties, name);
    if (typeof value === 'number' || (typeof value === 'string' && value !== '')) return String(value);
  }
  return undefined;
}

/** An order's properties less what was given back; `undefined` where nothing is left of it. */
function net(order: Properties, refunds: readonly Properties[]): Properties | undefined {
  if (refunds.length === 0) return order;
  const left = new Map(Object.entries(order));
  for (const refund of refunds) {
    const shared = Object.keys(refund).filter(
      (name) => !ORDER_IDS.includes(name) && typeof refund[name] === 'number' && typeof left.get(name) === 'number',
    );
    // Without an amount it is the whole order that was given back.
    const amount = AMOUNTS.find((name) => shared.includes(name)) ?? shared[0];
    if (amount === undefined) return undefined;
    for (const name of shared) left.set(name, (left.get(name) as number) - (refund[name] as number));
    if ((left.get(amount) as number) <= ROUNDING) return undefined;
  }
  return Object.fromEntries(left);
}

/** Amounts with decimals do not add up to the last bit. */
const ROUNDING = 1e-9;
