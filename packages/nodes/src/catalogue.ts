// Every node type. A new one is its folder and one line here; the palette orders them by group and then as they stand
// in the alphabet of these names.
export { callWebhook } from './call-webhook/call-webhook.node.js';
export { end } from './end/end.node.js';
export { eventTrigger } from './event-trigger/event-trigger.node.js';
export { ifElse } from './if-else/if-else.node.js';
export { scheduleTrigger } from './schedule-trigger/schedule-trigger.node.js';
export { sendEmail } from './send-email/send-email.node.js';
export { setAttribute } from './set-attribute/set-attribute.node.js';
export { stageSplit } from './stage-split/stage-split.node.js';
export { stageTrigger } from './stage-trigger/stage-trigger.node.js';
export { waitDuration } from './wait-duration/wait-duration.node.js';
export { waitEvent } from './wait-event/wait-event.node.js';
