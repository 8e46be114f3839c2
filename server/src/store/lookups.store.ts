import { Injectable } from '@nestjs/common';
import type { DateKeys } from '@sojourn/journey';
import type { Instant } from '@sojourn/rules';
import { Rows, column } from './columns.js';
import type { ProfileKey } from './claims.store.js';
import { type Queryable, timestamp } from './database.js';
import { SHARDS } from './ids.js';

/** A profile that has a zone of its own now, or (undefined) none any more. */
export interface ZoneChange {
  key: ProfileKey;
  zone: string | undefined;
}

/** By what a profile's watched attribute is looked up; undefined where it says no date any more. */
export interface DateChange {
  key: ProfileKey;
  attribute: string;
  date: DateKeys | undefined;
}

const ofProfile = [
  column<{ key: ProfileKey }>('workspace_id', 'int4', ({ key }) => key.workspace),
  column<{ key: ProfileKey }>('shard', 'int2', ({ key }) => key.shard),
  column<{ key: ProfileKey }>('profile_id', 'uuid', ({ key }) => key.id),
];
const saveZones = new Rows<ZoneChange>(
  'save_zones',
  [...ofProfile, column<ZoneChange>('zone', 'text', ({ zone }) => zone)],
  (given, names) => `insert into profile_zone (${names}) select ${names} from ${given}
    on conflict (workspace_id, shard, profile_id) do update set zone = excluded.zone`,
);
const dropZones = new Rows<ZoneChange>(
  'drop_zones',
  ofProfile,
  (given) => `delete from profile_zone z using ${given}
    where z.workspace_id = given.workspace_id and z.shard = given.shard and z.profile_id = given.profile_id`,
);
const saveMoves = new Rows<{ key: ProfileKey }, Instant>(
  'save_moves',
  [...(ofProfile as never[]), column<{ key: ProfileKey }, Instant>('at', 'timestamptz', (_, at) => at)],
  (given, names) => `insert into profile_moved (${names}) select ${names} from ${given}
    on conflict (workspace_id, shard, profile_id) do update set at = excluded.at`,
);
const saveDates = new Rows<DateChange>(
  'save_dates',
  [
    ...ofProfile,
    column<DateChange>('attribute', 'text', ({ attribute }) => attribute),
    column<DateChange>('day', 'text', ({ date }) => date!.day),
    column<DateChange>('solar', 'int2', ({ date }) => date!.solar),
    column<DateChange>('lunar', 'int2', ({ date }) => date!.lunar),
  ],
  (given, names) => `insert into profile_date (${names})
    select workspace_id, shard, profile_id, attribute, day::date, solar, lunar from ${given}
    on conflict (workspace_id, shard, profile_id, attribute)
    do update set day = excluded.day, solar = excluded.solar, lunar = excluded.lunar`,
);
const dropDates = new Rows<DateChange>(
  'drop_dates',
  [...ofProfile, column<DateChange>('attribute', 'text', ({ attribute }) => attribute)],
  (given) => `delete from profile_date d using ${given}
    where d.workspace_id = given.workspace_id and d.shard = given.shard and d.profile_id = given.profile_id
      and d.attribute = given.attribute`,
);

/** What is looked up of all profiles at once: whose zone is which, and who names which day. Writers hold the shards. */
@Injectable()
export class LookupsStore {
  /** Writes zones that changed. `moved` are those who had another before; they are found again by `at`. */
  async saveZones(
    client: Queryable,
    changes: readonly ZoneChange[],
    moved: readonly { key: ProfileKey }[],
    at: Instant,
  ): Promise<void> {
    await saveZones.run(
      client,
      changes.filter(({ zone }) => zone !== undefined),
    );
    await dropZones.run(
      client,
      changes.filter(({ zone }) => zone === undefined),
    );
    await saveMoves.run(client, moved, at);
  }

  async saveDates(client: Queryable, changes: readonly DateChange[]): Promise<void> {
    await saveDates.run(
      client,
      changes.filter(({ date }) => date),
    );
    await dropDates.run(
      client,
      changes.filter(({ date }) => !date),
    );
  }

