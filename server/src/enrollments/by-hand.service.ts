import { Injectable } from '@nestjs/common';
import type { HandAction, HandSelection } from '@sojourn/api';
import { nodes } from '@sojourn/nodes';
import { parseInstant } from '@sojourn/rules';
import type { Caller } from '../http/caller.js';
import { Conflict, NotFound, Refused } from '../http/problem.js';
import { AuditStore } from '../store/audit.store.js';
import { Clock } from '../store/clock.js';
import type { Queryable } from '../store/database.js';
import { EnrollmentsStore } from '../store/enrollments.store.js';
import type { Selection } from '../store/inside.store.js';
import { JourneysStore } from '../store/journeys.store.js';
import { OperationsStore } from '../store/operations.store.js';
import { Records } from '../store/records.js';

/** Moving, bringing forward and taking out people by hand, one or many, always with a reason (STATE-1). */
@Injectable()
export class ByHandService {
  constructor(
    private readonly records: Records,
    private readonly clock: Clock,
    private readonly journeys: JourneysStore,
    private readonly enrollments: EnrollmentsStore,
    private readonly operations: OperationsStore,
    private readonly audit: AuditStore,
  ) {}

  /** One operation and one audit record, however many it is about. */
  act(
    who: Caller,
    journey: string,
    asked: { who: HandSelection; action: HandAction; reason: string },
  ): Promise<{ operation: string; total: number }> {
    const { workspaceId, memberId } = who;
    const { reason } = asked;
    return this.records.transaction(async (transaction) => {
      const row = await this.journeys.find(workspaceId, journey, transaction);
      if (!row) throw new NotFound('There is no such journey.');
      if (row.version === null) throw new Conflict('Nobody is in this journey: it was never published.');
      const action = await this.checked(transaction, workspaceId, { id: journey, version: row.version }, asked.action);
      const selection = selectionOf(asked.who);
      const total =
        selection.ids?.length ?? (await this.enrollments.count(workspaceId, journey, selection, transaction));
      const at = await this.clock.now(transaction);
      const operation = await this.operations.add(transaction, {
        workspaceId,
        kind: 'enrollment.act',
        detail: { journey, name: row.name, action, who: selection, reason },
        total,
        requestedBy: memberId,
        at,
      });
      await this.audit.record(transaction, who, {
        workspaceId,
        action: `enrollment.${action.do}`,
        target: { kind: 'journey', id: journey, name: row.name },
        after: { operation, action, who: asked.who, total, reason },
      });
      return { operation, total };
    });
  }

  /** A move names its version from here on, and leads to a node where somebody can be. */
  private async checked(
    client: Queryable,
    workspace: number,
    journey: { id: string; version: number },
    action: HandAction,
  ): Promise<HandAction> {
    if (action.do !== 'move') return action;
    const version = action.version ?? journey.version;
    const stored = await this.journeys.version(workspace, journey.id, version, client);
    if (!stored) throw refusedAt('action.version', 'This journey has no such version.');
    const node = stored.graph.nodes.find(({ id }) => id === action.to);
    if (!node) throw refusedAt('action.to', `Version ${version} has no node "${action.to}".`);
    if (nodes.get(node.type)?.trigger)
      throw refusedAt('action.to', 'Nobody can be moved to a trigger. Choose the node after it.');
    return { ...action, version };
  }
}

function selectionOf(who: HandSelection): Selection {
  if ('ids' in who) return { ids: [...new Set(who.ids)] };
  const { version, node, waitingSince } = who;
  return {
    ...(version !== undefined && { version }),
    ...(node !== undefined && { nodes: [node] }),
    ...(waitingSince !== undefined && { waitingSince: parseInstant(waitingSince)! }),
  };
}

const refusedAt = (path: string, message: string): Refused =>
  new Refused('These people cannot be moved like this.', [{ path, message }]);
