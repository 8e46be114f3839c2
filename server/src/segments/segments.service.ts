import { Injectable } from '@nestjs/common';
import type { Replacing, SegmentReply } from '@sojourn/api';
import { withActivity } from '@sojourn/lifecycle';
import { writeInstant, type Around, type Rule } from '@sojourn/rules';
import type { Caller } from '../http/caller.js';
import { Conflict, NotFound } from '../http/problem.js';
import { FactBackfill } from '../engine/fact-backfill.js';
import { AuditStore } from '../store/audit.store.js';
import { Placing } from '../store/placing.js';
import { Clock } from '../store/clock.js';
import { JourneysStore } from '../store/journeys.store.js';
import { LifecycleStore } from '../store/lifecycle.store.js';
import { PresentStore } from '../store/present.store.js';
import { Records, type Transaction } from '../store/records.js';
import { SegmentsStore, type SegmentRow } from '../store/segments.store.js';
import { refuseCircles, usersOf } from './references.js';

/** Saved audience rules. One that a live journey starts by is kept on the profiles; others are asked when needed. */
@Injectable()
export class SegmentsService {
  constructor(
    private readonly records: Records,
    private readonly clock: Clock,
    private readonly segments: SegmentsStore,
    private readonly lifecycle: LifecycleStore,
    private readonly journeys: JourneysStore,
    private readonly present: PresentStore,
    private readonly placing: Placing,
    private readonly audit: AuditStore,
    private readonly backfill: FactBackfill,
  ) {}

  async list({ workspaceId }: Caller): Promise<SegmentReply[]> {
    const sizes = await this.segments.sizes(workspaceId);
    return (await this.segments.segments(workspaceId)).map((row) => replyOf(row, sizes));
  }

  async save(who: Caller, id: string, given: { name: string; rule: Rule }): Promise<SegmentReply & Replacing> {
    const { workspaceId } = who;
    return this.records.transaction(async (transaction) => {
      await this.lifecycle.lock(transaction, workspaceId);
      const all = await this.segments.segments(workspaceId, transaction);
      const before = all.find((segment) => segment.id === id);
      refuseCircles([{ id, ...given }, ...all.filter((segment) => segment.id !== id)]);
      const at = await this.clock.now(transaction);
      await this.segments.saveSegment(transaction, workspaceId, { id, ...given }, at);
      const moved = before !== undefined && JSON.stringify(before.rule) !== JSON.stringify(given.rule);
      await this.backfill.begin(transaction, workspaceId, { by: who.memberId, at });
      const operation = moved ? await this.placing.again(transaction, who, at) : undefined;
      await this.audit.record(transaction, who, {
        workspaceId,
        action: before ? 'segment.save' : 'segment.create',
        target: { kind: 'segment', id, name: given.name },
        ...(before && { before: { name: before.name, rule: before.rule } }),
        after: given,
      });
      const saved = { id, ...given, watched: before?.watched ?? false, updatedAt: at };
      return { ...replyOf(saved, await this.segments.sizes(workspaceId)), ...(operation && { operation }) };
    });
  }

  async remove(who: Caller, id: string): Promise<void> {
    const { workspaceId } = who;
    await this.records.transaction(async (transaction) => {
      const { model } = await this.lifecycle.lock(transaction, workspaceId);
      const segments = await this.segments.segments(workspaceId, transaction);
      const segment = segments.find((each) => each.id === id);
      if (!segment) throw new NotFound('There is no such segment.');
      const models = [model, ...(await this.segments.layerings(workspaceId, transaction)).map((each) => each.model)];
      await this.refuseUsed(transaction, workspaceId, id, segments, models);
      const at = await this.clock.now(transaction);
      await this.segments.archiveSegment(transaction, workspaceId, id, at);
      await this.segments.raisePlacing(transaction, workspaceId);
      await this.audit.record(transaction, who, {
        workspaceId,
        action: 'segment.remove',
        target: { kind: 'segment', id, name: segment.name },
        before: { name: segment.name, rule: segment.rule },
      });
    });
  }

  async count({ workspaceId }: Caller, rule: Rule): Promise<{ count: number; of: number }> {
    const { zone, meanings, model } = await this.lifecycle.current(workspaceId);
    const segments = new Map((await this.segments.segments(workspaceId)).map((each) => [each.id, each]));
    const computed = new Map((await this.segments.computed(workspaceId)).map(({ id, definition }) => [id, definition]));
    const around: Around = { zone, meanings: withActivity(meanings), model, segments, computed };
    const of = [...(await this.lifecycle.sizes(workspaceId)).values()].reduce((sum, n) => sum + n, 0);
    return { count: await this.present.count(workspaceId, rule, await this.clock.now(), around), of };
  }

  private async refuseUsed(
    transaction: Transaction,
    workspace: number,
    id: string,
    segments: readonly SegmentRow[],
    models: Parameters<typeof usersOf>[1]['models'],
  ): Promise<void> {
    const journeys = await this.journeys.running(transaction, workspace);
    const users = usersOf(id, { segments, models, journeys });
    if (users.length > 0) throw new Conflict(`It is still used by ${users.join(', ')}. Take it out there first.`);
  }
}

function replyOf(
  { id, name, rule, watched, updatedAt }: SegmentRow,
  sizes: ReadonlyMap<string, ReadonlyMap<string, number>>,
): SegmentReply {
  const size = watched ? { size: sizes.get(`segment:${id}`)?.get('in') ?? 0 } : {};
  return { id, name, rule, updatedAt: writeInstant(updatedAt), ...size };
}
