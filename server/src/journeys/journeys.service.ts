import { Injectable } from '@nestjs/common';
import type { JourneyReply, JourneySummary, VersionReply } from '@sojourn/api';
import {
  checkJourney,
  readJourney,
  type Journey,
  type KnownReferences,
  type Problem,
  type Surroundings,
} from '@sojourn/journey';
import { withActivity } from '@sojourn/lifecycle';
import { nodes } from '@sojourn/nodes';
import { Clock } from '../store/clock.js';
import type { Caller } from '../http/caller.js';
import { NotFound } from '../http/problem.js';
import { AuditStore } from '../store/audit.store.js';
import { CalendarsStore } from '../store/calendars.store.js';
import type { Queryable } from '../store/database.js';
import { newId } from '../store/ids.js';
import { JourneysStore, type JourneyDraftRow } from '../store/journeys.store.js';
import { LifecycleStore } from '../store/lifecycle.store.js';
import { NodeCountsStore } from '../store/node-counts.store.js';
import { Records, type Transaction } from '../store/records.js';
import { SegmentsStore } from '../store/segments.store.js';
import { TemplatesStore } from '../store/templates.store.js';
import { conflict, refusedFor, replyOf, summaryOf, versionReplyOf } from './journey-reply.js';

/** Journeys, their drafts and their versions. */
@Injectable()
export class JourneysService {
  constructor(
    private readonly records: Records,
    private readonly clock: Clock,
    private readonly journeys: JourneysStore,
    private readonly counts: NodeCountsStore,
    private readonly templates: TemplatesStore,
    private readonly lifecycle: LifecycleStore,
    private readonly segments: SegmentsStore,
    private readonly calendars: CalendarsStore,
    private readonly audit: AuditStore,
  ) {}

  async list({ workspaceId }: Caller): Promise<JourneySummary[]> {
    const totals = await this.counts.totals(workspaceId, await this.clock.now());
    return (await this.journeys.list(workspaceId)).map((row) => summaryOf(row, totals.get(row.id)));
  }

  async get({ workspaceId }: Caller, id: string): Promise<JourneyReply> {
    const row = await this.journeys.find(workspaceId, id);
    if (!row) throw new NotFound('There is no such journey.');
    return replyOf(row, (await this.counts.totals(workspaceId, await this.clock.now())).get(id));
  }

  async create(who: Caller, given: Journey): Promise<JourneyReply> {
    const draft = readDraft(given);
    return this.records.transaction((transaction) => this.insert(transaction, who, draft, {}));
  }

  /** A new draft of the same graph. */
  async duplicate(who: Caller, id: string): Promise<JourneyReply> {
    return this.records.transaction(async (transaction) => {
      const original = await this.journeys.find(who.workspaceId, id, transaction);
      if (!original) throw new NotFound('There is no such journey.');
      const { name } = original.draft;
      const copy = /\p{Script=Han}/u.test(name) ? `${name.slice(0, 195)}（副本）` : `${name.slice(0, 193)} (copy)`;
      return this.insert(transaction, who, { ...original.draft, name: copy }, { copyOf: id });
    });
  }

  /** Saves a draft that was made from `revision`, whatever is wrong with it; problems are told, not refused. */
  async saveDraft(
    who: Caller,
    id: string,
    given: Journey,
    revision: number,
  ): Promise<{ revision: number; problems: Problem[] }> {
    const draft = readDraft(given);
    return this.records.transaction(async (transaction) => {
      const before = await this.journeys.lock(transaction, who.workspaceId, id);
      if (!before) throw new NotFound('There is no such journey.');
      if (before.revision !== revision) throw conflict(before);
      const at = await this.clock.now(transaction);
      await this.journeys.saveDraft(transaction, who.workspaceId, id, draft, { by: who.memberId, at });
      await this.audit.record(transaction, who, {
        workspaceId: who.workspaceId,
        action: 'journey.save',
        target: { kind: 'journey', id, name: draft.name },
        before: outline(before.draft, revision),
        after: outline(draft, revision + 1),
      });
      return { revision: revision + 1, problems: await this.check(transaction, who.workspaceId, draft) };
    });
  }

  async versions({ workspaceId }: Caller, id: string): Promise<VersionReply[]> {
    if (!(await this.journeys.find(workspaceId, id))) throw new NotFound('There is no such journey.');
    const inside = await this.inside(workspaceId, id);
    return (await this.journeys.versions(workspaceId, id)).map((row) => versionReplyOf(row, inside.get(row.version)));
  }

  async version({ workspaceId }: Caller, id: string, version: number): Promise<VersionReply> {
    const row = await this.journeys.version(workspaceId, id, version);
    if (!row) throw new NotFound('This journey has no such version.');
    return versionReplyOf(row, (await this.inside(workspaceId, id)).get(version));
  }

  /** How many are in each version now. */
  private async inside(workspace: number, id: string): Promise<Map<number, number>> {
    const inside = new Map<number, number>();
    for (const { version, count } of await this.counts.waiting(workspace, id))
      inside.set(version, (inside.get(version) ?? 0) + count);
    return inside;
  }

  /** The version whose counts are meant: the one asked for, else the newest; 0 while it was never published. */
  async versionToShow({ workspaceId }: Caller, id: string, asked: number | undefined): Promise<number> {
    const row = await this.journeys.find(workspaceId, id);
    if (!row) throw new NotFound('There is no such journey.');
    return asked ?? row.version ?? 0;
  }

  /** Everything that is wrong with a draft in its workspace. */
  async check(client: Queryable, workspace: number, draft: Journey): Promise<Problem[]> {
    const { model, meanings, zone } = await this.lifecycle.current(workspace, client);
    const segments = await this.segments.segments(workspace, client);
    const around: Surroundings = {
      model,
      meanings: withActivity(meanings),
      zone,
      layers: (await this.segments.layerings(workspace, client)).map((layering) => layering.model),
      segments: new Map(segments.map((segment) => [segment.id, segment])),
      computed: new Map(
        (await this.segments.computed(workspace, client)).map(({ id, definition }) => [id, definition]),
      ),
    };
    const known: KnownReferences = {
      templates: await this.templates.known(workspace, client),
      stages: model.stages.map(({ id }) => id),
      segments,
      journeys: await this.journeys.list(workspace),
      calendars: await this.calendars.list(workspace, client),
      tags: await this.journeys.tags(workspace, client),
    };
    return checkJourney(draft, nodes, known, around);
  }

  private async insert(
    transaction: Transaction,
    who: Caller,
    draft: Journey,
    origin: { copyOf?: string },
  ): Promise<JourneyReply> {
    const at = await this.clock.now(transaction);
    const id = newId(at);
    await this.journeys.insert(transaction, who.workspaceId, id, draft, { by: who.memberId, at });
    await this.audit.record(transaction, who, {
      workspaceId: who.workspaceId,
      action: origin.copyOf === undefined ? 'journey.create' : 'journey.duplicate',
      target: { kind: 'journey', id, name: draft.name },
      after: { ...outline(draft, 1), ...origin },
    });
    return replyOf((await this.journeys.find(who.workspaceId, id, transaction)) as JourneyDraftRow);
  }
}

/** The document as today's node types write it; what cannot even be stored is refused. */
function readDraft(given: Journey): Journey {
  const read = readJourney(given, nodes);
  if (read.problems) throw refusedFor(read.problems, 'This journey cannot be saved as it is.');
  return read.journey;
}

/** What the audit log keeps of a draft: every version in full is in the versions. */
function outline(draft: Journey, revision: number) {
  return { revision, name: draft.name, nodes: draft.nodes.length, edges: draft.edges.length };
}
