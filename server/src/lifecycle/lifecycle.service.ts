import { Injectable } from '@nestjs/common';
import type { EventNameReply, LifecycleReply, MatrixReply, MeaningsReply } from '@sojourn/api';
import { UNCLASSIFIED, type StageModel } from '@sojourn/lifecycle';
import { parseInstant, writeInstant } from '@sojourn/rules';
import { Clock } from '../store/clock.js';
import type { Caller } from '../http/caller.js';
import { Malformed, Refused } from '../http/problem.js';
import { FactBackfill } from '../engine/fact-backfill.js';
import { AuditStore } from '../store/audit.store.js';
import { LifecycleStore } from '../store/lifecycle.store.js';
import { OperationsStore } from '../store/operations.store.js';
import { Records, type Transaction } from '../store/records.js';
import { WorkspacesStore } from '../store/workspaces.store.js';
import { moveStages, nameReply, tidy } from './meanings.js';

/** The stage model, how many are in each stage, how they move, and what events mean. */
@Injectable()
export class LifecycleService {
  constructor(
    private readonly records: Records,
    private readonly clock: Clock,
    private readonly lifecycle: LifecycleStore,
    private readonly workspaces: WorkspacesStore,
    private readonly operations: OperationsStore,
    private readonly audit: AuditStore,
    private readonly backfill: FactBackfill,
  ) {}

  async get({ workspaceId }: Caller): Promise<LifecycleReply> {
    const { model, version } = await this.lifecycle.current(workspaceId);
    const sizes = await this.lifecycle.sizes(workspaceId);
    // Every stage is told, also the empty ones; and those of an older model that somebody is still in.
    const stages = [...new Set([...model.stages.map(({ id }) => id), UNCLASSIFIED, ...sizes.keys()])];
    return { model, version, sizes: Object.fromEntries(stages.map((stage) => [stage, sizes.get(stage) ?? 0])) };
  }

  async matrix({ workspaceId }: Caller, period: { from: string; to: string }): Promise<MatrixReply> {
    const [from, to] = [parseInstant(period.from), parseInstant(period.to)];
    if (from === undefined || to === undefined || from >= to)
      throw new Malformed('The period must begin before it ends.');
    const counted = await this.lifecycle.moves(workspaceId, from, to);
    return { from: writeInstant(counted.from), to: writeInstant(counted.to), moves: counted.moves };
  }

  /** Publishes a model; everyone is recomputed in batches, which starts no journey (STAGE-4). */
  publish(who: Caller, model: StageModel, note: string): Promise<{ version: number; operation: string }> {
    return this.records.transaction(async (transaction) => {
      const before = await this.lifecycle.lock(transaction, who.workspaceId);
      const published = await this.replace(transaction, who, model, note);
      await this.audit.record(transaction, who, {
        workspaceId: who.workspaceId,
        action: 'lifecycle.publish',
        target: { kind: 'lifecycle model', id: model.id, name: model.name.en },
        before: { version: before.version, model: before.model },
        after: { version: published.version, model, note },
      });
      return published;
    });
  }

  async eventNames({ workspaceId }: Caller): Promise<EventNameReply[]> {
    const { meanings } = await this.lifecycle.current(workspaceId);
    return (await this.lifecycle.eventNames(workspaceId)).map((row) => nameReply(row, meanings));
  }

  async meanings({ workspaceId }: Caller): Promise<MeaningsReply> {
    return { meanings: (await this.lifecycle.current(workspaceId)).meanings };
  }

  async saveMeanings(
    who: Caller,
    given: Record<string, string[]>,
  ): Promise<MeaningsReply & { version?: number; operation?: string }> {
    const { meanings, unknown } = tidy(given);
    if (unknown.length > 0) {
      const problems = unknown.map((id) => ({ path: `meanings.${id}`, message: `There is no meaning "${id}".` }));
      throw new Refused('Some of these are no meanings.', problems);
    }
    return this.records.transaction(async (transaction) => {
      const before = await this.lifecycle.lock(transaction, who.workspaceId);
      await this.lifecycle.saveMeanings(transaction, who.workspaceId, meanings);
      // The same rules now read other events: a new version, so that every stage is computed by them.
      const moves = moveStages(before.model, before.meanings, meanings);
      const published = moves
        ? await this.replace(transaction, who, before.model, 'Events have other meanings.')
        : undefined;
      if (!published) {
        const by = { by: who.memberId, at: await this.clock.now(transaction) };
        await this.backfill.begin(transaction, who.workspaceId, by);
        await this.workspaces.raiseRevision(transaction, who.workspaceId);
      }
      await this.audit.record(transaction, who, {
        workspaceId: who.workspaceId,
        action: 'meanings.save',
        target: { kind: 'meanings' },
        before: before.meanings,
        after: meanings,
      });
      return { meanings, ...published };
    });
  }

  private async replace(
    transaction: Transaction,
    who: Caller,
    model: StageModel,
    note: string,
  ): Promise<{ version: number; operation: string }> {
    const { workspaceId, memberId } = who;
    const at = await this.clock.now(transaction);
    const version = await this.lifecycle.insertModel(transaction, workspaceId, model, note, { by: memberId, at });
    await this.backfill.begin(transaction, workspaceId, { by: memberId, at });
    await this.workspaces.raiseRevision(transaction, workspaceId);
    const total = [...(await this.lifecycle.sizes(workspaceId)).values()].reduce((sum, n) => sum + n, 0);
    const work = { workspaceId, kind: 'lifecycle.recompute', detail: { version }, total, requestedBy: memberId, at };
    return { version, operation: await this.operations.add(transaction, work) };
  }
}
