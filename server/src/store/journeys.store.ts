import type { Entrants } from '@sojourn/api';
import type { Journey } from '@sojourn/journey';
import type { Instant } from '@sojourn/rules';
import { Injectable } from '@nestjs/common';
import { Database, timestamp, type Queryable } from './database.js';

export type JourneyState = 'draft' | 'live' | 'paused' | 'draining' | 'stopped' | 'archived';

/** A journey without its graphs, as lists show it. `version` is null while it was never published. */
export interface JourneyRow {
  id: string;
  name: string;
  state: JourneyState;
  version: number | null;
  revision: number;
  updatedAt: Instant;
}

/** A journey with its draft. `savedBy` is a member's name; `changed` tells whether the draft differs from the newest version. */
export interface JourneyDraftRow extends JourneyRow {
  draft: Journey;
  savedBy: string | null;
  changed: boolean;
}

/** A published graph, immutable. `templates` pins the version of every template it sends; `publishedBy` is a name. */
export interface VersionRow {
  version: number;
  graph: Journey;
  templates: Record<string, number>;
  note: string;
  /** Who enters by it: those to whom it happens from now on, those who matched at its publication, or both. */
  entrants: Entrants;
  publishedBy: string | null;
  publishedAt: Instant;
}

/** Who does it and when; the same in all rows of one change. */
export interface Authorship {
  by: string | null;
  at: Instant;
}

const ROW = `j.id, j.name, j.state, j.version, j.revision, j.updated_at as "updatedAt"`;
const DRAFT = `${ROW}, j.draft, (select m.name from member m where m.id = j.saved_by) as "savedBy", (v.graph is null or v.graph <> j.draft) as changed`;
const WITH_VERSION = `journey j left join journey_version v on v.journey_id = j.id and v.version = j.version`;

/** Journeys, their drafts and their versions. Every statement names the workspace: an id of another finds nothing. */
@Injectable()
export class JourneysStore {
  constructor(private readonly database: Database) {}

  async insert(
    client: Queryable,
    workspace: number,
    id: string,
    draft: Journey,
    { by, at }: Authorship,
  ): Promise<void> {
    await client.query(
      `insert into journey (id, workspace_id, name, state, draft, created_by, saved_by, created_at, updated_at)
       values ($1, $2, $3, 'draft', $4, $5, $5, $6, $6)`,
      [id, workspace, draft.name, JSON.stringify(draft), by, timestamp(at)],
    );
  }

  /** All journeys of a workspace, last changed first. */
  async list(workspace: number): Promise<JourneyRow[]> {
    const { rows } = await this.database.query<JourneyRow>(
      `select ${ROW} from journey j where j.workspace_id = $1 order by j.updated_at desc, j.id`,
      [workspace],
    );
    return rows;
  }

  async find(workspace: number, id: string, client: Queryable = this.database): Promise<JourneyDraftRow | undefined> {
    const { rows } = await client.query<JourneyDraftRow>(
      `select ${DRAFT} from ${WITH_VERSION} where j.workspace_id = $1 and j.id = $2`,
      [workspace, id],
    );
    return rows[0];
  }

  /** As {@link find}, and holds the row until the transaction ends: its state and revision cannot move meanwhile. */
  async lock(client: Queryable, workspace: number, id: string): Promise<JourneyDraftRow | undefined> {
    const { rows } = await client.query<JourneyDraftRow>(
      `select ${DRAFT} from ${WITH_VERSION} where j.workspace_id = $1 and j.id = $2 for update of j`,
      [workspace, id],
    );
    return rows[0];
  }

  /** Saves the draft of a locked journey and raises its revision. */
  async saveDraft(
    client: Queryable,
    workspace: number,
    id: string,
    draft: Journey,
    { by, at }: Authorship,
  ): Promise<void> {
    await client.query(
      `update journey set draft = $3, name = $4, revision = revision + 1, saved_by = $5, updated_at = $6 where workspace_id = $1 and id = $2`,
      [workspace, id, JSON.stringify(draft), draft.name, by, timestamp(at)],
    );
  }

  async setState(client: Queryable, workspace: number, id: string, state: JourneyState, at: Instant): Promise<void> {
    await client.query(`update journey set state = $3, updated_at = $4 where workspace_id = $1 and id = $2`, [
      workspace,
      id,
      state,
      timestamp(at),
    ]);
  }

  /** Adds the next version of a locked journey and makes it the newest. */
  async insertVersion(
    client: Queryable,
    workspace: number,
    id: string,
    {
      graph,
      templates,
      triggers,
      note,
      entrants,
    }: Pick<VersionRow, 'graph' | 'templates' | 'note' | 'entrants'> & { triggers: readonly string[] },
    { by, at }: Authorship,
  ): Promise<number> {
    const { rows } = await client.query<{ version: number }>(
      `insert into journey_version (journey_id, version, workspace_id, graph, templates, triggers, note, published_by, published_at, entrants)
       select $1, coalesce(max(version), 0) + 1, $2, $3, $4, $5, $6, $7, $8, $9 from journey_version where journey_id = $1
       returning version`,
      [id, workspace, JSON.stringify(graph), templates, triggers, note, by, timestamp(at), entrants],
    );
    const { version } = rows[0]!;
    await client.query(`update journey set version = $3, updated_at = $4 where workspace_id = $1 and id = $2`, [
      workspace,
      id,
      version,
      timestamp(at),
    ]);
    return version;
  }

