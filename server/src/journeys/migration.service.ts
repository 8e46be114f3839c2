import { Injectable } from '@nestjs/common';
import type { ChangesReply, UnmappedReply, VersionChanges } from '@sojourn/api';
import {
  difference,
  planMigration,
  readJourney,
  type AtNode,
  type Fate,
  type Journey,
  type MigrationRequest,
} from '@sojourn/journey';
import { nodes } from '@sojourn/nodes';
import type { Caller } from '../http/caller.js';
import { Conflict, NotFound } from '../http/problem.js';
import type { Queryable } from '../store/database.js';
import { JourneysStore } from '../store/journeys.store.js';
import { NodeCountsStore } from '../store/node-counts.store.js';
import { OperationsStore } from '../store/operations.store.js';
import { refusedFor } from './journey-reply.js';

/** What publishing does to those inside: a checked plan, and how many are where it moves somebody. */
export interface Migration {
  fates: Map<string, Fate>;
  /** Where people are whom it moves or takes out. */
  moving: AtNode[];
}

/** What a new version means for those in the older ones, and their moves (VERSION-2). */
@Injectable()
export class MigrationService {
  constructor(
    private readonly journeys: JourneysStore,
    private readonly counts: NodeCountsStore,
    private readonly operations: OperationsStore,
  ) {}

  /** The draft beside the live version and every older one that somebody is in. */
  async changes({ workspaceId }: Caller, id: string): Promise<ChangesReply> {
    const row = await this.journeys.find(workspaceId, id);
    if (!row) throw new NotFound('There is no such journey.');
    const inside = await this.counts.waiting(workspaceId, id);
    const versions = new Set([...(row.version === null ? [] : [row.version]), ...inside.map(({ version }) => version)]);
    const found: VersionChanges[] = [];
    for (const version of [...versions].toSorted((a, b) => b - a)) {
      const stored = await this.journeys.version(workspaceId, id, version);
      if (stored) found.push(changesOf(version, asOfToday(stored.graph), asOfToday(row.draft), inside));
    }
    return { revision: row.revision, versions: found };
  }

  /** Who moves where when this graph is published; refused where a choice is missing or leads nowhere. */
  async plan(
    client: Queryable,
    workspace: number,
    journey: string,
    graph: Journey,
    request: MigrationRequest,
  ): Promise<Migration> {
    const inside = await this.counts.waiting(workspace, journey, client);
    const older: Journey[] = [];
    for (const version of new Set(inside.map((at) => at.version))) {
      const stored = await this.journeys.version(workspace, journey, version, client);
      if (stored) older.push(asOfToday(stored.graph));
    }
    const plan = planMigration(graph, older, inside, request, nodes);
    if (plan.problems) {
      const { problems, unmapped } = plan;
      if (unmapped.length === 0) throw refusedFor(problems, 'Those inside cannot be moved like this.');
      const body: Pick<UnmappedReply, 'journeyProblems' | 'unmapped'> = { journeyProblems: problems, unmapped };
      throw new Conflict('People are at nodes that the new version does not have. Choose where they go.', body);
    }
    return { fates: plan.fates, moving: inside.filter(({ node }) => plan.fates.has(node)) };
  }

  /** Asks for the moves; none where nobody is concerned. Returns the operation. */
  async begin(
    client: Queryable,
    { workspaceId, memberId }: Pick<Caller, 'workspaceId' | 'memberId'>,
    journey: { id: string; name: string; version: number },
    { fates, moving }: Migration,
    at: number,
  ): Promise<string | undefined> {
    if (moving.length === 0) return undefined;
    return this.operations.add(client, {
      workspaceId,
      kind: 'journey.migrate',
      total: moving.reduce((sum, { count }) => sum + count, 0),
      requestedBy: memberId,
      at,
      detail: { journey: journey.id, name: journey.name, version: journey.version, fates: [...fates] },
    });
  }
}

function changesOf(version: number, graph: Journey, draft: Journey, everywhere: readonly AtNode[]): VersionChanges {
  const here = everywhere.filter((at) => at.version === version);
  const found = difference(graph, draft);
  const shown = new Set([...found.removed, ...found.changed.map(({ node }) => node), ...here.map(({ node }) => node)]);
  return {
    version,
    inside: here.reduce((sum, { count }) => sum + count, 0),
    difference: found,
    waiting: Object.fromEntries(here.map(({ node, count }) => [node, count])),
    nodes: graph.nodes.filter(({ id }) => shown.has(id)),
  };
}

/** A graph may be older than this program: it is compared as today's node types would write it. */
function asOfToday(graph: Journey): Journey {
  return readJourney(graph, nodes).journey ?? graph;
}
