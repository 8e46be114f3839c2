import { Injectable } from '@nestjs/common';
import type { MovedReply } from '@sojourn/api';
import { Clock } from '../store/clock.js';
import type { Caller } from '../http/caller.js';
import { Conflict, NotFound } from '../http/problem.js';
import { AuditStore } from '../store/audit.store.js';
import { JourneysStore, type JourneyDraftRow } from '../store/journeys.store.js';
import { NodeCountsStore } from '../store/node-counts.store.js';
import { OperationsStore } from '../store/operations.store.js';
import { Records, type Transaction } from '../store/records.js';
import { WorkspacesStore } from '../store/workspaces.store.js';
import { summaryOf } from './journey-reply.js';
import { moved, type Move } from './moves.js';
import { PublishingService } from './publishing.service.js';

/** Pauses, resumes, drains, stops and archives journeys. */
@Injectable()
export class MovesService {
  constructor(
    private readonly records: Records,
    private readonly clock: Clock,
    private readonly journeys: JourneysStore,
    private readonly counts: NodeCountsStore,
    private readonly workspaces: WorkspacesStore,
    private readonly operations: OperationsStore,
    private readonly publishing: PublishingService,
    private readonly audit: AuditStore,
  ) {}

  async move(who: Caller, id: string, move: Move): Promise<MovedReply> {
    const { workspaceId } = who;
    const operation = await this.records.transaction(async (transaction) => {
      const before = await this.journeys.lock(transaction, workspaceId, id);
      if (!before) throw new NotFound('There is no such journey.');
      await this.workspaces.raiseRevision(transaction, workspaceId);
      const inside = await this.counts.inside(workspaceId, id, transaction);
      const to = moved(move, before.state, inside);
      if ('refused' in to) throw new Conflict(to.refused);
      const at = await this.clock.now(transaction);
      await this.journeys.setState(transaction, workspaceId, id, to.to, at);
      await this.reschedule(transaction, who, before, to.to, at);
      await this.audit.record(transaction, who, {
        workspaceId,
        action: `journey.${move}`,
        target: { kind: 'journey', id, name: before.name },
        before: { state: before.state },
        after: { state: to.to, inside },
      });
      return this.begin(transaction, who, before, move, { inside, at });
    });
    const after = await this.journeys.find(workspaceId, id);
    const totals = await this.counts.totals(workspaceId, await this.clock.now());
    return { ...summaryOf(after!, totals.get(id)), ...(operation !== undefined && { operation }) };
  }

  private async reschedule(
    transaction: Transaction,
    { workspaceId }: Caller,
    before: JourneyDraftRow,
    state: string,
    at: number,
  ): Promise<void> {
    const version =
      before.version === null
        ? undefined
        : await this.journeys.version(workspaceId, before.id, before.version, transaction);
    if (state === 'live' && version)
      await this.publishing.schedule(transaction, workspaceId, before, version.graph, at);
    else await this.journeys.setSchedules(transaction, workspaceId, before.id, new Map());
  }

  /** The long part of a move, where it has one: everybody inside is released, or taken out, by the engine. */
  private async begin(
    transaction: Transaction,
    { workspaceId, memberId }: Caller,
    { id, name, state }: JourneyDraftRow,
    move: Move,
    { inside, at }: { inside: number; at: number },
  ): Promise<string | undefined> {
    const work = { workspaceId, requestedBy: memberId, at };
    if (move === 'stop') {
      const detail = { journey: id, name, before: at, reason: 'stopped' };
      return this.operations.add(transaction, { ...work, kind: 'journey.exit', total: inside, detail });
    }
    const releases = state === 'paused' && (move === 'resume' || move === 'drain');
    return releases
      ? this.operations.add(transaction, { ...work, kind: 'journey.release', detail: { journey: id, name } })
      : undefined;
  }
}
