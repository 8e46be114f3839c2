import { Injectable, Optional } from '@nestjs/common';
import { column } from './columns.js';
import { Copy } from './copy.js';
import { Database, timestamp, type Queryable } from './database.js';
import type { InboxRow, ProfileKey } from './claims.store.js';
import type { Profile } from './identity-names.js';
import { shardOf } from './ids.js';

/** Profiles that are no more, by id: what they became part of, or nothing where they were erased. */
export type Departed = ReadonlyMap<string, Profile | undefined>;

const insertInbox = new Copy<InboxRow>('inbox', [
  column('shard', 'int2', (row) => row.shard),
  column('workspace_id', 'int4', (row) => row.workspace),
  column('profile_id', 'uuid', (row) => row.id),
  column('kind', 'text', (row) => row.kind),
  column('name', 'text', (row) => row.name),
  column('message_id', 'text', (row) => row.messageId),
  column('occurred_at', 'timestamptz', (row) => row.occurredAt),
  column('accepted_at', 'timestamptz', (row) => row.acceptedAt),
  column('payload', 'jsonb', (row) => row.payload),
  column('depth', 'int2', (row) => row.depth),
]);

/** Profiles that became part of another one, or were erased. Everything that is theirs is found through here. */
@Injectable()
export class DepartedStore {
  /** The engine reads in transactions of its own and gives none. */
  constructor(@Optional() private readonly database?: Database) {}

  /** Those of the given that are no more. */
  async among(client: Queryable, keys: readonly Pick<ProfileKey, 'workspace' | 'id'>[]): Promise<Departed> {
    const departed = new Map<string, Profile | undefined>();
    if (keys.length === 0) return departed;
    const { rows } = await client.query<{ id: string; into: string | null; shard: number | null }>({
      name: 'departed_among',
      text: `select d.profile_id as id, d.into_id as into, d.into_shard as shard
             from unnest($1::int4[], $2::uuid[]) as given(workspace_id, id)
             join departed_profile d on d.workspace_id = given.workspace_id and d.profile_id = given.id`,
      values: [keys.map(({ workspace }) => workspace), keys.map(({ id }) => id)],
    } as never);
    for (const { id, into, shard } of rows) departed.set(id, into === null ? undefined : { id: into, shard: shard! });
    return departed;
  }

  /** Sends rows that were taken out of a departed profile's inbox on to where it went; those of an erased one are gone. */
  async forward(client: Queryable, rows: readonly InboxRow[], departed: Departed): Promise<void> {
    await insertInbox.run(
      client,
      rows.flatMap((row) => {
        const into = departed.get(row.id);
        return into ? [{ ...row, ...into }] : [];
      }),
    );
  }

  /** Puts rows back that came out too early: they are played when it is their profile's turn. */
  async putBack(client: Queryable, rows: readonly InboxRow[]): Promise<void> {
    await insertInbox.run(client, rows);
  }

  async add(
    client: Queryable,
    { workspace, shard, id }: ProfileKey,
    into: Profile | undefined,
    at: number,
  ): Promise<void> {
    const values = [workspace, id, shard, into?.id ?? null, into?.shard ?? null, timestamp(at)];
    await client.query(
      `insert into departed_profile (workspace_id, profile_id, shard, into_id, into_shard, at) values ($1, $2, $3, $4, $5, $6)
       on conflict (workspace_id, profile_id) do update set into_id = excluded.into_id, into_shard = excluded.into_shard, at = excluded.at`,
      values,
    );
    // Those that it took in before have gone the same way: one step leads to the end of every chain.
    await client.query(
      'update departed_profile set into_id = $3, into_shard = $4 where workspace_id = $1 and into_id = $2',
      [workspace, id, into?.id ?? null, into?.shard ?? null],
    );
  }

  /** The profile that an id leads to now: itself, or what it became part of; nothing where it was erased. */
  async current(workspace: number, id: string): Promise<string | undefined> {
    const departed = await this.among(this.database!, [{ workspace, id }]);
    return departed.has(id) ? departed.get(id)?.id : id;
  }

  /** A profile and all that it took in, with the shards of their rows. */
  async family(workspace: number, id: string, client: Queryable = this.database!): Promise<Profile[]> {
    const { rows } = await client.query<Profile>(
      'select profile_id as id, shard from departed_profile where workspace_id = $1 and into_id = $2 order by at, profile_id',
      [workspace, id],
    );
    return [{ id, shard: shardOf(id) }, ...rows];
  }
}
