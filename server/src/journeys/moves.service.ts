import { Injectable } from '@nestjs/common';
import type { MovedReply, Overdue, OverdueReply } from '@sojourn/api';
import { milliseconds, writeInstant, type Duration } from '@sojourn/rules';
import { Clock } from '../store/clock.js';
import type { Caller } from '../http/caller.js';
import { Conflict, NotFound } from '../http/problem.js';
import { AuditStore } from '../store/audit.store.js';
import { JourneysStore, type JourneyDraftRow } from '../store/journeys.store.js';
import { NodeCountsStore } from '../store/node-counts.store.js';
import { OperationsStore } from '../store/operations.store.js';
import { PausesStore, type PauseRow } from '../store/pauses.store.js';
import { Records, type Transaction } from '../store/records.js';
import { WorkspacesStore } from '../store/workspaces.store.js';
import { summaryOf } from './journey-reply.js';
import { moved, type Move } from './moves.js';
import { PublishingService } from './publishing.service.js';

/** What is chosen with a move: of a pause its timers, of a resume what becomes of those overdue. */
export interface MoveChoices {
  timers?: PauseRow['timers'];
  overdue?: Overdue;
}

/** Pauses, resumes, drains, stops and archives journeys. */
@Injectable()
export class MovesService {
  constructor(
    private readonly records: Records,
    private readonly clock: Clock,
    private readonly journeys: JourneysStore,
    private readonly counts: NodeCountsStore,
    private readonly pauses: PausesStore,
    private readonly workspaces: WorkspacesStore,
    private readonly operations: OperationsStore,
    private readonly publishing: PublishingService,
    private readonly audit: AuditStore,
  ) {}

  async move(who: Caller, id: string, move: Move, choices: MoveChoices = {}): Promise<MovedReply> {
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
      if (move === 'pause') await this.pauses.begin(transaction, workspaceId, id, choices.timers ?? 'run', at);
      const pause = before.state === 'paused' ? await this.pauses.end(transaction, id, at) : undefined;
      await this.audit.record(transaction, who, {
        workspaceId,
        action: `journey.${move}`,
        target: { kind: 'journey', id, name: before.name },
        before: { state: before.state },
        after: { state: to.to, inside, ...choices },
      });
      return this.begin(transaction, who, before, move, { inside, at, pause, overdue: choices.overdue });
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
    if (state === 'live' && version) await this.publishing.schedule(transaction, workspaceId, before, version, at);
    else await this.journeys.setSchedules(transaction, workspaceId, before.id, new Map());
  }

  /** Who is overdue now (STATE-2), and of them those for longer than `olderThan`. */
  async overdue({ workspaceId }: Caller, id: string, olderThan: string | undefined): Promise<OverdueReply> {
    const row = await this.journeys.find(workspaceId, id);
    if (!row) throw new NotFound('There is no such journey.');
    const pause = row.state === 'paused' ? await this.pauses.last(workspaceId, id) : undefined;
    if (!pause) throw new Conflict('This journey is not paused: nobody is held up.');
    const now = await this.clock.now();
    // Where timers stood still, only what was due before the pause is late.
    const until = pause.timers === 'freeze' ? pause.pausedAt : now;
    const count = (before: number) => this.pauses.putAside(workspaceId, id, Math.min(before, until));
    return {
      timers: pause.timers,
      pausedAt: writeInstant(pause.pausedAt),
      overdue: await count(now),
      ...(olderThan !== undefined && { older: await count(now - milliseconds(olderThan as Duration) - 1) }),
    };
  }

  /** The long part of a move, where it has one: everybody inside is released, or taken out, by the engine. */
  private async begin(
    transaction: Transaction,
    { workspaceId, memberId }: Caller,
    { id, name, version }: JourneyDraftRow,
    move: Move,
    { inside, at, pause, overdue }: { inside: number; at: number; pause?: PauseRow; overdue?: Overdue },
  ): Promise<string | undefined> {
    const work = { workspaceId, requestedBy: memberId, at };
    if (move === 'stop') {
      const detail = { journey: id, name, version, reason: 'stopped' };
      return this.operations.add(transaction, { ...work, kind: 'journey.exit', total: inside, detail });
    }
    if (!pause) return undefined;
    const freezes = await this.pauses.freezes(transaction, id);
    const detail = { journey: id, name, resumedAt: at, overdue, freezes };
    return this.operations.add(transaction, { ...work, kind: 'journey.release', detail });
  }
}