  /** The zones that profiles of a workspace have of their own: a jump through the index for each, whoever many they are. */
  async zonesInUse(client: Queryable, workspace: number): Promise<string[]> {
    const { rows } = await client.query<{ zone: string }>({
      name: 'zones_in_use',
      text: `with recursive used(zone) as (
               (select zone from profile_zone where workspace_id = $1 order by zone limit 1)
               union all
               select (select z.zone from profile_zone z where z.workspace_id = $1 and z.zone > used.zone order by z.zone limit 1)
               from used where used.zone is not null
             ) select zone from used where zone is not null`,
      values: [workspace],
    } as never);
    return rows.map(({ zone }) => zone);
  }

  /** The zones in which there are profiles that came to them after `since`; empty text for those without one. */
  async zonesOfMoved(client: Queryable, workspace: number, since: Instant): Promise<string[]> {
    const { rows } = await client.query<{ zone: string }>(
      `select distinct coalesce(z.zone, '') as zone from profile_moved m
       left join profile_zone z on z.workspace_id = m.workspace_id and z.shard = m.shard and z.profile_id = m.profile_id
       where m.workspace_id = $1 and m.at > $2`,
      [workspace, timestamp(since)],
    );
    return rows.map(({ zone }) => zone);
  }

  /** Which shards have profiles with this zone. */
  async shardsOf(client: Queryable, workspace: number, zone: string): Promise<number[]> {
    const { rows } = await client.query<{ shard: number }>(
      `select each.shard from generate_series(0, ${SHARDS - 1}) as each(shard)
       where exists (select from profile_zone z where z.workspace_id = $1 and z.zone = $2 and z.shard = each.shard)`,
      [workspace, zone],
    );
    return rows.map(({ shard }) => shard);
  }

  /** Forgets moves older than this, some at a time. */
  async forgetMoves(client: Queryable, workspace: number, before: Instant): Promise<void> {
    await client.query(
      `delete from profile_moved where (workspace_id, shard, profile_id) in (
         select workspace_id, shard, profile_id from profile_moved where workspace_id = $1 and at < $2 limit 1000)`,
      [workspace, timestamp(before)],
    );
  }

  /** Whether a watched attribute was looked up in all profiles, so that it can be asked for. */
  async isReady(client: Queryable, workspace: number, attribute: string): Promise<boolean> {
    const { rowCount } = await client.query(
      'select from watched_date where workspace_id = $1 and attribute = $2 and ready',
      [workspace, attribute],
    );
    return rowCount === 1;
  }

  /** Watches these attributes from the end of this transaction on. Returns those that nobody watched before. */
  async watch(client: Queryable, workspace: number, attributes: readonly string[]): Promise<string[]> {
    if (attributes.length === 0) return [];
    const { rows } = await client.query<{ attribute: string }>(
      `insert into watched_date (workspace_id, attribute) select $1, attribute from unnest($2::text[]) as attribute
       on conflict do nothing returning attribute`,
      [workspace, [...attributes].sort()],
    );
    return rows.map(({ attribute }) => attribute);
  }

  async setReady(client: Queryable, workspace: number, attribute: string): Promise<void> {
    await client.query('update watched_date set ready = true where workspace_id = $1 and attribute = $2', [
      workspace,
      attribute,
    ]);
  }

  /** The next profiles of a shard that have an attribute, with its value. */
  async having(
    client: Queryable,
    { workspace, shard, attribute }: { workspace: number; shard: number; attribute: string },
    after: string,
    limit: number,
  ): Promise<{ id: string; value: unknown }[]> {
    const { rows } = await client.query<{ id: string; value: unknown }>(
      `select id, attributes -> $3 as value from profile
       where workspace_id = $1 and shard = $2 and id > $4 order by id limit $5`,
      [workspace, shard, attribute, after, limit],
    );
    return rows;
  }
}
