import type { Around, Comparison, CompiledRule, Duration, Facts, Instant, Rule, Value, Words } from '@sojourn/rules';
import type { StageModel } from '@sojourn/lifecycle';
import type { z } from 'zod';
import type { Calendar } from './calendar.js';

/** Where a node leaves by. A required port without an edge keeps a journey from being published. */
export interface Port {
  id: string;
  label: Words;
  required?: boolean;
}

/** When a schedule comes up: once (a local date and time such as `2026-12-24T10:00`), by cron, or by an RRULE from a start. */
export type Timetable = { cron: string } | { once: string } | { rrule: string; start: string };

/** What is made up for after a downtime (SCHED-2). */
export type Missed = 'once' | 'each' | 'skip';

/** What a trigger node waits for. */
export type Trigger =
  | { on: 'event'; event: string; filter?: Rule }
  /** A stage of a model: the primary one, a layering, `rfm`, or a segment as `segment:<id>` with the stage `in`. */
  | { on: 'stage'; model?: string; from?: string[]; to?: string[] }
  /** An attribute got another value. The filter reads `from` and `to` as properties. */
  | { on: 'attribute'; attribute: string; filter?: Rule }
  /** A stored score came from one side of the bound to the other; at the bound counts as above. */
  | { on: 'score'; score: string; crosses: 'below' | 'above'; bound: number }
  /** With `local`, each occurrence's wall-clock time is taken in each profile's own zone (SCHED-3). */
  | { on: 'schedule'; when: Timetable; zone?: string; local?: boolean; audience?: Rule; missed: Missed }
  /** A date attribute, `offset` days from it, at a local time `HH:MM`; `yearly` for birthdays, by either calendar. */
  | {
      on: 'date';
      attribute: string;
      offset: number;
      at: string;
      yearly: boolean;
      calendar: 'solar' | 'lunar';
      audience?: Rule;
      missed: Missed;
    }
  /** Entered by a call of the API, with properties of the caller's choice. */
  | { on: 'api'; filter?: Rule }
  /** Entered from another journey. */
  | { on: 'journey'; filter?: Rule };

/** The state a visit may look at. Everything in it is as of `now`, the logical instant of the visit. */
export interface Visit {
  facts: Facts;
  now: Instant;
  /** When the enrollment came to this node; equals `now` on the first look. */
  arrivedAt: Instant;
  /** When the enrollment entered the journey. */
  enteredAt: Instant;
  /** Whom a sticky split hashes. */
  profile: string;
  /** The zone that counts here, and where it came from (TIME-1). Worked out only when asked for. */
  zone(): { zone: string; source: 'profile' | 'journey' | 'workspace' };
  /** What the node kept when it began to rest (`keep` of a wait), and nothing elsewhere. */
  kept?: Value;
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
  /** Quiet hours may be handled otherwise than the workspace says (SEND-7). */
  quiet?: 'defer' | 'drop' | 'ignore';
}

/** How a delivery ended, as told by its receipt. */
export interface Receipt {
  outcome: 'sent' | 'failed' | 'dropped' | 'expired' | 'unknown';
  /** Why, in a stable code such as `no_consent`, `no_address`, `http_500`. */
  reason?: string;
}

/** A task for a person (人工任务). `due` and `reminders` are instants; `answers` are the ports it can be closed by. */
export interface TaskRequest {
  title: string;
  note?: string;
  /** Whose it is: a member's e-mail, a role's name, or the attribute that names the account manager. */
  owner: { member: string } | { role: string } | { attribute: string };
  due: Instant;
  remindAt?: Instant;
  escalateTo?: string;
  answers: readonly Port[];
}

/** Something a visit makes happen inside Sojourn, exactly once (SEND-3). */
export type Effect =
  | { set: Record<string, Value> }
  | { tag: string }
  | { untag: string }
  /** An event of this profile, played right after the walk rests. */
  | { emit: string; properties: Record<string, Value> }
  /** Takes this profile into another journey. */
  | { enter: string; entry: Record<string, Value> }
  /** Takes this profile out of another journey, wherever it is there. */
  | { leave: string };

