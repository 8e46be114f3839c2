import { countDeclared, netOrders, tradeNames, type CountedEvent, type ProfileState } from '@sojourn/journey';
import { declaredBy, refilled, type DeclaredFacts, type Need } from '@sojourn/rules';
import type { Queryable } from '../store/database.js';
import { FactsStore, type Past } from '../store/facts.store.js';
import { isBusy, onward, type Kind } from './bulk-kind.js';

/** Long work on facts, and what its `detail` must hold. */
export interface FactsWork {
  /** Counts again from the past what these needs say; versions that wait for it are live when it is done. */
  'facts.backfill': {
    needs: Need[];
    /** The workspace has another time zone: days that were counted so far were other days. */
    newDays?: boolean;
  };
}

/** Profiles a transaction takes on: each brings its whole past with it. */
const CHUNK = 200;

const facts = new FactsStore();

export const FACTS_WORK: Record<keyof FactsWork, Kind> = {
  /**
   * A fact is replaced, not added to: the shard is held, so the past that is read holds each event that was played, once,
   * and whatever is played later finds the need declared and is counted by the player.
   */
  async 'facts.backfill'(store, client, { id, workspace, detail }, position) {
    const { shard } = position;
    if (await isBusy(store, client, shard)) return { count: 0, next: position };
    const work = detail as unknown as FactsWork['facts.backfill'];
    const chunk = await facts.profiles(client, { workspace, shard }, position.after as string | undefined, CHUNK);
    await fill(client, { workspace, shard }, chunk.ids, work);
    const step = onward(position, chunk);
    if (!step.next) await facts.release(client, workspace, id);
    return step;
  },
};

async function fill(
  client: Queryable,
  place: { workspace: number; shard: number },
  profiles: readonly string[],
  { needs, newDays = false }: FactsWork['facts.backfill'],
): Promise<void> {
  if (profiles.length === 0) return;
  const names = new Set(needs.map(({ event }) => event));
  const { meanings, zone } = await facts.reading(client, place.workspace);
  const declared = declaredBy(needs, zone);
  const trade = tradeNames(meanings);
  const asked = [...trade.orders].some((name) => names.has(name)) ? [...names, ...trade.refunds] : [...names];
  const gross = await facts.past(client, place, profiles, [...new Set(asked)]);
  // "Order" means paid and not given back, in the past as well.
  const past = [...byProfile(gross).values()].flatMap((own) => netOrders(own, trade));
  const keys = needs.map(({ key }) => key);
  const kept = await facts.kept(client, place, profiles, keys);
  const rows = [...counted(past, declared)].flatMap(([profile, events]) =>
    [...events].map(([key, fact]) => {
      const before = kept.get(`${profile}|${key}`);
      const lasting = before && newDays ? { ...before, days: undefined } : before;
      return { state: { ...place, id: profile }, row: { ...refilled(lasting, fact), name: key } };
    }),
  );
  await facts.save(client, rows);
}

function byProfile(past: readonly Past[]): Map<string, Past[]> {
  const profiles = new Map<string, Past[]>();
  for (const event of past) {
    const own = profiles.get(event.profile);
    if (own) own.push(event);
    else profiles.set(event.profile, [event]);
  }
  return profiles;
}

/** What these needs come to, by profile and key. */
function counted(past: readonly Past[], declared: DeclaredFacts): Map<string, Map<string, CountedEvent>> {
  const profiles = new Map<string, Pick<ProfileState, 'events'>>();
  for (const { profile: id, name, at, properties } of past) {
    let profile = profiles.get(id);
    if (!profile) profiles.set(id, (profile = { events: new Map() }));
    countDeclared(profile, name, at, properties, declared);
  }
  return new Map([...profiles].map(([id, { events }]) => [id, events]));
}
