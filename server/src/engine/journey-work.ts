import type { Instant } from '@sojourn/rules';
import { following, isBusy, LIMITS, onward, type Kind } from './bulk-kind.js';

/** Long work on those who are in a journey, and what its `detail` must hold. */
export interface JourneyWork {
  /** Lets go on what the pause of a journey put aside. */
  'journey.release': { journey: string };
  /** Takes out everybody who entered up to `before`. */
  'journey.exit': { journey: string; before: Instant; reason: string };
  /** Watches one enrollment until it is taken out; the command is in the inbox already. */
  'enrollment.exit': { enrollment: string; profile: string };
}

export const JOURNEY_WORK: Record<keyof JourneyWork, Kind> = {
  async 'journey.release'(store, client, { workspace, detail }, { shard }, at) {
    const { journey } = detail as unknown as JourneyWork['journey.release'];
    if ((await store.stateOf(client, journey)) === 'paused')
      return { count: 0, ended: 'The journey was paused again.' };
    const count = await store.release(client, { workspace, shard, journey, at }, LIMITS.chunk);
    return { count, next: count > 0 ? { shard } : following(shard) };
  },

  async 'journey.exit'(store, client, { workspace, detail }, position, at) {
    const { shard } = position;
    if (await isBusy(store, client, shard)) return { count: 0, next: position };
    const { journey, before, reason } = detail as unknown as JourneyWork['journey.exit'];
    const work = { workspace, shard, journey, before, reason, at };
    return onward(
      position,
      await store.takeOut(client, work, position.after as { profile: string; id: string } | undefined, LIMITS.chunk),
    );
  },

  async 'enrollment.exit'(store, client, { workspace, detail }, position) {
    const { enrollment, profile } = detail as unknown as JourneyWork['enrollment.exit'];
    const alive = await store.isAlive(client, { workspace, shard: position.shard, profile, enrollment });
    return alive ? { count: 0, next: position } : { count: 1 };
  },
};
