import type { ProfileKey } from './claims.store.js';
import type { Queryable } from './database.js';

/** What a shard's batch was at when its process was last heard of. */
export interface Marker {
  shard: number;
  /** The process, by the number of its presence. */
  member: number;
  /** How many profiles of the shard were in the batch. */
  profiles: number;
}

/** Marks of batches that were begun and have not ended (ENGINE D10). */
export class MarkersStore {
  /** Batches of these shards that other processes began and did not end. */
  async ofOthers(client: Queryable, shards: readonly number[], members: readonly number[]): Promise<Marker[]> {
    const { rows } = await client.query<Marker>(
      'select shard, member, profiles from batch_marker where shard = any($1::int2[]) and member <> all($2::int4[])',
      [[...shards], [...members]],
    );
    return rows;
  }

  /**
   * Marks a batch, in a transaction of its own. It must outlive this process, not the machine: nothing waits for the disk.
   */
  async mark(client: Queryable, markers: readonly Marker[]): Promise<void> {
    await client.query(
      `with hurried as materialized (select set_config('synchronous_commit', 'off', true))
       insert into batch_marker (shard, member, profiles)
       select given.* from unnest($1::int2[], $2::int4[], $3::int4[]) as given, hurried
       on conflict (shard) do update set member = excluded.member, profiles = excluded.profiles`,
      columnsOf(markers),
    );
  }

  /** Takes marks away: with the batch's own transaction, whose end ends them. */
  async clear(client: Queryable, shards: readonly number[]): Promise<void> {
    await client.query('delete from batch_marker where shard = any($1::int2[])', [[...shards]]);
  }

  /** Takes exactly these marks away, and none that was made since. */
  async settle(client: Queryable, markers: readonly Marker[]): Promise<void> {
    await client.query(
      `delete from batch_marker m using unnest($1::int2[], $2::int4[], $3::int4[]) as given (shard, member, profiles)
       where m.shard = given.shard and m.member = given.member and m.profiles = given.profiles`,
      columnsOf(markers),
    );
  }
}

function columnsOf(markers: readonly Marker[]): number[][] {
  return [
    markers.map(({ shard }) => shard),
    markers.map(({ member }) => member),
    markers.map(({ profiles }) => profiles),
  ];
}

/** The marks of a batch over these profiles. */
export function markersOf(keys: Iterable<ProfileKey>, member: number): Marker[] {
  const markers = new Map<number, Marker>();
  for (const { shard } of keys) {
    const marker = markers.get(shard);
    if (marker) marker.profiles += 1;
    else markers.set(shard, { shard, member, profiles: 1 });
  }
  return [...markers.values()];
}