  /** Every version, newest first, without the graphs. */
  async versions(workspace: number, id: string): Promise<Omit<VersionRow, 'graph' | 'templates' | 'entrants'>[]> {
    const { rows } = await this.database.query<Omit<VersionRow, 'graph' | 'templates' | 'entrants'>>(
      `select version, note, (select m.name from member m where m.id = published_by) as "publishedBy", published_at as "publishedAt"
       from journey_version where workspace_id = $1 and journey_id = $2 order by version desc`,
      [workspace, id],
    );
    return rows;
  }

  async version(
    workspace: number,
    id: string,
    version: number,
    client: Queryable = this.database,
  ): Promise<VersionRow | undefined> {
    const { rows } = await client.query<VersionRow>(
      `select version, graph, templates, note, entrants, (select m.name from member m where m.id = published_by) as "publishedBy",
         published_at as "publishedAt"
       from journey_version where workspace_id = $1 and journey_id = $2 and version = $3`,
      [workspace, id, version],
    );
    return rows[0];
  }

  /** What the engine runs now: the newest version of every journey that somebody may be in. */
  async running(client: Queryable, workspace: number): Promise<Journey[]> {
    const { rows } = await client.query<{ graph: Journey }>(
      `select v.graph from journey j join journey_version v on v.journey_id = j.id and v.version = j.version
       where j.workspace_id = $1 and j.state in ('live', 'paused', 'draining', 'stopped')`,
      [workspace],
    );
    return rows.map(({ graph }) => graph);
  }

  /** The names of these journeys. */
  async names(workspace: number, ids: readonly string[]): Promise<Map<string, string>> {
    if (ids.length === 0) return new Map();
    const { rows } = await this.database.query<{ id: string; name: string }>(
      `select id, name from journey where workspace_id = $1 and id = any($2::uuid[])`,
      [workspace, [...new Set(ids)]],
    );
    return new Map(rows.map(({ id, name }) => [id, name]));
  }

  /** Tags that a draft or a version of some journey gives, and those of the profiles first found. */
  async tags(workspace: number, client: Queryable = this.database): Promise<string[]> {
    const { rows } = await client.query<{ tag: string }>(
      `select given #>> '{}' as tag from (
         select draft as graph from journey where workspace_id = $1
         union all select graph from journey_version where workspace_id = $1
       ) as drawn
       cross join lateral jsonb_path_query(graph, '$.nodes[*] ? (@.type == "tag" && !(@.settings.change == "remove")).settings.tag') as given
       union
       select jsonb_array_elements_text(p.tags) from (select tags from profile where workspace_id = $1 limit 2000) as p`,
      [workspace],
    );
    return rows.map(({ tag }) => tag);
  }

  /** The types of nodes in published versions, by `journey|version|node`. */
  async nodeTypes(
    workspace: number,
    steps: readonly { journey: string; version: number; node: string }[],
  ): Promise<Map<string, string>> {
    const unique = [...new Map(steps.map((step) => [`${step.journey}|${step.version}|${step.node}`, step])).values()];
    const { rows } = await this.database.query<{ key: string; type: string }>(
      `select wanted.journey_id || '|' || wanted.version || '|' || wanted.node as key, drawn.node ->> 'type' as type
       from unnest($2::uuid[], $3::int[], $4::text[]) as wanted(journey_id, version, node)
       join journey_version v on v.journey_id = wanted.journey_id and v.version = wanted.version and v.workspace_id = $1
       cross join lateral jsonb_array_elements(v.graph -> 'nodes') as drawn(node) where drawn.node ->> 'id' = wanted.node`,
      [
        workspace,
        unique.map(({ journey }) => journey),
        unique.map(({ version }) => version),
        unique.map(({ node }) => node),
      ],
    );
    return new Map(rows.map(({ key, type }) => [key, type]));
  }

  /** When its schedule triggers fire next; the engine's scheduler reads and moves these rows. */
  async schedules(client: Queryable, id: string): Promise<Map<string, Instant>> {
    const { rows } = await client.query<{ node: string; nextAt: Instant }>(
      `select node, next_at as "nextAt" from schedule where journey_id = $1`,
      [id],
    );
    return new Map(rows.map(({ node, nextAt }) => [node, nextAt]));
  }

  /** Makes these the journey's only schedules. */
  async setSchedules(
    client: Queryable,
    workspace: number,
    id: string,
    schedules: ReadonlyMap<string, Instant>,
  ): Promise<void> {
    const nodes = [...schedules.keys()];
    await client.query(`delete from schedule where journey_id = $1 and not (node = any($2::text[]))`, [id, nodes]);
    if (nodes.length === 0) return;
    await client.query(
      `insert into schedule (journey_id, node, workspace_id, next_at)
       select $1, node, $2, next_at from unnest($3::text[], $4::timestamptz[]) as given(node, next_at)
       on conflict (journey_id, node) do update set next_at = excluded.next_at,
         looked_at = case when schedule.next_at = excluded.next_at then schedule.looked_at end`,
      [id, workspace, nodes, [...schedules.values()].map(timestamp)],
    );
  }
}
