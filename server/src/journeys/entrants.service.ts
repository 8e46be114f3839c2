import { Injectable } from '@nestjs/common';
import type { Entrants } from '@sojourn/api';
import { presentAt, type Journey } from '@sojourn/journey';
import { nodes } from '@sojourn/nodes';
import type { Instant } from '@sojourn/rules';
import { FactBackfill } from '../engine/fact-backfill.js';
import { AudiencesStore } from '../store/audiences.store.js';
import type { Queryable } from '../store/database.js';
import { DoorsStore } from '../store/doors.store.js';
import { LookupsStore } from '../store/lookups.store.js';
import { OperationsStore } from '../store/operations.store.js';
import { triggersOf } from './graph.js';

/** What is published, by whom and for whom. */
interface Publication {
  workspaceId: number;
  id: string;
  version: number;
  graph: Journey;
  entrants: Entrants;
  by: string | null;
  at: Instant;
}

/** What has to be begun, besides the version itself, for people to come in. */
@Injectable()
export class EntrantsService {
  constructor(
    private readonly doors: DoorsStore,
    private readonly lookups: LookupsStore,
    private readonly audiences: AudiencesStore,
    private readonly operations: OperationsStore,
    private readonly facts: FactBackfill,
  ) {}

  /** In the transaction of the publication. */
  async published(client: Queryable, publication: Publication): Promise<void> {
    const { id, graph, entrants } = publication;
    await this.doors.published(client, id, graph.settings?.canary);
    await this.watchDates(client, publication);
    if (entrants !== 'new') await this.takeInThosePresent(client, publication);
  }

  /** Date triggers ask who names a day: attributes that nobody asked for before are looked up in all profiles first. */
  private async watchDates(client: Queryable, { workspaceId, graph, by, at }: Publication): Promise<void> {
    const dates = [...triggersOf(graph, nodes).values()].flatMap((trigger) =>
      trigger.on === 'date' ? [trigger.attribute] : [],
    );
    for (const attribute of await this.lookups.watch(client, workspaceId, [...new Set(dates)])) {
      const detail = { attribute };
      await this.operations.add(client, { workspaceId, kind: 'dates.look_up', detail, requestedBy: by, at });
    }
  }

  /** Those who match a trigger now enter by it, chunk by chunk (ENTRY-4). */
  private async takeInThosePresent(client: Queryable, publication: Publication): Promise<void> {
    const { workspaceId, id, version, graph, by, at } = publication;
    const keeps = await this.facts.keeps(workspaceId);
    const triggers = [...triggersOf(graph, nodes)].filter(([, trigger]) => 'rule' in presentAt(trigger, keeps));
    if (triggers.length === 0) return;
    const detail = { journey: id, name: graph.name, cause: 'backfill' };
    const operation = await this.operations.add(client, {
      workspaceId,
      kind: 'audience.run',
      detail,
      requestedBy: by,
      at,
    });
    await this.operations.progress(client, operation, { done: 0, at });
    for (const [node] of triggers) {
      const run = { workspace: workspaceId, journey: id, version, node, at, cause: 'backfill' as const, operation };
      await this.audiences.begin(client, run);
    }
  }
}
