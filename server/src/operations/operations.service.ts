import { Injectable } from '@nestjs/common';
import { NOT_CANCELLED, type OperationReply } from '@sojourn/api';
import { Clock } from '../store/clock.js';
import type { Caller } from '../http/caller.js';
import { Conflict, NotFound } from '../http/problem.js';
import { AuditStore } from '../store/audit.store.js';
import { OperationsStore } from '../store/operations.store.js';
import { Records } from '../store/records.js';

/** Long work as the console sees it. */
@Injectable()
export class OperationsService {
  constructor(
    private readonly records: Records,
    private readonly operations: OperationsStore,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {}

  list(who: Caller): Promise<OperationReply[]> {
    return this.operations.list(who.workspaceId);
  }

  async get(who: Caller, id: string): Promise<OperationReply> {
    const found = await this.operations.find(who.workspaceId, id);
    if (!found) throw new NotFound('There is no such operation.');
    return found;
  }

  async cancel(who: Caller, id: string): Promise<OperationReply> {
    const { kind } = await this.get(who, id);
    const why = NOT_CANCELLED[kind];
    if (why) throw new Conflict(`This cannot be cancelled. ${why.en}`);
    await this.records.transaction(async (transaction) => {
      const at = await this.clock.now(transaction);
      if (!(await this.operations.cancel(transaction, who.workspaceId, id, at)))
        throw new Conflict('It has ended already.');
      const target = { kind: 'operation', id, name: kind };
      await this.audit.record(transaction, who, { workspaceId: who.workspaceId, action: 'operation.cancel', target });
    });
    return this.get(who, id);
  }
}
