import type { ProfileRecord, RecordedRun, RecordedStep } from '@sojourn/journey';
import type { StageModel } from '@sojourn/lifecycle';
import { SENT_EVENT, type Instant } from '@sojourn/rules';
import { Injectable } from '@nestjs/common';
import { timestamp, type Queryable } from './database.js';
import { FactsStore } from './facts.store.js';
import type { Profile } from './identity-names.js';

/** Events of a profile that are read at most, the latest. */
const MOST_EVENTS = 50_000;

/** The rows of a profile and of those that became part of it. */
const OWN = `workspace_id = $1 and (shard, profile_id) in (select * from unnest($2::int2[], $3::uuid[]))`;

/** Everything that the logs hold of one profile's past. */
@Injectable()
export class ProfileRecordsStore {
  constructor(private readonly facts: FactsStore) {}

  /** `family` is the profile, first, and all that it took in. Read in one snapshot, it fits together. */
  async of(client: Queryable, workspace: number, family: readonly Profile[]): Promise<ProfileRecord> {
    const [own] = family;
    const values = [workspace, family.map(({ shard }) => shard), family.map(({ id }) => id)];
    const rows = <Row extends object>(text: string) =>
      client.query<Row & Record<string, unknown>>(text, values).then((found) => found.rows);
    const events = await rows<ProfileRecord['events'][number]>(
      `select at, name, "occurredAt", properties, live from (
         select played_at as at, name, occurred_at as "occurredAt", properties, live, profile_id, ordinal from event
         where ${OWN} order by played_at desc, profile_id, ordinal desc limit ${MOST_EVENTS}
       ) as latest order by at, profile_id = ($3::uuid[])[1], ordinal`,
    );
    const transitions = await rows<ProfileRecord['transitions'][number]>(
      `select at, model_id as model, from_stage as "from", to_stage as "to", cause from stage_transition
       where ${OWN} order by at, executed_at`,
    );
    const refusals = await rows<ProfileRecord['refusals'][number]>(
      `select at, executed_at as "executedAt", journey_id as journey, version, node, rule, key from entry_refusal where ${OWN} order by at, executed_at`,
    );
    const goals = await rows<ProfileRecord['goals'][number]>(
      `select enrollment_id as run, at, reversed_at as "reversedAt" from goal_reached where ${OWN} order by at`,
    );
    const past = await this.facts.past(client, { workspace, shard: own!.shard }, [own!.id], [SENT_EVENT]);
    return {
      profile: own!.id,
      events,
      transitions,
      refusals,
      goals,
      runs: await this.runs(client, values),
      sent: past.map(({ at, properties }) => ({ at, properties })),
    };
  }

  private async runs(client: Queryable, values: unknown[]): Promise<RecordedRun[]> {
    const { rows: runs } = await client.query<RunRow>(
      `select id, profile_id as profile, journey_id as journey, key, entered_at as "enteredAt", entry, null::timestamptz as "endedAt",
         null as reason, node, version, step, arrived_at as "arrivedAt", due, parked, held_due as "heldDue"
       from enrollment where ${OWN}
       union all
       select id, profile_id, journey_id, key, entered_at, entry, ended_at, reason, null, version, steps, null, null, null, null
       from enrollment_history where ${OWN} order by "enteredAt", id`,
      values,
    );
    if (runs.length === 0) return [];
    const { rows: steps } = await client.query<RecordedStep & { run: string }>(
      `select enrollment_id as run, number, version, node, entered_at as "enteredAt", at, executed_at as "executedAt", outcome, port, reason, error
       from step where enrollment_id = any($1::uuid[]) order by enrollment_id, number`,
      [runs.map(({ id }) => id)],
    );
    const byRun = new Map<string, RecordedStep[]>(runs.map(({ id }) => [id, []]));
    for (const { run, port, error, ...step } of steps) {
      byRun.get(run)!.push({ ...step, port: port ?? undefined, error: error ?? undefined });
    }
    return runs.map(({ endedAt, reason, node, version, step, arrivedAt, due, parked, heldDue, ...run }) => ({
      ...run,
      steps: byRun.get(run.id)!,
      ...(endedAt === null
        ? {
            resting: {
              node: node!,
              version,
              step,
              arrivedAt: arrivedAt!,
              due: due!,
              parked: parked ?? undefined,
              heldDue: heldDue ?? undefined,
            },
          }
        : { endedAt, reason: reason ?? undefined }),
    }));
  }

  /** The newest version by which people entered a journey at an instant, and the state it was in then. */
  async standing(
    client: Queryable,
    workspace: number,
    journey: string,
    at: Instant,
  ): Promise<{ version?: number; publishedAt?: Instant; state?: string }> {
    const values = [workspace, journey, timestamp(at)];
    const { rows: versions } = await client.query<{ version: number; publishedAt: Instant }>(
      `select version, published_at as "publishedAt" from journey_version
       where workspace_id = $1 and journey_id = $2 and published_at <= $3 and waits_for is null
       order by version desc limit 1`,
      values,
    );
    // The last change of state up to then, else what the first one after it found.
    const { rows: states } = await client.query<{ state: string | null }>(
      `(select c.content -> 'after' ->> 'state' as state from audit_record r join audit_content c on c.id = r.id
        where r.workspace_id = $1 and r.at <= $3 and c.content -> 'target' ->> 'id' = $2::text
          and c.content -> 'after' ? 'state' order by r.id desc limit 1)
       union all
       (select c.content -> 'before' ->> 'state' from audit_record r join audit_content c on c.id = r.id
        where r.workspace_id = $1 and r.at > $3 and c.content -> 'target' ->> 'id' = $2::text
          and c.content -> 'before' ? 'state' order by r.id limit 1)`,
      values,
    );
    const state = states[0]?.state ?? undefined;
    return { ...versions[0], ...(state !== undefined && { state }) };
  }

  /** The primary model as it was at an instant; the first one where none was published by then. */
  async model(client: Queryable, workspace: number, at: Instant): Promise<{ version: number; model: StageModel }> {
    const { rows } = await client.query<{ version: number; model: StageModel }>(
      `select version, model from lifecycle_model where workspace_id = $1 and waits_for is null
       order by published_at > $2, case when published_at <= $2 then version end desc, version limit 1`,
      [workspace, timestamp(at)],
    );
    return rows[0]!;
  }
}

interface RunRow {
  id: string;
  profile: string;
  journey: string;
  key: string;
  enteredAt: Instant;
  entry: RecordedRun['entry'];
  endedAt: Instant | null;
  reason: string | null;
  node: string | null;
  version: number;
  step: number;
  arrivedAt: Instant | null;
  due: Instant | null;
  parked: NonNullable<RecordedRun['resting']>['parked'] | null;
  heldDue: Instant | null;
}
