import type { StageModel } from '@sojourn/lifecycle';
import { parseDuration, parseInstant, type Computed, type Instant, type Rule } from '@sojourn/rules';
import type { Calendar } from './calendar.js';
import type { RefusalRule } from './changes.js';
import type { Receipt } from './node-type.js';
import type { Properties } from './profile-state.js';

/** An instant with its offset, or so long after (`+1d12h`) or before (`-30d`) the beginning of the test. */
export type TestMoment = string;

/** How the hand-over of a message ends, or of each in turn; the last one stays. */
export type TestOutcome = Receipt['outcome'] | Receipt;

/** Who the test is about, and what time it is when it begins. */
export interface TestGiven {
  /** The clock at the beginning, an instant with its offset. */
  now: string;
  /** The id that sticky splits and holdouts hash. */
  id?: string;
  /** `timezone` among them is the profile's own zone. */
  attributes?: Properties;
  tags?: string[];
  /** By channel and topic. What is refused here is not sent. */
  consents?: Record<string, Record<string, boolean>>;
  scores?: Record<string, number>;
  /** The RFM class. */
  rfm?: string;
  /** Set by hand, where it stays until the script sets another. Without it the rules decide, by the events. */
  stage?: string;
  /** What happened before; it builds facts and stages, and starts nothing. */
  events?: { at: TestMoment; event: string; properties?: Properties }[];
  /** By the id of the node that sends; everything else is handed over at once. */
  outcomes?: Record<string, TestOutcome | TestOutcome[]>;
}

/** What happens next, at the clock or at a later moment; `advance` lets time pass, by a duration or to a moment. */
export type TestStep = { at?: TestMoment } &
  /** So long (`2d`), or up to a moment. */
  (
    | { advance: TestMoment }
    | { event: string; properties?: Properties }
    | { attributes: Properties }
    | { consents: Record<string, Record<string, boolean>> }
    | { tags: { add?: string[]; remove?: string[] } }
    | { scores: Record<string, number> }
    | { rfm: string }
    /** By hand; with null the rules decide again. */
    | { stage: string | null }
    /** A call of the API, by the trigger named or by the only one for it. */
    | { enter: { node?: string; properties?: Properties } }
    /** A person closes the open task of a node. */
    | { answer: { node: string; answer: string; values?: Properties } }
  );

/** What must come of it. What is absent is not looked at; a list must come whole and in this order. */
export interface TestExpectation {
  sends?: {
    node: string;
    channel?: string;
    topic?: string;
    template?: string;
    url?: string;
    at?: TestMoment;
    /** The subject as the profile reads it. */
    subject?: string;
    /** What stands in its text. */
    says?: string[];
    /** `sent` where nothing is said. */
    outcome?: Receipt['outcome'];
  }[];
  /** Every step as `node.port @ moment`, port and moment where they matter; `…` stands for any steps. */
  path?: string[];
  /** Where it rests at the end, as `node @ moment` with when the rest ends. */
  resting?: string[];
  goals?: { goal: string; at?: TestMoment }[];
  /** Runs that are over: `completed` or the result of an ending, `goal`, `exit_rule`, `holdout`, `failed` … */
  exits?: { reason: string; rule?: string; at?: TestMoment }[];
  refusals?: { rule: RefusalRule; at?: TestMoment }[];
  /** The stage at moments of the test, after all that was played at them. */
  stages?: { at: TestMoment; stage: string }[];
  /** Attributes at the end; null where there is none. */
  attributes?: Properties;
  tags?: string[];
}

/** A journey test (旅程测试): given a profile and a clock, what happens, and what the journey must make of it. */
export interface JourneyTest {
  $schema?: string;
  format: 1;
  name: string;
  /** A file beside the test, `gallery:<id>`, or the journey itself. */
  journey: string | Record<string, unknown>;
  /** A lifecycle model that comes along, a file, or the model itself. */
  model?: string | Record<string, unknown>;
  /** What the journey finds in its workspace. */
  workspace?: {
    /** As templates call it. */
    name?: string;
    /** The language of a template for profiles that have none, such as `zh-CN`. */
    language?: string;
    zone?: string;
    meanings?: Record<string, string[]>;
    segments?: Record<string, Rule>;
    computed?: Record<string, Computed>;
    calendars?: Calendar[];
    /** Further layerings, besides the model. */
    layerings?: StageModel[];
  };
  /** By id, a file beside the test or the template itself; those of a journey of the gallery come along. */
  templates?: Record<string, string | Record<string, unknown>>;
  given: TestGiven;
  script: TestStep[];
  expect: TestExpectation;
}

/** The moment as an instant; `undefined` where it is none. */
export function momentOf(moment: TestMoment, start: Instant): Instant | undefined {
  const [, sign, duration] = /^([+-])(.+)$/.exec(moment) ?? [];
  if (sign === undefined) return parseInstant(moment);
  const ms = parseDuration(duration!);
  return ms === undefined ? undefined : start + (sign === '+' ? ms : -ms);
}

/** One line of an expected path; `undefined` for what is none. */
export function pathLine(
  text: string,
): { gap: true } | { gap: false; node: string; port?: string; at?: TestMoment } | undefined {
  if (text === '…' || text === '...') return { gap: true };
  const [, node, port, at] = /^([A-Za-z0-9_-]+)(?:\.([A-Za-z0-9_-]+))?(?: @ (\S+))?$/.exec(text) ?? [];
  if (node === undefined || (at !== undefined && momentOf(at, 0) === undefined)) return undefined;
  return { gap: false, node, ...(port !== undefined && { port }), ...(at !== undefined && { at }) };
}
