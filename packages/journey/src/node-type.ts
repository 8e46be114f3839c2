import type { Around, Duration, Facts, Instant, Rule, Value, Words } from '@sojourn/rules';
import type { StageModel } from '@sojourn/lifecycle';
import type { z } from 'zod';

/** Where a node leaves by. A required port without an edge keeps a journey from being published. */
export interface Port {
  id: string;
  label: Words;
  required?: boolean;
}

/** What a trigger node waits for. */
export type Trigger =
  | { on: 'event'; event: string; filter?: Rule }
  | { on: 'stage'; from?: string[]; to?: string[] }
  | { on: 'schedule'; cron: string; zone?: string; audience?: Rule; missed: 'once' | 'each' | 'skip' };

/** The state a visit may look at. Everything in it is as of `now`, the logical instant of the visit. */
export interface Visit {
  facts: Facts;
  now: Instant;
  /** When the enrollment came to this node; equals `now` on the first look. */
  arrivedAt: Instant;
}

/** An event heard by a waiting node. */
export interface Heard {
  name: string;
  at: Instant;
  properties: { [key: string]: Value };
}

/** A message to hand over: the channel's own settings are opaque here and checked by the node's schema. */
export interface Message {
  channel: string;
  topic: string;
  content: Record<string, unknown>;
  /** How long after the first try it still makes sense. */
  notAfter?: Duration;
}

/** How a delivery ended, as told by its receipt. */
export interface Receipt {
  outcome: 'sent' | 'failed' | 'dropped' | 'expired' | 'unknown';
  /** Why, in a stable code such as `no_consent`, `no_address`, `http_500`. */
  reason?: string;
}

/** What a visit decides. Nothing happens yet: the engine makes it happen. */
export type Outcome =
  | { do: 'leave'; port: string; reason?: unknown }
  | { do: 'wait'; due: Instant; reason?: unknown }
  | { do: 'send'; message: Message }
  | { do: 'set'; attributes: Record<string, Value>; port: string }
  | { do: 'end'; reason: string };

/** A node made ready to run with its settings. All functions are pure. */
export interface Behaviour {
  visit(visit: Visit): Outcome;
  /** The port to leave by when the wait's time has come. */
  due?(visit: Visit): string;
  /** Events this wait listens to, and the port an event makes it leave by, if any. */
  listens?: readonly string[];
  hears?(event: Heard, visit: Visit): string | undefined;
  /** The port to leave by when the delivery's receipt has come; the error port where it failed. */
  receipt?(receipt: Receipt): string;
}

/** What a node type needs to know of the workspace to get ready. */
export interface Surroundings extends Around {
  model: StageModel;
}

export type NodeGroup = 'trigger' | 'condition' | 'wait' | 'message' | 'action' | 'flow';

/** References a workspace can resolve, for publish checks. A list that is absent is not checked. */
export interface KnownReferences {
  templates?: readonly { id: string; channel: string }[];
  stages?: readonly string[];
}

/**
 * A node type, declared once: the palette, the form, the publish check, the interpreter, the log's text, the docs and
 * the JSON schema all read this. `S` is what its `settings` schema parses to.
 */
export interface NodeType<S = Record<string, unknown>> {
  type: string;
  /** Raised when the meaning of its settings changes; `upgrade` then mends older ones. */
  revision: number;
  group: NodeGroup;
  icon: string;
  title: Words;
  about: Words;
  /** Fields carry `.meta({ label, help?, widget? })`, from which the form is made. */
  settings: z.ZodType<S>;
  upgrade?(settings: Record<string, unknown>, from: number): Record<string, unknown>;
  ports(settings: S, around: Pick<Surroundings, 'model'>): Port[];
  /** What the card on the canvas says, as a sentence. */
  sentence(settings: S, around: Pick<Surroundings, 'model'>): Words;
  /** Faults that a schema cannot see: an unknown zone, a missing template. Field paths lead into the settings. */
  check?(settings: S, known: KnownReferences): { field?: string; message: Words }[];
  /** Triggers have `trigger`, all others `prepare`. */
  trigger?(settings: S): Trigger;
  prepare?(settings: S, around: Surroundings): Behaviour;
  /** True where time passes, so that a loop through it can rest. A delivery does not count: it takes no time. */
  rests?: boolean;
}

/** All node types by name. */
export type NodeRegistry = ReadonlyMap<string, NodeType>;

/** What a settings field's `.meta()` carries. */
export interface FieldMeta {
  label: Words;
  help?: Words;
  widget?:
    | 'event'
    | 'rule'
    | 'duration'
    | 'stages'
    | 'template'
    | 'zone'
    | 'cron'
    | 'url'
    | 'attribute'
    | 'topic'
    | 'long-text'
    | 'filter';
  /** What each value of an enumeration is called. */
  options?: Readonly<Record<string, Words>>;
}
