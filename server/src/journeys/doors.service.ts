import { Injectable } from '@nestjs/common';
import type { DoorReply, PresentReply } from '@sojourn/api';
import { isSameCanary, presentAt, type Canary } from '@sojourn/journey';
import { nodes } from '@sojourn/nodes';
import { FactBackfill } from '../engine/fact-backfill.js';
import { aroundOf } from '../engine/ground.js';
import type { Caller } from '../http/caller.js';
import { Conflict, NotFound } from '../http/problem.js';
import { AuditStore } from '../store/audit.store.js';
import { Clock } from '../store/clock.js';
import { Database, type Queryable } from '../store/database.js';
import { DoorsStore } from '../store/doors.store.js';
import { JourneysStore, type JourneyDraftRow } from '../store/journeys.store.js';
import { PresentStore } from '../store/present.store.js';
import { Records } from '../store/records.js';
import { WorldsStore } from '../store/worlds.store.js';
import { triggersOf } from './graph.js';

/** Who may come in: whom a journey's canary lets in, and who matches its triggers now. */
@Injectable()
export class DoorsService {
  private readonly worlds = new WorldsStore();

  constructor(
    private readonly records: Records,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly journeys: JourneysStore,
    private readonly doors: DoorsStore,
    private readonly counts: PresentStore,
    private readonly facts: FactBackfill,
    private readonly audit: AuditStore,
  ) {}

  async door({ workspaceId }: Caller, id: string): Promise<DoorReply> {
    const journey = await this.find(workspaceId, id);
    const canary = await this.canaryOf(workspaceId, journey);
    const [row] = await this.doors.find(this.database, [id]);
    const waiting = await this.doors.waiting(this.database, id);
    const same = row?.canary != null && isSameCanary(JSON.parse(row.canary) as Canary, canary);
    if (!canary || (same && row.opened)) return { waiting };
    return { canary: 'people' in canary ? { ...canary, entered: same ? row.entered : 0 } : canary, waiting };
  }

  async letAllIn(who: Caller, id: string): Promise<DoorReply> {
    const { workspaceId } = who;
    await this.records.transaction(async (transaction) => {
      const journey = await this.journeys.lock(transaction, workspaceId, id);
      if (!journey) throw new NotFound('There is no such journey.');
      const canary = await this.canaryOf(workspaceId, journey, transaction);
      if (!canary) throw new Conflict('This journey has no canary: it takes everybody in as it is.');
      const at = await this.clock.now(transaction);
      await this.doors.letAllIn(transaction, workspaceId, id, canary, at);
      const target = { kind: 'journey', id, name: journey.name };
      await this.audit.record(transaction, who, {
        workspaceId,
        action: 'journey.let_all_in',
        target,
        before: { canary },
        after: { canary: null },
      });
    });
    return this.door(who, id);
  }

  /** Counts, for each trigger of the draft, who matches now (ENTRY-4). */
  async present({ workspaceId }: Caller, id: string): Promise<PresentReply> {
    const { draft } = await this.find(workspaceId, id);
    const around = aroundOf(await this.worlds.load(this.database, workspaceId));
    const keeps = await this.facts.keeps(workspaceId);
    const now = await this.clock.now();
    const triggers: PresentReply['triggers'] = [];
    for (const [node, trigger] of triggersOf(draft, nodes)) {
      const present = presentAt(trigger, keeps);
      if ('refused' in present) triggers.push({ node, refused: present.refused });
      else if ('nobody' in present) triggers.push({ node, count: 0 });
      else triggers.push({ node, count: await this.counts.count(workspaceId, present.rule, now, around) });
    }
    return { triggers };
  }

  private async find(workspaceId: number, id: string): Promise<JourneyDraftRow> {
    const journey = await this.journeys.find(workspaceId, id);
    if (!journey) throw new NotFound('There is no such journey.');
    return journey;
  }

  /** The canary of the version that is live. */
  private async canaryOf(
    workspaceId: number,
    { id, version }: JourneyDraftRow,
    client: Queryable = this.database,
  ): Promise<Canary | undefined> {
    if (version === null) return undefined;
    return (await this.journeys.version(workspaceId, id, version, client))?.graph.settings?.canary;
  }
}
