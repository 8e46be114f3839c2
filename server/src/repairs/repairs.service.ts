import { Injectable } from '@nestjs/common';
import type { PutAsideReply } from '@sojourn/api';
import { writeInstant } from '@sojourn/rules';
import type { Caller } from '../http/caller.js';
import { Conflict } from '../http/problem.js';
import { AsideStore } from '../store/aside.store.js';
import { type AuditActor, AuditStore } from '../store/audit.store.js';
import { Clock } from '../store/clock.js';
import { OperationsStore } from '../store/operations.store.js';
import { Records } from '../store/records.js';

const NEWEST = 100;

/** Whoever has it done: a member or key over the API, or the command line. */
type Mender = AuditActor & Pick<Caller, 'workspaceId' | 'memberId'>;

/** What was put aside, and playing it again. */
@Injectable()
export class RepairsService {
  constructor(
    private readonly records: Records,
    private readonly clock: Clock,
    private readonly aside: AsideStore,
    private readonly operations: OperationsStore,
    private readonly audit: AuditStore,
  ) {}

  async putAside({ workspaceId }: Pick<Caller, 'workspaceId'>): Promise<PutAsideReply> {
    const { newest, ...counts } = await this.aside.list(this.records, workspaceId, NEWEST);
    return {
      ...counts,
      newest: newest.map(({ failedAt, name, ...row }) => ({
        ...row,
        ...(name === null ? {} : { name }),
        at: writeInstant(failedAt),
      })),
    };
  }

  /** Has all of it played again; what fails once more is put aside once more. */
  async repair(who: Mender, reason: string): Promise<{ operation: string }> {
    const { workspaceId, memberId } = who;
    const operation = await this.records.transaction(async (transaction) => {
      const { arrivals, enrollments } = await this.aside.list(transaction, workspaceId, 0);
      if (arrivals + enrollments === 0) throw new Conflict('Nothing is put aside.');
      const at = await this.clock.now(transaction);
      await this.audit.record(transaction, who, {
        workspaceId,
        action: 'workspace.repair',
        target: { kind: 'workspace' },
        after: { reason, arrivals, enrollments },
      });
      return this.operations.add(transaction, {
        workspaceId,
        kind: 'workspace.repair',
        detail: { reason, before: at },
        requestedBy: memberId,
        at,
      });
    });
    return { operation };
  }
}
