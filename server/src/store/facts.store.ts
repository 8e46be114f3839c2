import type { Properties } from '@sojourn/journey';
import { SENT_EVENT, STAGE_EVENT, type EventFact, type Instant, type Meanings } from '@sojourn/rules';
import { Injectable } from '@nestjs/common';
import type { Chunk } from './bulk.store.js';
import type { Queryable } from './database.js';
import { Rows } from './columns.js';
import { FACT, type FactRow } from './states-save.store.js';

/** Something in the past of a profile, as it was counted when it was played. */
export interface Past {
  profile: string;
  name: string;
  at: Instant;
  properties: Properties;
}

const replaceFacts = new Rows<FactRow>(
  'replace_facts',
  FACT,
  (given, names) => `insert into profile_fact (${names}) select * from ${given}
    on conflict (workspace_id, shard, profile_id, event) do update set
      count = excluded.count, first_at = excluded.first_at, last_at = excluded.last_at, sums = excluded.sums,
      recent = excluded.recent, days = excluded.days, kept = excluded.kept`,
);

/** Where what asks for facts is kept, and how one of them is found. */
const WAITING = {
  model: { table: 'lifecycle_model', is: 'version = $3' },
  layering: { table: 'layering', is: 'id = $3' },
  segment: { table: 'segment', is: 'id = $3' },
  journey: { table: 'journey_version', is: 'journey_id = $3 and version = $4' },
} as const;

/** These profiles, and those that became part of them: their past is in its old place. */
const WHOSE = `(
    select id as profile, $2::int2 as shard, id from unnest($3::uuid[]) as id
    union all
    select into_id, shard, profile_id from departed_profile where workspace_id = $1 and into_id = any($3::uuid[])
  ) as whose(profile, shard, id)`;

const NIL = '00000000-0000-0000-0000-000000000000';

/** What is kept of events, and their past to fill it in from. */
@Injectable()
export class FactsStore {
  /** Whether something of the kind ever happened, and so has to be looked for. */
  async happened(client: Queryable, workspace: number, events: readonly string[]): Promise<boolean> {
    const { rows } = await client.query<{ happened: boolean }>(
      `select exists (select from event_counter where workspace_id = $1 and name = any($2::text[]))
         or ($3 and exists (select from transition_counter where workspace_id = $1))
         or ($4 and exists (select from delivery_history where workspace_id = $1)) as happened`,
      [workspace, events, events.includes(STAGE_EVENT), events.includes(SENT_EVENT)],
    );
    return rows[0]!.happened;
  }

  /** Lets something that asks for facts wait until an operation has filled them in. */
  async wait(
    client: Queryable,
    workspace: number,
    operation: string,
    { kind, id, version }: { kind: keyof typeof WAITING; id: string; version: number },
  ): Promise<void> {
    const { table, is } = WAITING[kind];
    await client.query(`update ${table} set waits_for = $2 where workspace_id = $1 and ${is}`, [
      workspace,
      operation,
      kind === 'model' ? version : id,
      ...(kind === 'journey' ? [version] : []),
    ]);
  }

  /** What waited for this operation is used from now on, and everybody is placed by it. */
  async release(client: Queryable, workspace: number, operation: string): Promise<void> {
    for (const { table } of Object.values(WAITING)) {
      await client.query(`update ${table} set waits_for = null where workspace_id = $1 and waits_for = $2`, [
        workspace,
        operation,
      ]);
    }
    await client.query('update workspace set revision = revision + 1, placed_by = placed_by + 1 where id = $1', [
      workspace,
    ]);
  }

  /** How a workspace reads its events now: which names stand for which meaning, and in which zone days begin. */
  async reading(client: Queryable, workspace: number): Promise<{ meanings: Meanings; zone: string }> {
    const { rows } = await client.query<{ meanings: Meanings; zone: string }>(
      'select meanings, zone from workspace where id = $1',
      [workspace],
    );
    return rows[0]!;
  }

  /** The next profiles of a shard. */
  async profiles(
    client: Queryable,
    { workspace, shard }: { workspace: number; shard: number },
    after: string | undefined,
    limit: number,
  ): Promise<Chunk<string> & { ids: string[] }> {
    const { rows } = await client.query<{ id: string }>(
      'select id from profile where workspace_id = $1 and shard = $2 and id > $3 order by id limit $4',
      [workspace, shard, after ?? NIL, limit],
    );
    const ids = rows.map(({ id }) => id);
    return { ids, count: ids.length, ...(ids.length === limit && { last: ids.at(-1)! }) };
  }

  /** Everything of these names in the past of these profiles, each profile's in the order in which it was played, with what they brought along when others became part of them. */
  async past(
    client: Queryable,
    { workspace, shard }: { workspace: number; shard: number },
    profiles: readonly string[],
    names: readonly string[],
  ): Promise<Past[]> {
    const values = [workspace, shard, profiles];
    const { rows: past } = await client.query<Past>(
      `select whose.profile, e.name, least(e.occurred_at, e.played_at) as at, e.properties
       from ${WHOSE} join event e on e.workspace_id = $1 and e.shard = whose.shard and e.profile_id = whose.id
       where e.name = any($4::text[]) order by e.played_at, e.seq, e.ordinal`,
      [...values, names],
    );
    if (names.includes(STAGE_EVENT)) {
      const { rows } = await client.query<Past>(
        `select whose.profile, '${STAGE_EVENT}' as name, t.at,
           jsonb_build_object('model', t.model_id, 'from', t.from_stage, 'to', t.to_stage) as properties
         from ${WHOSE} join stage_transition t
           on t.workspace_id = $1 and t.shard = whose.shard and t.profile_id = whose.id order by t.at`,
        values,
      );
      past.push(...rows);
    }
    if (names.includes(SENT_EVENT)) {
      const { rows } = await client.query<Past>(
        `select whose.profile, '${SENT_EVENT}' as name, coalesce(d.handed_over_at, d.at) as at, jsonb_strip_nulls(
           jsonb_build_object(
             'channel', d.channel, 'topic', d.topic, 'template', d.template, 'journey', d.journey_id, 'node', d.node)
         ) as properties
         from ${WHOSE} join delivery_history d
           on d.workspace_id = $1 and d.shard = whose.shard and d.profile_id = whose.id
         where d.outcome = 'sent' order by d.finished_at`,
        values,
      );
      past.push(...rows);
    }
    return past;
  }

  /** What is kept so far of these profiles under these keys, by profile and key. */
  async kept(
    client: Queryable,
    { workspace, shard }: { workspace: number; shard: number },
    profiles: readonly string[],
    keys: readonly string[],
  ): Promise<Map<string, EventFact>> {
    const { rows } = await client.query<
      EventFact & { profile: string; key: string; kept: Pick<EventFact, 'numbers' | 'values'> | null }
    >(
      `select profile_id as profile, event as key, count, first_at as first, last_at as last, sums, recent, days, kept
       from profile_fact
       where workspace_id = $1 and shard = $2 and profile_id = any($3::uuid[]) and event = any($4::text[])`,
      [workspace, shard, profiles, keys],
    );
    return new Map(
      rows.map(({ profile, key, kept, sums, recent, days, ...fact }) => [
        `${profile}|${key}`,
        { ...fact, ...(sums && { sums }), ...(recent && { recent }), ...(days && { days }), ...kept },
      ]),
    );
  }

  /** Writes facts in the place of those that were kept. Callers hold the shard. */
  async save(client: Queryable, facts: readonly FactRow[]): Promise<void> {
    await replaceFacts.run(client, facts);
  }
}
