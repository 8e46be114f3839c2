import { Injectable } from '@nestjs/common';
import type { Entrants, PublishReply } from '@sojourn/api';
import { readJourney, type Journey, type MigrationRequest } from '@sojourn/journey';
import { nodes } from '@sojourn/nodes';
import { Clock } from '../store/clock.js';
import type { Actor, Caller } from '../http/caller.js';
import { Conflict, NotFound } from '../http/problem.js';
import { FactBackfill } from '../engine/fact-backfill.js';
import { AuditStore } from '../store/audit.store.js';
import type { Queryable } from '../store/database.js';
import { JourneysStore, type JourneyDraftRow, type VersionRow } from '../store/journeys.store.js';
import { LifecycleStore } from '../store/lifecycle.store.js';
import { Placing } from '../store/placing.js';
import { Records, type Transaction } from '../store/records.js';
import { SegmentsStore } from '../store/segments.store.js';
import { TemplatesStore } from '../store/templates.store.js';
import { WorkspacesStore } from '../store/workspaces.store.js';
import { EntrantsService } from './entrants.service.js';
import { schedulesOf, settled, templatesOf, triggersOf, watchedSegments } from './graph.js';
import { conflict, refusedFor } from './journey-reply.js';
import { JourneysService } from './journeys.service.js';
import { MigrationService } from './migration.service.js';
import { published } from './moves.js';

/** Who publishes, and where: a caller of the console, or the command line. */
export type Publisher = Actor & Pick<Caller, 'workspaceId' | 'memberId'>;

/** What an operator chooses when publishing: what becomes of those inside, and who enters (ENTRY-4). */
export interface Choices {
  migration?: MigrationRequest;
  entrants?: Entrants;
}

/** Makes a draft the version that new entries use. */
@Injectable()
export class PublishingService {
  constructor(
    private readonly records: Records,
    private readonly clock: Clock,
    private readonly service: JourneysService,
    private readonly journeys: JourneysStore,
    private readonly templates: TemplatesStore,
    private readonly lifecycle: LifecycleStore,
    private readonly workspaces: WorkspacesStore,
    private readonly migrations: MigrationService,
    private readonly segments: SegmentsStore,
    private readonly placing: Placing,
    private readonly entrants: EntrantsService,
    private readonly audit: AuditStore,
    private readonly backfill: FactBackfill,
  ) {}

  /**
   * Publishes the draft of this revision, all or nothing: refused as a whole where somebody saved in between or where
   * the checks find an error (VERSION-4); warnings pass and are told. Those inside finish on their version, but for
   * whom the migration names (VERSION-2).
   */
  publish(who: Caller, id: string, revision: number, note: string, choices?: Choices): Promise<PublishReply> {
    return this.records.transaction((transaction) => this.publishIn(transaction, who, id, revision, note, choices));
  }

  /** The same within a larger change: `sojourn apply` publishes in its own transaction. */
  async publishIn(
    transaction: Transaction,
    who: Publisher,
    id: string,
    revision: number,
    note: string,
    { migration = {}, entrants = 'new' }: Choices = {},
  ): Promise<PublishReply> {
    const { workspaceId } = who;
    const before = await this.journeys.lock(transaction, workspaceId, id);
    if (!before) throw new NotFound('There is no such journey.');
    if (before.revision !== revision) throw conflict(before);
    const state = published(before.state);
    if (!state) throw new Conflict('This journey is archived. Duplicate it to go on from it.');
    // Raised first: until the end nobody else publishes here, and what is checked now stays as it is.
    await this.workspaces.raiseRevision(transaction, workspaceId);
    const drawn = asOfToday(before.draft);
    const problems = await this.service.check(transaction, workspaceId, drawn);
    if (problems.some(({ severity }) => severity === 'error'))
      throw refusedFor(problems, 'This journey cannot be published yet.');
    const graph = settled(drawn, await this.liveGraph(transaction, workspaceId, before), nodes);
    const plan = await this.migrations.plan(transaction, workspaceId, id, graph, migration);

    const by = { by: who.memberId, at: await this.clock.now(transaction) };
    const triggers = [...triggersOf(graph, nodes).keys()];
    const templates = await this.pins(transaction, workspaceId, graph);
    const version = await this.journeys.insertVersion(
      transaction,
      workspaceId,
      id,
      { graph, templates, triggers, note, entrants },
      by,
    );
    if (state !== before.state) await this.journeys.setState(transaction, workspaceId, id, state, by.at);
    const facts = await this.backfill.begin(transaction, workspaceId, by);
    if (state === 'live') await this.schedule(transaction, workspaceId, before, { graph, entrants }, by.at);
    const watched = await this.segments.watch(transaction, workspaceId, watchedSegments(graph, nodes));
    if (watched.length > 0) await this.placing.again(transaction, who, by.at);
    await this.entrants.published(transaction, { workspaceId, id, version, graph, entrants, ...by });
    const journey = { id, name: graph.name, version };
    const operation = await this.migrations.begin(transaction, who, journey, plan, by.at);
    await this.audit.record(transaction, who, {
      workspaceId,
      action: 'journey.publish',
      target: { kind: 'journey', id, name: graph.name },
      before: { version: before.version, state: before.state },
      after: {
        version,
        state,
        revision,
        note,
        entrants,
        ...(operation && { operation, migration, moving: plan.moving }),
      },
    });
    return { version, warnings: problems, ...(operation && { operation }), ...(facts && { facts }) };
  }

  /** The graph of the newest version. */
  private async liveGraph(
    client: Queryable,
    workspace: number,
    { id, version }: JourneyDraftRow,
  ): Promise<Journey | undefined> {
    return version === null ? undefined : (await this.journeys.version(workspace, id, version, client))?.graph;
  }

  /** Schedules exist only while a journey is live: what falls into a pause is not made up for. */
  async schedule(
    client: Queryable,
    workspace: number,
    before: JourneyDraftRow,
    { graph, entrants }: Pick<VersionRow, 'graph' | 'entrants'>,
    now: number,
  ): Promise<void> {
    // A version for those alone who matched at its publication waits for nobody else.
    if (entrants === 'present') return this.journeys.setSchedules(client, workspace, before.id, new Map());
    const { zone } = await this.lifecycle.current(workspace, client);
    const old =
      before.state === 'live' && before.version !== null
        ? await this.journeys.version(workspace, before.id, before.version, client)
        : undefined;
    const kept = old && { journey: old.graph, schedules: await this.journeys.schedules(client, before.id) };
    await this.journeys.setSchedules(client, workspace, before.id, schedulesOf(graph, nodes, now, zone, kept));
  }

  /** The newest version of every template it sends: later edits of a template reach it with its next publication. */
  private async pins(client: Queryable, workspace: number, graph: Journey): Promise<Record<string, number>> {
    const used = templatesOf(graph, nodes);
    const known = await this.templates.known(workspace, client);
    return Object.fromEntries(known.filter(({ id }) => used.has(id)).map(({ id, version }) => [id, version]));
  }
}

/** A draft may be older than this program: its settings are brought up to date before they are fixed for good. */
function asOfToday(draft: Journey): Journey {
  const read = readJourney(draft, nodes);
  if (read.problems) throw refusedFor(read.problems, 'This journey cannot be published as it is.');
  return read.journey;
}
