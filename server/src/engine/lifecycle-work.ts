import { isBusy, LIMITS, onward, type Kind } from './bulk-kind.js';

/** Long work on the stages of profiles, and what its `detail` must hold. */
export interface LifecycleWork {
  /** Plays every profile, so that this version of the model reaches it. */
  'lifecycle.recompute': { version: number };
}

export const LIFECYCLE_WORK: Record<keyof LifecycleWork, Kind> = {
  async 'lifecycle.recompute'(store, client, { workspace, detail }, position, at) {
    const { shard } = position;
    const { version } = detail as unknown as LifecycleWork['lifecycle.recompute'];
    if ((await store.modelVersion(client, workspace)) > version)
      return { count: 0, ended: 'A newer model took its place.' };
    // Whatever places people may still wait for its facts.
    const waits = await store.isOpen(client, workspace, 'facts.backfill');
    if (waits || (await isBusy(store, client, shard))) return { count: 0, next: position };
    return onward(
      position,
      await store.recompute(client, { workspace, shard, at }, position.after as string | undefined, LIMITS.chunk),
    );
  },
};
