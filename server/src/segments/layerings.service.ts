import { Injectable } from '@nestjs/common';
import type { ComputedReply, LayeringReply, Replacing } from '@sojourn/api';
import { UNCLASSIFIED, type StageModel } from '@sojourn/lifecycle';
import { writeInstant, type Computed } from '@sojourn/rules';
import type { Caller } from '../http/caller.js';
import { Conflict, NotFound, Refused } from '../http/problem.js';
import { FactBackfill } from '../engine/fact-backfill.js';
import { AuditStore } from '../store/audit.store.js';
import { Placing } from '../store/placing.js';
import { Clock } from '../store/clock.js';
import { JourneysStore } from '../store/journeys.store.js';
import { LifecycleStore } from '../store/lifecycle.store.js';
import { Records, type Transaction } from '../store/records.js';
import { SegmentsStore } from '../store/segments.store.js';
import { refuseModelCircles, usersOf } from './references.js';

/** Ids that mean something else where a layering's could stand. */
const TAKEN = ['primary', 'rfm'];

/** Further layerings beside the primary model, and computed attributes. */
@Injectable()
export class LayeringsService {
  constructor(
    private readonly records: Records,
    private readonly clock: Clock,
    private readonly segments: SegmentsStore,
    private readonly lifecycle: LifecycleStore,
    private readonly journeys: JourneysStore,
    private readonly placing: Placing,
    private readonly audit: AuditStore,
    private readonly backfill: FactBackfill,
  ) {}

  async list({ workspaceId }: Caller): Promise<LayeringReply[]> {
    const sizes = await this.segments.sizes(workspaceId);
    const { total } = await this.primary(workspaceId);
    return (await this.segments.layerings(workspaceId)).map(({ id, model, version, updatedAt }) => {
      const placed = sizes.get(id) ?? new Map<string, number>();
      const counted = Object.fromEntries(model.stages.map((stage) => [stage.id, placed.get(stage.id) ?? 0]));
      const rest = total - Object.values(counted).reduce((sum, n) => sum + n, 0);
      return { model, version, sizes: { ...counted, [UNCLASSIFIED]: rest }, updatedAt: writeInstant(updatedAt) };
    });
  }

  /** Everyone is placed by it in batches, which starts no journey (STAGE-4). */
  async save(who: Caller, id: string, model: StageModel): Promise<{ version: number } & Replacing> {
    if (model.id !== id)
      throw new Refused('The id of the model is another one.', [{ path: 'model.id', message: `It must be "${id}".` }]);
    const { workspaceId } = who;
    return this.records.transaction(async (transaction) => {
      const primary = (await this.lifecycle.lock(transaction, workspaceId)).model;
      if (TAKEN.includes(id) || primary.id === id) {
        throw new Refused('This id is taken.', [{ path: 'model.id', message: 'Choose another id.' }]);
      }
      const layerings = await this.segments.layerings(workspaceId, transaction);
      const before = layerings.find((each) => each.id === id);
      refuseModelCircles(primary, [...layerings.filter((each) => each.id !== id), { id, model }]);
      const at = await this.clock.now(transaction);
      const version = await this.segments.saveLayering(transaction, workspaceId, model, at);
      await this.backfill.begin(transaction, workspaceId, { by: who.memberId, at });
      const operation = await this.placing.again(transaction, who, at);
      await this.audit.record(transaction, who, {
        workspaceId,
        action: 'layering.save',
        target: { kind: 'layering', id, name: model.name.en },
        ...(before && { before: { version: before.version, model: before.model } }),
        after: { version, model },
      });
      return { version, operation };
    });
  }

  async remove(who: Caller, id: string): Promise<void> {
    const { workspaceId } = who;
    await this.records.transaction(async (transaction) => {
      const { model } = await this.lifecycle.lock(transaction, workspaceId);
      const layerings = await this.segments.layerings(workspaceId, transaction);
      const layering = layerings.find((each) => each.id === id);
      if (!layering) throw new NotFound('There is no such layering.');
      await this.refuseUsed(transaction, workspaceId, id, [model, ...layerings.map((each) => each.model)]);
      await this.segments.archiveLayering(transaction, workspaceId, id, await this.clock.now(transaction));
      await this.segments.raisePlacing(transaction, workspaceId);
      await this.audit.record(transaction, who, {
        workspaceId,
        action: 'layering.remove',
        target: { kind: 'layering', id, name: layering.model.name.en },
        before: { version: layering.version, model: layering.model },
      });
    });
  }

  async computed({ workspaceId }: Caller): Promise<ComputedReply[]> {
    return (await this.segments.computed(workspaceId)).map(({ id, name, definition }) => ({ id, name, definition }));
  }

  async saveComputed(who: Caller, id: string, given: { name: string; definition: Computed }): Promise<ComputedReply> {
    const { workspaceId } = who;
    await this.records.transaction(async (transaction) => {
      await this.lifecycle.lock(transaction, workspaceId);
      const before = (await this.segments.computed(workspaceId, transaction)).find((each) => each.id === id);
      const at = await this.clock.now(transaction);
      await this.segments.saveComputed(transaction, workspaceId, { id, ...given }, at);
      await this.backfill.begin(transaction, workspaceId, { by: who.memberId, at });
      await this.placing.again(transaction, who, at);
      await this.audit.record(transaction, who, {
        workspaceId,
        action: 'computed.save',
        target: { kind: 'computed attribute', id, name: given.name },
        ...(before && { before: { name: before.name, definition: before.definition } }),
        after: given,
      });
    });
    return { id, ...given };
  }

  async removeComputed(who: Caller, id: string): Promise<void> {
    const { workspaceId } = who;
    await this.records.transaction(async (transaction) => {
      const { model } = await this.lifecycle.lock(transaction, workspaceId);
      const attribute = (await this.segments.computed(workspaceId, transaction)).find((each) => each.id === id);
      if (!attribute) throw new NotFound('There is no such attribute.');
      const layerings = await this.segments.layerings(workspaceId, transaction);
      await this.refuseUsed(transaction, workspaceId, id, [model, ...layerings.map((each) => each.model)]);
      await this.segments.deleteComputed(transaction, workspaceId, id);
      await this.segments.raisePlacing(transaction, workspaceId);
      await this.audit.record(transaction, who, {
        workspaceId,
        action: 'computed.remove',
        target: { kind: 'computed attribute', id, name: attribute.name },
        before: { name: attribute.name, definition: attribute.definition },
      });
    });
  }

  private async primary(workspace: number): Promise<{ total: number }> {
    const sizes = await this.lifecycle.sizes(workspace);
    return { total: [...sizes.values()].reduce((sum, n) => sum + n, 0) };
  }

  private async refuseUsed(
    transaction: Transaction,
    workspace: number,
    id: string,
    models: StageModel[],
  ): Promise<void> {
    const segments = await this.segments.segments(workspace, transaction);
    const journeys = await this.journeys.running(transaction, workspace);
    const users = usersOf(id, { segments, models, journeys });
    if (users.length > 0) throw new Conflict(`It is still used by ${users.join(', ')}. Take it out there first.`);
  }
}
