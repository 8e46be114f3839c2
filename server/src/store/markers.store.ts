import type { ProfileKey } from './claims.store.js';
import type { Queryable } from './database.js';

/** What a shard's batch was at when its process was last heard of. */
export interface Marker {
  shard: number;
  /** The process, by the number of its presence. */
  member: number;
  /** How many profiles of the shard were in the batch; which one it was, where there was only one. */
  profiles: number;
  named: string | null;
  /** How many processes had died over that one before. */
  deaths: number;
}

/** Marks of batches that were begun and have not ended (ENGINE D10). */
export class MarkersStore {
  /** Batches of these shards that another process began and did not end. */
  async ofOthers(client: Queryable, shards: readonly number[], member: number): Promise<Marker[]> {
    const { rows } = await client.query<Marker>(
      'select shard, member, profiles, named, deaths from batch_marker where shard = any($1::int2[]) and member <> $2',
      [[...shards], member],
    );
    return rows;
  }

  /**
   * Marks a batch, in a transaction of its own. It must outlive this process, not the machine: nothing waits for the disk.
   */
  async mark(client: Queryable, markers: readonly Marker[]): Promise<void> {
    await client.query(
      `with hurried as materialized (select set_config('synchronous_commit', 'off', true))
       insert into batch_marker (shard, member, profiles, named, deaths)
       select given.* from unnest($1::int2[], $2::int4[], $3::int4[], $4::uuid[], $5::int4[]) as given, hurried
       on conflict (shard) do update set member = excluded.member, profiles = excluded.profiles, named = excluded.named,
         deaths = excluded.deaths`,
      [
        markers.map(({ shard }) => shard),
        markers.map(({ member }) => member),
        markers.map(({ profiles }) => profiles),
        markers.map(({ named }) => named),
        markers.map(({ deaths }) => deaths),
      ],
    );
  }

  /** Takes marks away: with the batch's own transaction, whose end ends them. */
  async clear(client: Queryable, shards: readonly number[]): Promise<void> {
    await client.query('delete from batch_marker where shard = any($1::int2[])', [[...shards]]);
  }
}

/** The marks of a batch over these profiles. */
export function markersOf(
  keys: Iterable<ProfileKey>,
  member: number,
  deathsOf: (shard: number, profile: string) => number,
): Marker[] {
  const markers = new Map<number, Marker>();
  for (const { shard, id } of keys) {
    const marker = markers.get(shard);
    if (marker) Object.assign(marker, { profiles: marker.profiles + 1, named: null, deaths: 0 });
    else markers.set(shard, { shard, member, profiles: 1, named: id, deaths: deathsOf(shard, id) });
  }
  return [...markers.values()];
}
