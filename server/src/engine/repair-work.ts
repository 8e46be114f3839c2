import type { Instant } from '@sojourn/rules';
import { AsideStore } from '../store/aside.store.js';
import { following, LIMITS, type Kind } from './bulk-kind.js';

/** Long work that mends, and what its `detail` must hold. */
export interface RepairWork {
  /** Plays again whatever was put aside up to `before`. */
  'workspace.repair': { before: Instant; reason: string };
}

const aside = new AsideStore();

export const REPAIR_WORK: Record<keyof RepairWork, Kind> = {
  async 'workspace.repair'(_, client, { workspace, detail }, { shard }, at) {
    const { before } = detail as unknown as RepairWork['workspace.repair'];
    const { count, more } = await aside.putBack(client, { workspace, shard, before, at }, LIMITS.chunk);
    return { count, next: more ? { shard } : following(shard) };
  },
};
