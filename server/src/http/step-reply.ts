import type { StepReply } from '@sojourn/api';
import { writeInstant } from '@sojourn/rules';
import type { StepRow } from '../store/log.store.js';
import type { ShownNames } from '../store/shown-names.store.js';
import type { Mask } from './masking.js';

/** A step of the log as the contract tells it. `typeOf` knows what kind of node it was. */
export function stepReply(row: StepRow, names: ShownNames, typeOf: (row: StepRow) => string, mask: Mask): StepReply {
  return {
    enrollment: row.enrollment,
    number: row.number,
    profile: names.profile(row.profile),
    journey: names.journey(row.journey),
    version: row.version,
    node: row.node,
    nodeType: typeOf(row),
    enteredAt: writeInstant(row.enteredAt),
    at: writeInstant(row.at),
    executedAt: writeInstant(row.executedAt),
    outcome: row.outcome,
    port: row.port ?? undefined,
    reason: mask.reason(row.reason) ?? undefined,
    error: row.error ?? undefined,
    worker: row.worker,
  };
}
