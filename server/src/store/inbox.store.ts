import { Injectable } from '@nestjs/common';
import type { Instant } from '@sojourn/rules';
import { Rows, column } from './columns.js';
import type { Queryable } from './database.js';
import type { Profile } from './identity-names.js';

/** Something that reaches a profile: an event, or a command such as `consent`, `exit`, `recompute` (ENGINE D5). */
export interface Incoming {
  workspaceId: number;
  profileId: string;
  shard: number;
  kind: string;
  /** Of an event: its name, its id, and when it happened. */
  name?: string | undefined;
  messageId?: string | undefined;
  occurredAt?: Instant | undefined;
  acceptedAt: Instant;
  /** What the kind says. A text is JSON already. */
  payload: Record<string, unknown> | string;
}

/** What became of a row whose profile is no more: it went to the one that took the profile in, or, without one, nowhere. */
export interface Departed {
  /** Its place among the rows. */
  index: number;
  into: Profile | undefined;
}

const COLUMNS = [
  column<Incoming>('shard', 'int2', (row) => row.shard),
  column<Incoming>('workspace_id', 'int4', (row) => row.workspaceId),
  column<Incoming>('profile_id', 'uuid', (row) => row.profileId),
  column<Incoming>('kind', 'text', (row) => row.kind),
  column<Incoming>('name', 'text', (row) => row.name),
  column<Incoming>('message_id', 'text', (row) => row.messageId),
  column<Incoming>('occurred_at', 'timestamptz', (row) => row.occurredAt),
  column<Incoming>('accepted_at', 'timestamptz', (row) => row.acceptedAt),
  column<Incoming>('payload', 'text', (row) =>
    typeof row.payload === 'string' ? row.payload : JSON.stringify(row.payload),
  ),
];

/**
 * Senders may remember a profile that departed meanwhile: its rows go where it went. The profiles are looked up before
 * the rows are inserted, so that their order stays as it was given.
 */
const insert = new Rows<Incoming>(
  'enqueue',
  COLUMNS,
  (given, names, ordered) => `with departed as materialized (
      select d.workspace_id, d.profile_id, d.into_id, d.into_shard from departed_profile d
      where (d.workspace_id, d.profile_id) in (select workspace_id, profile_id from ${given})
    ), put as (
      insert into inbox (${names})
      select coalesce(d.into_shard, given.shard), given.workspace_id, coalesce(d.into_id, given.profile_id), kind, name, message_id,
        occurred_at, accepted_at, payload::jsonb
      from ${ordered}
      left join departed d on d.workspace_id = given.workspace_id and d.profile_id = given.profile_id
      where d.profile_id is null or d.into_id is not null order by place
    )
    select profile_id as profile, into_id as id, into_shard as shard from departed`,
);

/** The one way into the engine: whatever changes a profile or an enrollment waits here for its shard's worker. */
@Injectable()
export class InboxStore {
  /**
   * Adds rows in their order, within the caller's transaction, but for those of erased profiles. Tells of the rows whose
   * profile departed. Wake the engine through the queue once that has committed.
   */
  async enqueue(client: Queryable, rows: readonly Incoming[]): Promise<Departed[]> {
    if (rows.length === 0) return [];
    const { rows: departed } = (await insert.rows(client, rows)) as unknown as {
      rows: { profile: string; id: string | null; shard: number | null }[];
    };
    if (departed.length === 0) return [];
    const into = new Map(
      departed.map(({ profile, id, shard }) => [profile, id === null ? undefined : { id, shard: shard! }]),
    );
    return rows.flatMap(({ profileId }, index) => (into.has(profileId) ? [{ index, into: into.get(profileId) }] : []));
  }
}
