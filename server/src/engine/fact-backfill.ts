import { declaredFacts, neededBy, type Keeps } from '@sojourn/journey';
import { DeclaredFacts, missingNeeds, type Instant, type Need } from '@sojourn/rules';
import { Injectable } from '@nestjs/common';
import { Database, type Queryable } from '../store/database.js';
import { FactsStore } from '../store/facts.store.js';
import { OperationsStore } from '../store/operations.store.js';
import { WorldsStore, type StoredWorld } from '../store/worlds.store.js';
import type { FactsWork } from './facts-work.js';
import { aroundOf, ownersOf, together, type Owner } from './ground.js';

/**
 * Has filled in from the past what a change to the rules of a workspace asks for and nobody kept so far. What asks for it
 * waits until that is done; until then its predecessor is used, and its facts are counted already.
 */
@Injectable()
export class FactBackfill {
  private readonly worlds = new WorldsStore();

  constructor(
    private readonly database: Database,
    private readonly facts: FactsStore,
    private readonly operations: OperationsStore,
  ) {}

  /**
   * In the transaction of the change, after it; what was kept before is what is committed. Returns the operation, or
   * undefined where nothing is missing or nothing of the kind ever happened.
   */
  async begin(
    transaction: Queryable,
    workspace: number,
    { by, at }: { by: string | null; at: Instant },
  ): Promise<string | undefined> {
    const [then, now] = [await this.load(this.database, workspace), await this.load(transaction, workspace)];
    const kept = await this.kept(workspace, then);
    // Days are those of a zone: where that is another one now, none of them is kept.
    const newDays = then.stored.zone !== now.stored.zone;
    const known = newDays ? kept.map((need) => ({ ...need, days: 0 })) : kept;
    const around = aroundOf(now.stored);
    const missing = missingNeeds(declaredFacts(together(now.owners), around).all(), known);
    const events = [...new Set(missing.map(({ event }) => event))];
    if (events.length === 0 || !(await this.facts.happened(transaction, workspace, events))) return undefined;
    const detail: FactsWork['facts.backfill'] = { needs: missing, ...(newDays && { newDays }) };
    const work = { workspaceId: workspace, kind: 'facts.backfill', detail: { ...detail }, requestedBy: by, at };
    const operation = await this.operations.add(transaction, work);
    for (const owner of now.owners) {
      const asksForMore = missingNeeds(neededBy(owner, around).all(), kept).length > 0;
      if (asksForMore) await this.facts.wait(transaction, workspace, operation, owner);
    }
    return operation;
  }

  /** What is counted from the first event on, by what is committed. */
  async keeps(workspace: number): Promise<Keeps> {
    const then = await this.load(this.database, workspace);
    const around = aroundOf(then.stored);
    const kept = await this.kept(workspace, then);
    return (event, where) => {
      const needed = new DeclaredFacts(around).addHappening({ event, measure: 'count', where });
      return missingNeeds(needed.all(), kept).length === 0;
    };
  }

  /** What is kept in full: what waits is only counted from its publication on, and what is being filled in is not there. */
  private async kept(workspace: number, { stored, owners }: Ground): Promise<Need[]> {
    const open = await this.operations.open('facts.backfill');
    const filling = open
      .filter(({ workspaceId }) => workspaceId === workspace)
      .flatMap(({ detail }) => (detail as unknown as FactsWork['facts.backfill']).needs.map(({ key }) => key));
    const ready = owners.filter(({ waits }) => !waits);
    const needs = declaredFacts(together(ready), aroundOf(stored)).all();
    return needs.filter(({ key }) => !filling.includes(key));
  }

  private async load(client: Queryable, workspace: number): Promise<Ground> {
    const stored = await this.worlds.load(client, workspace);
    const inUse = stored.journeys.map(({ id, version }) => ({ journey: id, version }));
    const versions = await this.worlds.versions(client, inUse);
    return { stored, owners: ownersOf(stored, new Map(versions.map(({ journey, graph }) => [journey, graph]))) };
  }
}

/** A workspace's rules, and who asks for facts in them. */
interface Ground {
  stored: StoredWorld;
  owners: Owner[];
}
