import { dateKeys } from '@sojourn/journey';
import type { Value } from '@sojourn/rules';
import { LookupsStore } from '../store/lookups.store.js';
import { LIMITS, onward, type Kind } from './bulk-kind.js';

/** Long work on the days that profiles name, and what its `detail` must hold. */
export interface DatesWork {
  /** Looks an attribute up in every profile; batches keep it up to date from the moment it is watched. */
  'dates.look_up': { attribute: string };
}

const NIL = '00000000-0000-0000-0000-000000000000';
const lookups = new LookupsStore();

export const DATES_WORK: Record<keyof DatesWork, Kind> = {
  async 'dates.look_up'(_, client, { workspace, detail }, position) {
    const { attribute } = detail as unknown as DatesWork['dates.look_up'];
    const { shard, after = NIL } = position;
    const rows = await lookups.having(client, { workspace, shard, attribute }, after as string, LIMITS.chunk);
    const found = rows.map(({ id, value }) => ({
      key: { workspace, shard, id },
      attribute,
      date: dateKeys(value as Value),
    }));
    await lookups.saveDates(
      client,
      found.filter(({ date }) => date),
    );
    const last = rows.length === LIMITS.chunk ? rows.at(-1)!.id : undefined;
    const step = onward(position, { count: rows.length, ...(last !== undefined && { last }) });
    if (!step.next) await lookups.setReady(client, workspace, attribute);
    return step;
  },
};
