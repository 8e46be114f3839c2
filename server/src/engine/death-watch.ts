import type { ProfileKey } from '../store/claims.store.js';
import type { Database, Queryable } from '../store/database.js';
import { markersOf, type Marker, type MarkersStore } from '../store/markers.store.js';
import type { Watch } from './advance.js';
import type { Presence } from './share.js';

/** For so many beats after its own start, and after another process went, a process marks what it does. */
const WARY = 60;

/**
 * Finds where processes died (ENGINE D10). A batch cannot say what it died of; so for a while after any death, and after
 * its own start, a process marks each batch before it plays and takes the mark away in the batch's own transaction. A mark
 * whose process is gone says where to be careful: see {@link Careful}.
 */
export class DeathWatch implements Presence, Watch {
  private beats = 0;
  private members: readonly number[] = [];
  /** All numbers this process has had: it gets another one with each lost session, and lives. */
  private readonly own = new Set<number>();

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

  /** The marks of batches in the middle of which a process died, and which nobody has played since. */
  async suspicions(shards: readonly number[]): Promise<Marker[]> {
    if (!this.wary || shards.length === 0) return [];
    this.own.add(this.member);
    const marked = await this.markers.ofOthers(this.database, shards, [...this.own]);
    if (marked.length === 0) return [];
    // Who is there is asked anew: the death may be younger than the last beat.
    const alive = await this.presence.beat();
    return marked.filter(({ member }) => !alive.includes(member));
  }

  /** What was suspected has been played since, or put aside. */
  settled(markers: readonly Marker[]): Promise<void> {
    return this.markers.settle(this.database, markers);
  }

  /** Marks a batch that is about to be played. Returns the shards to {@link ended} with it. */
  async begun(keys: Iterable<ProfileKey>): Promise<number[]> {
    if (!this.wary) return [];
    this.own.add(this.member);
    const markers = markersOf(keys, this.member);
    if (markers.length > 0) await this.markers.mark(this.database, markers);
    return markers.map(({ shard }) => shard);
  }

  /** Within the batch's transaction: it ends the marks as it ends itself. */
  async ended(client: Queryable, shards: readonly number[]): Promise<void> {
    if (shards.length > 0) await this.markers.clear(client, shards);
  }
}
