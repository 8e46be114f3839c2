import type { Calendar, Freeze, Journey } from '@sojourn/journey';
import type { StageModel } from '@sojourn/lifecycle';
import type { Computed, Meanings, Rule } from '@sojourn/rules';
import type { Queryable } from './database.js';

/** What is stored of a workspace that playing depends on. */
export interface StoredWorld {
  revision: number;
  zone: string;
  sample: boolean;
  settings: {
    quietHours?: { from: string; to: string; action: 'defer' | 'drop' } | null;
    topics?: { id: string; byDefault: boolean; transactional: boolean }[];
  };
  meanings: Meanings;
  model: { version: number; model: StageModel };
  /** Rises with every change of what places profiles. */
  placing: number;
  /** What waits for its facts is counted already, and does not place anybody yet. */
  layerings: { id: string; version: number; model: StageModel; waits: boolean }[];
  segments: { id: string; name: string; rule: Rule; watched: boolean; waits: boolean }[];
  computed: { id: string; definition: Computed }[];
  journeys: {
    id: string;
    name: string;
    state: 'live' | 'paused' | 'draining' | 'stopped';
    version: number;
    freezes: Freeze[];
  }[];
  /** What is published and waits for its facts: counted already, and not yet used. */
  waiting: {
    models: { version: number; model: StageModel }[];
    journeys: { id: string; version: number; graph: Journey }[];
  };
  calendars: Calendar[];
  /** Attributes of which it is looked up who names which day. */
  dates: string[];
}

/** A published version: its graph and the template versions it pins. */
export interface StoredVersion {
  journey: string;
  version: number;
  graph: Journey;
  templates: Record<string, number>;
  entrants: 'new' | 'present' | 'both';
}

/** Reads what the engine runs by. */
export class WorldsStore {
  /** The revisions of these workspaces; each change the engine must know of raises one. */
  async revisions(client: Queryable, workspaces: readonly number[]): Promise<Map<number, number>> {
    const { rows } = await client.query<{ id: number; revision: number }>({
      name: 'workspace_revisions',
      text: 'select id, revision from workspace where id = any($1::int4[])',
      values: [[...workspaces]],
    } as never);
    return new Map(rows.map((row) => [row.id, row.revision]));
  }

  async load(client: Queryable, workspace: number): Promise<StoredWorld> {
    const { rows: workspaces } = await client.query<
      Pick<StoredWorld, 'revision' | 'zone' | 'sample' | 'settings' | 'meanings' | 'placing'>
    >('select revision, placed_by as placing, zone, sample, settings, meanings from workspace where id = $1', [
      workspace,
    ]);
    const { rows: models } = await client.query<StoredWorld['model']>(
      `select version, model from lifecycle_model where workspace_id = $1 and waits_for is null
       order by version desc limit 1`,
      [workspace],
    );
    const { rows: journeys } = await client.query<Omit<StoredWorld['journeys'][number], 'freezes'>>(
      `select j.id, j.name, j.state, ready.version from journey j
       join lateral (
         select max(v.version) as version from journey_version v
         where v.journey_id = j.id and v.version <= j.version and v.waits_for is null
       ) ready on ready.version is not null
       where j.workspace_id = $1 and j.state in ('live', 'paused', 'draining', 'stopped') order by j.created_at, j.id`,
      [workspace],
    );
    const { rows: freezes } = await client.query<Freeze & { journey: string }>(
      `select journey_id as journey, paused_at as "from", coalesce(resumed_at, 'infinity') as until from journey_pause
       where workspace_id = $1 and timers = 'freeze' order by paused_at, id`,
      [workspace],
    );
    const withFreezes = journeys.map((journey) => ({
      ...journey,
      freezes: freezes.filter((freeze) => freeze.journey === journey.id),
    }));
    const of = <Row extends Record<string, unknown>>(text: string) =>
      client.query<Row>(text, [workspace]).then(({ rows }) => rows);
    return {
      ...workspaces[0]!,
      model: models[0]!,
      journeys: withFreezes,
      layerings: await of(
        `select id, version, model, waits_for is not null as waits from layering
         where workspace_id = $1 and archived_at is null order by id`,
      ),
      segments: await of(
        `select id, name, rule, watched, waits_for is not null as waits from segment
         where workspace_id = $1 and archived_at is null order by id`,
      ),
      computed: await of('select id, definition from computed_attribute where workspace_id = $1 order by id'),
      waiting: {
        models: await of(
          'select version, model from lifecycle_model where workspace_id = $1 and waits_for is not null order by version',
        ),
        journeys: await of(
          `select j.id, v.version, v.graph from journey j join journey_version v on v.journey_id = j.id and v.version = j.version
           where j.workspace_id = $1 and v.waits_for is not null and j.state in ('live', 'paused', 'draining', 'stopped')`,
        ),
      },
      calendars: await of<StoredWorld['calendars'][number] & Record<string, unknown>>(
        'select id, name, holidays, make_up_days as "makeUpDays" from calendar where workspace_id = $1 order by id',
      ),
      dates: (
        await of<{ attribute: string }>('select attribute from watched_date where workspace_id = $1 order by attribute')
      ).map(({ attribute }) => attribute),
    };
  }

  async versions(client: Queryable, wanted: readonly { journey: string; version: number }[]): Promise<StoredVersion[]> {
    if (wanted.length === 0) return [];
    const { rows } = await client.query<StoredVersion>(
      `select v.journey_id as journey, v.version, v.graph, v.templates, v.entrants
       from unnest($1::uuid[], $2::int4[]) as given(journey_id, version)
       join journey_version v on v.journey_id = given.journey_id and v.version = given.version`,
      [wanted.map(({ journey }) => journey), wanted.map(({ version }) => version)],
    );
    return rows;
  }
}
