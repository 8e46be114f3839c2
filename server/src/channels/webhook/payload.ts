import type { Outgoing } from '../channel.js';

/**
 * What a receiver gets where the node has no body of its own. Nothing in it tells one try from another: what a receiver
 * finds under the same key is the same message.
 */
export interface WebhookPayload {
  delivery: string;
  key: string;
  workspace: { id: number; name: string };
  journey: Outgoing['journey'];
  profile: {
    id: string;
    userId?: string | undefined;
    email?: string | undefined;
    attributes: Outgoing['profile']['attributes'];
  };
  event: Outgoing['entry'];
}

/** The default body: who, where in which journey, and what started it. */
export function webhookPayload({ deliveryId, key, workspace, journey, profile, entry }: Outgoing): WebhookPayload {
  const { id, name } = workspace;
  return {
    delivery: deliveryId,
    key,
    workspace: { id, name },
    journey,
    profile: { id: profile.id, ...profile.identities, attributes: profile.attributes },
    event: entry,
  };
}
