import type { NodeRegistry, NodeType } from '@sojourn/journey';
import { callWebhook } from './call-webhook/call-webhook.node.js';
import { end } from './end/end.node.js';
import { eventTrigger } from './event-trigger/event-trigger.node.js';
import { ifElse } from './if-else/if-else.node.js';
import { scheduleTrigger } from './schedule-trigger/schedule-trigger.node.js';
import { sendEmail } from './send-email/send-email.node.js';
import { setAttribute } from './set-attribute/set-attribute.node.js';
import { stageSplit } from './stage-split/stage-split.node.js';
import { stageTrigger } from './stage-trigger/stage-trigger.node.js';
import { waitDuration } from './wait-duration/wait-duration.node.js';
import { waitEvent } from './wait-event/wait-event.node.js';

// Each type has settings of its own; a registry holds them all, and each checks what it is given by its schema.
// oxlint-disable-next-line typescript/no-explicit-any
type AnyNodeType = NodeType<any>;

/** Makes a registry. Two types of one name are a mistake in the code and throw. */
export function registryOf(types: readonly AnyNodeType[]): NodeRegistry {
  const registry = new Map<string, NodeType>();
  for (const type of types) {
    if (registry.has(type.type)) throw new Error(`Two node types are called "${type.type}".`);
    registry.set(type.type, type);
  }
  return registry;
}

/** Every node type, in the palette's order. A new type is its folder and one line here. */
export const nodes = registryOf([
  eventTrigger,
  stageTrigger,
  scheduleTrigger,
  ifElse,
  stageSplit,
  waitDuration,
  waitEvent,
  sendEmail,
  callWebhook,
  setAttribute,
  end,
]);
