/** A call as Segment's clients make it. */
export interface TrickledCall {
  type: 'track' | 'identify';
  userId: string;
  messageId: string;
  /** ISO 8601. */
  timestamp: string;
  event?: string;
  properties?: Record<string, unknown>;
  traits?: Record<string, unknown>;
}

/** The way in that all events take; whoever puts the server together provides it. */
export abstract class Ingestion {
  /** Resolves once the calls are durable. */
  abstract accept(workspaceId: number, calls: readonly TrickledCall[]): Promise<void>;
}
