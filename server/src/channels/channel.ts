import type { Value } from '@sojourn/rules';

/** Somebody a message may go to, as far as a channel has to know them. */
export interface Recipient {
  id: string;
  attributes: { [key: string]: Value };
  /** What the profile is known by, the newest of each kind; attributes say what holds now. */
  identities?: { email?: string | undefined; userId?: string | undefined };
}

/** One language of a template. Which fields matter is the channel's affair; each of them is Liquid. */
export interface TemplateVariant {
  subject: string;
  body: string;
}

/** One decided message. Everything an adapter needs is in it: adapters read no store. */
export interface Outgoing {
  deliveryId: string;
  /** The same in every try of the same delivery, and of no other: what the other side may deduplicate by. */
  key: string;
  /** From 1. */
  attempt: number;
  workspace: {
    id: number;
    name: string;
    /** A sample's messages never reach the world. */
    sample: boolean;
    /** The language of a template for profiles that have none, as `en` or `zh-CN`. */
    language?: string | undefined;
    /** What signs its webhooks. Never put into a message, a handover or a log. */
    secret: string;
  };
  profile: Recipient;
  journey: { id: string; name: string; version: number; node: string };
  /** The properties of what started the enrollment. */
  entry: { [key: string]: Value };
  /** The consent topic. */
  topic: string;
  /** Whether the workspace declares this topic transactional: such mails carry no way to unsubscribe, all others must. */
  transactional: boolean;
  /** The node's settings of this channel: email `{ template }`, webhook `{ url, body? }`. */
  content: Record<string, unknown>;
  /** The version of the template that the journey's version pins, by language. */
  template?: { id: string; version: number; variants: { [language: string]: TemplateVariant } } | undefined;
  /** Where the recipient can withdraw the consent for this channel and topic; required unless `transactional`. */
  unsubscribeUrl?: string | undefined;
  /** The instant of the decision, in ms since 1970. */
  at: number;
}

/**
 * How one message fared.
 * - `sent`: the other side has accepted it.
 * - `failed`: it never will; another try would end the same way.
 * - `retry`: it was not accepted and may be with a later try; or the other side knows it again by its key, if it was.
 * - `unknown`: it may have been accepted, and nobody can tell. What follows is the channel's {@link Channel.afterUnknown}.
 */
export interface Handover {
  deliveryId: string;
  outcome: 'sent' | 'failed' | 'retry' | 'unknown';
  /** A stable code, such as `http_500`, `smtp_550`, `timeout`, `blocked_address`, `render_failed`, `no_address`. */
  reason?: string;
  /** A few words for the operator. Never an address, a body, or anything else of the recipient. */
  detail?: string;
  /** What the other side asked to wait, in ms. Such a retry does not use up an attempt (F19). */
  retryAfter?: number;
  /** What the other side calls the message. */
  providerId?: string;
  /** A small part of the answer, at most 4 kB of JSON, for the journey's log. */
  response?: Value;
}

/**
 * A way to reach people or systems. One adapter is one folder or file here and one line in `registry.ts`; each passes
 * `channelConformance`. An adapter imports no other adapter and nothing of the engine.
 */
export abstract class Channel {
  /** As nodes name it: `email`, `webhook`. */
  abstract readonly name: string;

  /** Whether a message of unknown outcome may be tried again, because the other side deduplicates by its key. */
  abstract readonly afterUnknown: 'retry' | 'hold';

  /** Whether SEND-6 asks for the profile's consent, and quiet hours hold, before a message goes out here. */
  abstract readonly consentNeeded: boolean;

  /** How long a hand-over may take, in ms: after that the sender aborts it. */
  readonly patience: number = 8_000;

  /** Where the profile is reached, as consent and suppression are keyed; undefined where it cannot be (`no_address`). */
  abstract address(profile: Recipient): string | undefined;

  /**
   * Hands messages over, many at a time, and answers for each of them, in their order. It never rejects: what goes
   * wrong with a message is that message's outcome and touches no other. Aborting ends it soon: what had not begun is
   * `retry` (`aborted`), what was under way is whatever is known of it. Retries and rates are the caller's affair.
   */
  abstract send(batch: readonly Outgoing[], signal: AbortSignal): Promise<Handover[]>;

  /** Gives back connections and threads. Nothing is sent afterwards. */
  async close(): Promise<void> {}
}
