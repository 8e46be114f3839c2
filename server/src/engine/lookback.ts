import { hasRefunds, type Arrival, type World } from '@sojourn/journey';
import { DAY } from '@sojourn/rules';
import type { Lookback, StoredState } from '../store/states.store.js';
import type { TradesWanted } from '../store/trades.store.js';

/** How much earlier than it was played an event may have been accepted: a generous bound, for pruning only. */
const ACCEPTED_BEFORE_PLAYED = DAY;

/**
 * What to load of each profile's history. Walks that start in a profile's past look back over what was played since:
 * those a receipt moves, and those whose due time a late receipt has set before the last instant played; so do journeys
 * with a wait that counts events since the entry.
 */
export function lookbacks(
  states: readonly StoredState[],
  arrivals: ReadonlyMap<string, readonly Arrival[]>,
  worlds: ReadonlyMap<number, World>,
): Lookback[] {
  const wanted: Lookback[] = [];
  for (const state of states) {
    let ordinal = Infinity;
    let since = Infinity;
    for (const arrival of arrivals.get(state.id) ?? []) {
      if (arrival.kind !== 'receipt' || arrival.ordinal >= state.ordinal) continue;
      const enrollment = state.enrollments.find((each) => each.id === arrival.enrollment);
      ordinal = Math.min(ordinal, arrival.ordinal);
      since = Math.min(since, enrollment?.arrivedAt ?? Infinity);
    }
    const journeys = worlds.get(state.workspace)?.journeys;
    for (const { journey, version, enteredAt, due } of state.enrollments) {
      const looksBack = journeys?.get(journey)?.versions.get(version)?.looksBack === true;
      if (!looksBack && due >= state.played) continue;
      ordinal = 0;
      since = Math.min(since, looksBack ? enteredAt : due);
    }
    if (since !== Infinity) wanted.push({ state, ordinal, since: since - ACCEPTED_BEFORE_PLAYED });
  }
  return wanted;
}

/**
 * Whose orders and refunds to load: of those that something is given back to now, and of those that order again after
 * they gave something back once. All others are counted as they come.
 */
export function tradesWanted(
  states: readonly StoredState[],
  arrivals: ReadonlyMap<string, readonly Arrival[]>,
  worlds: ReadonlyMap<number, World>,
): TradesWanted[] {
  return states.flatMap((state) => {
    const world = worlds.get(state.workspace);
    if (!state.stored || !world || world.trade.refunds.size === 0) return [];
    const { orders, refunds } = world.trade;
    const names = hasRefunds(state, world) ? new Set([...orders, ...refunds]) : refunds;
    const come = arrivals.get(state.id)?.some((arrival) => eventsIn(arrival).some(({ name }) => names.has(name)));
    return come ? [{ state, names: [...orders, ...refunds] }] : [];
  });
}

function eventsIn(arrival: Arrival): readonly { name: string }[] {
  if (arrival.kind === 'import') return arrival.events;
  return arrival.kind === 'event' ? [arrival] : [];
}
