import { dateKeys, zoneFor, type Properties } from '@sojourn/journey';
import type { Instant, Value } from '@sojourn/rules';
import type { Queryable } from '../store/database.js';
import type { DateChange, LookupsStore, ZoneChange } from '../store/lookups.store.js';
import type { StoredState } from '../store/states.store.js';
import type { LoadedWorld } from './worlds.js';

/** What the watched attributes of a batch's profiles said before it was played, in the order of the states. */
export type Before = readonly (readonly (Value | undefined)[])[];

/** Watched besides the dates: where a profile says which zone it is in. */
const ZONE = 'timezone';

/** Reads the watched attributes of profiles that are about to be played. */
export function watchedBefore(states: readonly StoredState[], worlds: ReadonlyMap<number, LoadedWorld>): Before {
  return states.map(({ attributes, workspace }) => watched(attributes, worlds.get(workspace)!));
}

/** Writes what playing changed of them, so that audiences find these profiles by their zones and their dates. */
export async function saveLookups(
  client: Queryable,
  store: LookupsStore,
  states: readonly StoredState[],
  before: Before,
  worlds: ReadonlyMap<number, LoadedWorld>,
  now: Instant,
): Promise<void> {
  const zones: ZoneChange[] = [];
  const moved: { key: StoredState }[] = [];
  const dates: DateChange[] = [];
  for (const [index, state] of states.entries()) {
    const world = worlds.get(state.workspace)!;
    const old = before[index] ?? [];
    for (const [place, value] of watched(state.attributes, world).entries()) {
      if (value === old[place]) continue;
      if (place > 0) dates.push({ key: state, attribute: world.stored.dates[place - 1]!, date: dateKeys(value) });
      else if (ownZone(old[0]) !== ownZone(value)) {
        zones.push({ key: state, zone: ownZone(value) });
        if (state.stored) moved.push({ key: state });
      }
    }
  }
  if (zones.length > 0) await store.saveZones(client, zones, moved, now);
  if (dates.length > 0) await store.saveDates(client, dates);
}

function watched(attributes: Properties, { stored }: LoadedWorld): (Value | undefined)[] {
  const said = (name: string) => (Object.hasOwn(attributes, name) ? attributes[name] : undefined);
  return [said(ZONE), ...stored.dates.map(said)];
}

/** The zone a profile has of its own, if it is a valid one. */
function ownZone(value: Value | undefined): string | undefined {
  const { zone, source } = zoneFor(value, undefined, 'UTC');
  return source === 'profile' ? zone : undefined;
}
