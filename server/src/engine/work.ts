import type { Arrival } from '@sojourn/journey';
import type { Instant } from '@sojourn/rules';
import type { Crowd } from '../store/beside-crowds.js';
import type { InboxRow, ProfileKey } from '../store/claims.store.js';
import type { AudienceMember } from './audience-runs.js';

/** What a batch has to play: profiles, what came in for them, and how far time has come in each shard. */
export interface Work {
  keys: Map<string, ProfileKey>;
  arrivals: Map<string, Arrival[]>;
  rows: Map<number, InboxRow>;
  horizons: Map<number, Instant>;
  /** Shards where arrivals of one workspace hold time back, for all others less. */
  crowds: ReadonlyMap<number, Crowd>;
  /** Who came with an audience: where there is no room for them now, they wait. */
  members: readonly AudienceMember[];
  /** Whether runs through an audience came further, be it that they found nobody. */
  progressed: boolean;
}

/** How far time has come for a profile. */
export function horizonOf({ horizons, crowds }: Work, { workspace, shard }: ProfileKey): Instant | undefined {
  const crowd = crowds.get(shard);
  return crowd && crowd.workspace !== workspace ? crowd.horizon : horizons.get(shard);
}
