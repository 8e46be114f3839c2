import type { ProfileKey } from '../store/claims.store.js';
import type { Database, Queryable } from '../store/database.js';
import { markersOf, type Marker, type MarkersStore } from '../store/markers.store.js';
import type { Presence } from './share.js';

/** For so many beats after its own start, and after another process went, a process marks what it does. */
const WARY = 60;

/** A profile over which so many processes died is put aside. */
const DEATHS = 2;

/** A batch that a process died over. */
export interface Suspicion {
  shard: number;
  profiles: number;
  /** The one profile that is to blame, where that is known by now. */
  culprit?: string;
}

/**
 * Finds what kills processes (ENGINE D10). A batch cannot say what it died of; so for a while after any death, and after
 * its own start, a process marks each batch before it plays and takes the mark away in the batch's own transaction. A mark
 * whose process is gone says where to be careful: there, profiles are played one by one, each marked by name.
 */
export class DeathWatch implements Presence {
  private beats = 0;
  private members: readonly number[] = [];
  private readonly known = new Map<number, Marker>();

  constructor(
    private readonly presence: Presence,
    private readonly database: Database,
    private readonly markers: MarkersStore,
  ) {}

  get member(): number {
    return this.presence.member;
  }

  async beat(): Promise<number[]> {
    const members = await this.presence.beat();
    const lost = this.members.some((member) => !members.includes(member));
    this.beats = lost ? 0 : this.beats + 1;
    this.members = members;
    return members;
  }

  close(): Promise<void> {
    return this.presence.close();
  }

  private get wary(): boolean {
    return this.beats < WARY;
  }

  /** Where a process died in the middle of a batch that nobody has played since. */
  async suspicions(shards: readonly number[]): Promise<Suspicion[]> {
    if (!this.wary) return [];
    const marked = await this.markers.ofOthers(this.database, shards, this.member);
    if (marked.length === 0) return [];
    // Who is there is asked anew: the death may be younger than the last beat.
    const alive = await this.presence.beat();
    return marked
      .filter(({ member }) => !alive.includes(member))
      .map((marker) => {
        const deaths = marker.deaths + 1;
        this.known.set(marker.shard, { ...marker, deaths });
        const culprit = marker.named !== null && deaths >= DEATHS ? { culprit: marker.named } : {};
        return { shard: marker.shard, profiles: marker.profiles, ...culprit };
      });
  }

  /** Marks a batch that is about to be played. Returns the shards to {@link ended} with it. */
  async begun(keys: Iterable<ProfileKey>): Promise<number[]> {
    if (!this.wary) return [];
    const deathsOf = (shard: number, profile: string) => {
      const marker = this.known.get(shard);
      return marker?.named === profile ? marker.deaths : 0;
    };
    const markers = markersOf(keys, this.member, deathsOf);
    if (markers.length > 0) await this.markers.mark(this.database, markers);
    return markers.map(({ shard }) => shard);
  }

  /** Within the batch's transaction: it ends the marks as it ends itself. */
  async ended(client: Queryable, shards: readonly number[]): Promise<void> {
    if (shards.length > 0) await this.markers.clear(client, shards);
  }
}
