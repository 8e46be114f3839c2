import { Injectable } from '@nestjs/common';
import type { Instant } from '@sojourn/rules';
import { LifecycleStore } from './lifecycle.store.js';
import { OperationsStore } from './operations.store.js';
import type { Transaction } from './records.js';
import { SegmentsStore } from './segments.store.js';

/** Has everybody placed anew, in batches, because a rule that places them has changed. */
@Injectable()
export class Placing {
  constructor(
    private readonly segments: SegmentsStore,
    private readonly lifecycle: LifecycleStore,
    private readonly operations: OperationsStore,
  ) {}

  /** Returns the operation that shows how far it is. */
  async again(
    transaction: Transaction,
    { workspaceId, memberId }: { workspaceId: number; memberId: string | null },
    at: Instant,
  ): Promise<string> {
    await this.segments.raisePlacing(transaction, workspaceId);
    const { version } = await this.lifecycle.current(workspaceId, transaction);
    const total = [...(await this.lifecycle.sizes(workspaceId)).values()].reduce((sum, n) => sum + n, 0);
    const work = { workspaceId, kind: 'lifecycle.recompute', detail: { version }, total, requestedBy: memberId, at };
    return this.operations.add(transaction, work);
  }
}
