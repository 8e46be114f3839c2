import type { Properties } from '@sojourn/journey';
import type { Instant } from '@sojourn/rules';
import { Injectable } from '@nestjs/common';
import { Database } from './database.js';
import { SHARDS, shardOf } from './ids.js';

/** A profile as lists show it. */
export interface ProfileListRow {
  id: string;
  attributes: Properties;
  stage: string;
  stageSince: Instant;
  lastSeen: Instant | null;
}
export interface ProfileRow extends ProfileListRow {
  consents: Record<string, Record<string, boolean>>;
  previousStage: string | null;
  firstSeen: Instant | null;
  nextFlip: Instant;
}
export interface IdentityRow {
  kind: string;
  value: string;
}
export interface FactRow {
  event: string;
  count: number;
  firstAt: Instant;
  lastAt: Instant;
  sums: Record<string, number> | null;
}

const LISTED = `p.id, p.attributes, p.stage, p.stage_since as "stageSince", p.last_seen as "lastSeen"`;
/** The part of all profiles below which those of a stage are few. */
const SCARCE = 0.02;
/** Sorts after every text that begins with what stands before it. */
const AFTER_ALL = '\u{10FFFF}';

/** Profiles as the console finds and shows them. */
@Injectable()
export class ProfilesStore {
  constructor(private readonly database: Database) {}

  /**
   * Newest first, of one stage or of all. Ids sort by birth within a shard, so each shard gives its newest by the
   * primary key and the newest of those are taken: no index beside the key is needed. Few among many would be looked
   * for at random all over the table (3 s of a million); they are found by reading it once, in its order (0.2 s).
   */
  async list(
    workspace: number,
    stage: string | undefined,
    before: string | undefined,
    limit: number,
  ): Promise<ProfileListRow[]> {
    const scarce = stage !== undefined && (await this.share(workspace, stage)) < SCARCE;
    const values = [workspace, before ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff', stage ?? null, limit];
    const text = scarce
      ? `select ${LISTED} from profile p where p.workspace_id = $1 and p.id < $2 and p.stage = $3 order by p.id desc limit $4`
      : `select p.* from generate_series(0, ${SHARDS - 1}) as each_shard(n)
         cross join lateral (
           select ${LISTED} from profile p where p.workspace_id = $1 and p.shard = each_shard.n::int2 and p.id < $2
             and ($3::text is null or p.stage = $3)
           order by p.id desc limit $4
         ) as p order by p.id desc limit $4`;
    return (await this.database.query<ProfileListRow>(text, values)).rows;
  }

  /** Which part of all profiles is in a stage, by the counters. */
  private async share(workspace: number, stage: string): Promise<number> {
    const { rows } = await this.database.query<{ share: number | null }>(
      `select (sum(n) filter (where stage = $2) / nullif(sum(n), 0))::float8 as share from stage_counter where workspace_id = $1`,
      [workspace, stage],
    );
    return rows[0]?.share ?? 0;
  }

  /**
   * Those one of whose identities of these kinds begins with a text, or is it; by that identity. Without `addresses`
   * none that is an e-mail address counts.
   */
  async byIdentity(
    workspace: number,
    by: { kinds: readonly string[]; texts: readonly string[]; addresses: boolean },
    stage: string | undefined,
    limit: number,
  ): Promise<ProfileListRow[]> {
    const { rows } = await this.database.query<ProfileListRow>(
      `with found as (
         select i.profile_id, i.shard, min(i.value) as value from unnest($2::text[]) as kinds(kind)
         cross join unnest($3::text[]) as given(text)
         cross join lateral (
           select value, profile_id, shard from identity
           where workspace_id = $1 and kind = kinds.kind and value >= given.text and value < given.text || $4
             and ($7 or strpos(value, '@') = 0)
           order by value limit $6
         ) as i group by 1, 2
       )
       select ${LISTED} from found join profile p on p.workspace_id = $1 and p.shard = found.shard and p.id = found.profile_id
       where ($5::text is null or p.stage = $5) order by found.value, p.id limit $6`,
      [workspace, by.kinds, by.texts, AFTER_ALL, stage ?? null, limit, by.addresses],
    );
    return rows;
  }

  /** Those whose attribute "name" begins with a text, whatever its case. */
  async byName(workspace: number, text: string, stage: string | undefined, limit: number): Promise<ProfileListRow[]> {
    const { rows } = await this.database.query<ProfileListRow>(
      `select ${LISTED} from profile p
       where p.workspace_id = $1 and p.attributes ? 'name' and lower(p.attributes ->> 'name') collate "C" >= lower($2)
         and lower(p.attributes ->> 'name') collate "C" < lower($2) || $3 and ($4::text is null or p.stage = $4)
       order by lower(p.attributes ->> 'name') collate "C", p.id limit $5`,
      [workspace, text, AFTER_ALL, stage ?? null, limit],
    );
    return rows;
  }

  async find(workspace: number, id: string): Promise<ProfileRow | undefined> {
    const { rows } = await this.database.query<ProfileRow>(
      `select ${LISTED}, p.consents, p.previous_stage as "previousStage", p.first_seen as "firstSeen", p.next_flip as "nextFlip"
       from profile p where p.workspace_id = $1 and p.shard = $2 and p.id = $3`,
      [workspace, shardOf(id), id],
    );
    return rows[0];
  }

  /** Which of these ids are profiles. */
  async known(workspace: number, ids: readonly string[]): Promise<Set<string>> {
    const { rows } = await this.database.query<{ id: string }>(
      `select p.id from unnest($2::int2[], $3::uuid[]) as given(shard, id)
       join profile p on p.workspace_id = $1 and p.shard = given.shard and p.id = given.id`,
      [workspace, ids.map((id) => shardOf(id)), [...ids]],
    );
    return new Set(rows.map(({ id }) => id));
  }

  async identities(workspace: number, id: string): Promise<IdentityRow[]> {
    const { rows } = await this.database.query<IdentityRow>(
      'select kind, value from identity where workspace_id = $1 and profile_id = $2 order by kind, created_at, value limit 200',
      [workspace, id],
    );
    return rows;
  }

  async facts(workspace: number, id: string): Promise<FactRow[]> {
    const { rows } = await this.database.query<FactRow>(
      `select event, count, first_at as "firstAt", last_at as "lastAt", sums from profile_fact
       where workspace_id = $1 and shard = $2 and profile_id = $3 order by last_at desc, event limit 1000`,
      [workspace, shardOf(id), id],
    );
    return rows;
  }
}