/** What a visit decides. Nothing happens yet: the engine makes it happen. */
export type Outcome =
  | { do: 'leave'; port: string; reason?: unknown }
  /** Rests until `due`. `keep` is given back to later visits of this rest; `task` is opened for a person. */
  | { do: 'wait'; due: Instant; reason?: unknown; keep?: Value; task?: TaskRequest }
  | { do: 'send'; message: Message }
  | { do: 'act'; effects: Effect[]; port: string; reason?: unknown }
  /** Takes the profile into another journey and rests until that run has ended, or `due`. */
  | { do: 'call'; journey: string; entry: Record<string, Value>; due: Instant }
  | { do: 'end'; reason: string };

/** Where a rest leads: a port, with what the log should say of it, or a further rest. */
export type Way =
  string | { port: string; reason?: unknown } | { again: Instant; keep?: Value; remind?: 'owner' | 'escalate' };

/** A node made ready to run with its settings. All functions are pure. */
export interface Behaviour {
  visit(visit: Visit): Outcome;
  /** Where to go when the wait's time has come. */
  due?(visit: Visit): Way;
  /** Events this wait listens to, and where an event makes it go, if anywhere. */
  listens?: readonly string[];
  hears?(event: Heard, visit: Visit): Exclude<Way, { again: Instant }> | undefined;
  /** Whether events since the entry count as well as those to come. */
  sinceEntry?: boolean;
  /** Where to go as soon as a condition holds. Asked at once, after every event, and whenever `turnsAt` says. */
  meets?(visit: Visit): Exclude<Way, { again: Instant }> | undefined;
  /** When time alone may next change what `meets` says. */
  turnsAt?(visit: Visit): Instant;
  /** Where to go when the delivery's receipt has come; the error port where it failed. */
  receipt?(receipt: Receipt): string;
  /** Where to go when the run that was called has ended, or was refused entry by this rule. */
  returned?(how: { ended: string } | { refused: string }): string;
  /** Where to go when a person has closed the task with this answer. */
  answered?(answer: string): string;
}

/** What a node type needs to know of the workspace to be drawn, checked and told in words. */
export interface Surroundings extends Around {
  model: StageModel;
  /** Further layerings, the RFM classes among them. */
  layers?: readonly StageModel[];
}

/** What of it is seen on the canvas. */
export type Drawn = Pick<Surroundings, 'model' | 'layers'>;

/** What a node type needs besides to get ready to run. */
export interface Preparing extends Surroundings {
  compile(rule: Rule): CompiledRule;
  /** A calendar of the workspace, by its id. */
  calendar(id: string): Calendar | undefined;
}

export type NodeGroup = 'trigger' | 'condition' | 'wait' | 'message' | 'action' | 'flow';

/** References a workspace can resolve, for publish checks. A list that is absent is not checked. */
export interface KnownReferences {
  templates?: readonly { id: string; channel: string }[];
  stages?: readonly string[];
  /** The primary model and the layerings, with their stages. */
  models?: readonly { id: string; stages: readonly { id: string }[] }[];
  segments?: readonly { id: string }[];
  journeys?: readonly { id: string }[];
  calendars?: readonly { id: string }[];
  /** Tags that somebody has, or that a journey gives. */
  tags?: readonly string[];
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
  ports(settings: S, around: Drawn): Port[];
  /** What the card on the canvas says, as a sentence. */
  sentence(settings: S, around: Drawn): Words;
  /** Faults that a schema cannot see: an unknown zone, a missing template. Field paths lead into the settings. */
  check?(settings: S, known: KnownReferences): { field?: string; message: Words }[];
  /** Triggers have `trigger`, all others `prepare`. */
  trigger?(settings: S): Trigger;
  prepare?(settings: S, around: Preparing): Behaviour;
  /**
   * Fixes at publication what must not change by itself afterwards, such as the slots of a sticky split: `before` are
   * the settings of the same node in the version before.
   */
  settle?(settings: S, before: S | undefined): S;
  /** What it asks of the profile besides the conditions in its settings, so that the facts for it are kept. */
  asks?: readonly Comparison[];
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
    | 'filter'
    | 'segment'
    | 'journey'
    | 'calendar'
    | 'time'
    | 'weekdays'
    | 'model'
    | 'branches'
    | 'properties'
    | 'date-time';
  /** What each value of an enumeration is called. */
  options?: Readonly<Record<string, Words>>;
  /** What a new node is set to, where nothing must be but something is better than nothing. */
  start?: unknown;
  /** Set by Sojourn itself, never by hand: the form leaves it out. */
  hidden?: boolean;
}
