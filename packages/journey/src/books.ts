import type { SentMessage } from './arrival.js';
import { NEVER, type Instant } from '@sojourn/rules';
import type { Changes, Send, Step } from './changes.js';
import type { Message, Receipt } from './node-type.js';
import type { Leaving } from './walker.js';
import { recordExit } from './entry.js';
import type { ProgramNode } from './program.js';
import type { Enrollment, ProfileState } from './profile-state.js';

/** How a step ended. */
export interface StepEnd {
  outcome: Step['outcome'];
  port?: string;
  reason?: unknown;
  error?: string;
}

/** Writes the step row and the node's counts, and clears whatever the enrollment rested on. */
export function recordStep(
  changes: Changes,
  profile: ProfileState,
  enrollment: Enrollment,
  node: ProgramNode,
  at: Instant,
  how: StepEnd,
): void {
  const tally = changes.tally(node);
  if (enrollment.due !== NEVER || enrollment.parked !== undefined) tally.waiting -= 1;
  if (how.port !== undefined) tally.left.set(how.port, (tally.left.get(how.port) ?? 0) + 1);
  if (how.outcome === 'failed') tally.failed += 1;
  enrollment.step += 1;
  enrollment.due = NEVER;
  enrollment.parked = undefined;
  enrollment.heldDue = undefined;
  enrollment.fresh = undefined;
  enrollment.touched = true;
  changes.steps.push({
    profile,
    enrollment,
    number: enrollment.step,
    node,
    enteredAt: enrollment.arrivedAt,
    at,
    outcome: how.outcome,
    port: how.port,
    reason: how.reason,
    error: how.error,
  });
}

/** Takes the enrollment out of the profile's living ones. */
export function endEnrollment(
  changes: Changes,
  profile: ProfileState,
  enrollment: Enrollment,
  at: Instant,
  reason: string,
): void {
  profile.enrollments.splice(profile.enrollments.indexOf(enrollment), 1);
  recordExit(profile, enrollment.journey, enrollment.key, at);
  changes.endings.push({ profile, enrollment, at, reason });
}

/**
 * The intent to send from where the enrollment is, under the key of its next step (SEND-2). What follows its receipt looks
 * back over the events after `ordinal`; Infinity stands for all that were played.
 */
export function intent(
  id: string,
  profile: ProfileState,
  enrollment: Enrollment,
  node: ProgramNode,
  message: Message,
  at: Instant,
  ordinal: number,
): Send {
  const key = `${enrollment.id}:${node.id}:${enrollment.step + 1}`;
  return { id, key, profile, enrollment, node, message, at, ordinal: Math.min(ordinal, profile.ordinal) };
}

/** A message as facts of what was sent know it. */
export function sentMessage({
  channel,
  topic,
  content: { template },
  journey,
  node,
  at,
}: Omit<Message, 'notAfter' | 'quiet'> & Pick<SentMessage, 'journey' | 'node' | 'at'>): SentMessage {
  return { channel, topic, ...(typeof template === 'string' ? { template } : {}), journey, node, at };
}

/** What was sent by this intent. */
export const sentBy = ({ message, enrollment, node, at }: Send): SentMessage =>
  sentMessage({ ...message, journey: enrollment.journey, node: node.id, at });

/** How it ends where nothing is said of it. */
export const SENT: Receipt = Object.freeze({ outcome: 'sent' });

/** How a node is left once its delivery has ended. */
export function delivered(node: ProgramNode, receipt: Receipt): Leaving {
  const error = receipt.outcome === 'failed' ? (receipt.reason ?? 'failed') : undefined;
  return { port: node.behaviour!.receipt!(receipt), reason: receipt, error };
}

/** Rests until the delivery has ended. */
export function awaitDelivery(changes: Changes, enrollment: Enrollment, node: ProgramNode): void {
  enrollment.parked = 'delivery';
  enrollment.due = NEVER;
  enrollment.touched = true;
  changes.tally(node).waiting += 1;
}
