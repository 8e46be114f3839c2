import { Injectable } from '@nestjs/common';
import type { Instant } from '@sojourn/rules';
import { Database, type Queryable } from './database.js';

/** What is noted of the sample in its workspace's settings. */
export interface SampleNotes {
  /** The moment its year ends; a load that is repeated makes the same year again. */
  now: Instant;
  loaded: boolean;
  /** Whether fresh events trickle in. */
  trickle: boolean;
}

export interface Sample extends SampleNotes {
  workspaceId: number;
  key: string;
}

/** A profile that the trickle may let do something. */
export interface Passerby {
  userId: string;
  attributes: Record<string, unknown>;
  orders: number;
}

/** The sample shop: at most one of them in an installation. */
@Injectable()
export class SampleStore {
  constructor(private readonly database: Database) {}

  async find(client: Queryable = this.database): Promise<Sample | undefined> {
    const { rows } = await client.query<{ workspaceId: number; key: string; notes: SampleNotes }>(
      `select id as "workspaceId", key, settings->'sample' as notes from workspace where sample order by id limit 1`,
    );
    const row = rows[0];
    return row && { workspaceId: row.workspaceId, key: row.key, ...row.notes };
  }

  /** As {@link find}, and nobody else makes or finds one until the transaction ends. */
  async lock(client: Queryable): Promise<Sample | undefined> {
    await client.query('select pg_advisory_xact_lock($1)', [LOCK]);
    return this.find(client);
  }

  async note(client: Queryable, workspaceId: number, notes: Partial<SampleNotes>): Promise<void> {
    await client.query(
      `update workspace set settings = jsonb_set(settings, '{sample}', coalesce(settings->'sample', '{}') || $2) where id = $1`,
      [workspaceId, JSON.stringify(notes)],
    );
  }

  /** Names it, and lets it send at any hour: whoever looks around may live anywhere. */
  async open(client: Queryable, workspaceId: number, name: string, language: string): Promise<void> {
    await client.query(
      `update workspace set name = $2, language = $3, settings = settings || '{"quietHours": null}', revision = revision + 1 where id = $1`,
      [workspaceId, name, language],
    );
  }

  /** Gives everybody who is in a workspace the same role in the sample; without one, everybody there is, as owner. */
  async invite(client: Queryable, workspaceId: number, from: number | undefined, at: Instant): Promise<void> {
    await client.query(
      `insert into membership (workspace_id, member_id, role, created_at)
       select distinct on (member_id) $1::int, member_id, case when $2::int is null then 'owner' else role end, to_timestamp($3::float8 / 1000)
       from membership where $2::int is null or workspace_id = $2 on conflict do nothing`,
      [workspaceId, from ?? null, at],
    );
  }

  async isMember(workspaceId: number, memberId: string): Promise<boolean> {
    const { rowCount } = await this.database.query(
      'select from membership where workspace_id = $1 and member_id = $2',
      [workspaceId, memberId],
    );
    return rowCount === 1;
  }

  /** The newest load that somebody asked for in a workspace. */
  async lastLoad(workspaceId: number): Promise<string | undefined> {
    const { rows } = await this.database.query<{ id: string }>(
      `select id from operation where workspace_id = $1 and kind = 'sample.load' order by created_at desc, id desc limit 1`,
      [workspaceId],
    );
    return rows[0]?.id;
  }

  /** How many arrivals of the workspace were not played yet. */
  async waiting(workspaceId: number): Promise<number> {
    const { rows } = await this.database.query<{ n: number }>(
      'select count(*) as n from inbox where workspace_id = $1',
      [workspaceId],
    );
    return rows[0]!.n;
  }

  /** Takes the turn for the next `milliseconds`: of several processes that let the shop trickle one is enough. */
  async takeTurn(now: Instant, milliseconds: number): Promise<Sample | undefined> {
    const { rows } = await this.database.query<{ workspaceId: number; key: string; notes: SampleNotes }>(
      `update workspace set settings = jsonb_set(settings, '{sample,turn}', to_jsonb($1::float8))
       where sample and settings->'sample'->>'trickle' = 'true' and settings->'sample'->>'loaded' = 'true'
         and coalesce((settings->'sample'->>'turn')::float8, 0) <= $1::float8 - $2::float8
       returning id as "workspaceId", key, settings->'sample' as notes`,
      [now, milliseconds],
    );
    const row = rows[0];
    return row && { workspaceId: row.workspaceId, key: row.key, ...row.notes };
  }

  /** Some of those who still come, at random. */
  regulars(workspaceId: number, limit: number): Promise<Passerby[]> {
    return this.some(`p.stage in ('novice', 'growth', 'mature', 'silent')`, workspaceId, limit);
  }

  /** Some of those who are in a journey now, as many of each. */
  travellers(workspaceId: number, limit: number): Promise<Passerby[]> {
    const turns = `select shard, profile_id, row_number() over (partition by journey_id order by random()) as turn from enrollment where workspace_id = $1`;
    return this.some(
      `(p.shard, p.id) in (select shard, profile_id from (${turns}) as e where turn <= $2 / 3)`,
      workspaceId,
      limit,
    );
  }

  /** Some of those who are lost, had ordered, and were in no journey since. */
  lost(workspaceId: number, limit: number): Promise<Passerby[]> {
    const neverIn =
      'not exists (select from entry_ledger l where l.workspace_id = p.workspace_id and l.shard = p.shard and l.profile_id = p.id)';
    return this.some(`p.stage = 'churned' and f.count > 0 and ${neverIn}`, workspaceId, limit);
  }

  async size(workspaceId: number): Promise<number> {
    const { rows } = await this.database.query<{ n: number }>(
      'select count(*) as n from profile where workspace_id = $1',
      [workspaceId],
    );
    return rows[0]!.n;
  }

  private async some(where: string, workspaceId: number, limit: number): Promise<Passerby[]> {
    const { rows } = await this.database.query<Passerby>(
      `select i.value as "userId", p.attributes, coalesce(f.count, 0) as orders from profile p
       join identity i on i.workspace_id = p.workspace_id and i.profile_id = p.id and i.kind = 'userId'
       left join profile_fact f on f.workspace_id = p.workspace_id and f.shard = p.shard and f.profile_id = p.id and f.event = 'order_completed'
       where p.workspace_id = $1 and ${where} order by random() limit $2`,
      [workspaceId, limit],
    );
    return rows;
  }
}

/** Any number, the same in every version. */
const LOCK = 7_305_419_003;
