import { NEVER, type Comparison, type Facts, type Finding, type Instant, type Value } from '@sojourn/rules';
import type { Behaviour, Outcome, Receipt, Visit, Way } from './node-type.js';
import type { Properties } from './profile-state.js';
import type { Program, ProgramNode } from './program.js';

/** A step as the execution log holds it. */
export interface LoggedStep {
  number: number;
  version: number;
  node: string;
  enteredAt: Instant;
  at: Instant;
  outcome: 'left' | 'ended' | 'failed' | 'moved';
  port?: string;
  reason?: unknown;
  error?: string;
}

/** One run as it is stored: where it began, its steps in order, and where it is or how it ended. */
export interface LoggedRun {
  id: string;
  profile: string;
  enteredAt: Instant;
  entry: Properties;
  steps: readonly LoggedStep[];
  /** Where it is now; absent once it is over. */
  resting?: { node: string; version: number; step: number };
}

/** Where a log and the interpreter part: the step, what the log says, and what the interpreter says instead. */
export interface Divergence {
  run: string;
  step: number;
  logged: string;
  expected: string;
}

/** How many steps followed from the log, and how many could not be asked because what they met was erased. */
export interface Verified {
  steps: number;
  erased: number;
  divergence?: Divergence;
}

/** What verification recorded of the step at hand; rules compiled with {@link Record.finding} read it. */
export class Record {
  private findings: readonly Finding[] = [];

  /** For `Around.recorded`: programs that are to be verified are prepared with it. */
  readonly finding = (comparison: Comparison): Finding | undefined => {
    const wanted = inWords(comparison);
    return this.findings.find((finding) => inWords(finding) === wanted);
  };

  take(reason: unknown): void {
    const { findings } = (reason ?? {}) as { findings?: Finding[] };
    this.findings = findings ?? [];
  }
}

const inWords = ({ fact, is, value }: Comparison): string => JSON.stringify([fact, is, value]);

/** What steps say of why they were left; `erased` stands where the values went with their profile. */
type Reason = Partial<{
  erased: boolean;
  event: string;
  due: Instant;
  outcome: Receipt['outcome'];
  reason: string;
  ended: string;
  refused: string;
  answer: string;
  skipped: string;
  admitted: string;
  stage: string;
  moved: { from: { version: number; node: string }; to: { version: number; node: string } };
}>;

/**
 * Follows a run's log with the interpreter (LOG-2): each step's way out must follow from what the step met, and the next
 * step must be where that way leads. `programOf` gives the versions, prepared with `record` (see `Around.recorded`).
 */
export function verify(run: LoggedRun, programOf: (version: number) => Program | undefined, record: Record): Verified {
  let erased = 0;
  let place: { version: number; node: string; at: Instant } | undefined;
  for (const [index, step] of run.steps.entries()) {
    const part = (logged: unknown, expected: unknown): Verified => ({
      steps: index,
      erased,
      divergence: { run: run.id, step: step.number, logged: String(logged), expected: String(expected) },
    });
    if (step.number !== index + 1) return part(`step ${step.number}`, `step ${index + 1}`);
    if (place && step.node !== place.node) return part(`node ${step.node}`, `node ${place.node}`);
    if (place && step.version !== place.version) return part(`version ${step.version}`, `version ${place.version}`);
    const node = programOf(step.version)?.nodes.get(step.node);
    if (!node) return part(`node ${step.node}`, 'a node of this version');
    if (!place && !node.trigger) return part(`a beginning at ${step.node}`, 'a trigger');
    if (step.at < step.enteredAt) return part(`left before it was reached`, 'a later moment');
    const reason = (step.reason ?? {}) as Reason;
    if (reason.erased) erased += 1;
    else {
      const expected = expectedPort(run, step, node, reason, record);
      if (expected !== undefined && expected !== step.port) return part(`port ${step.port}`, `port ${expected}`);
    }
    place = follow(step, node, reason);
    if (!place && index + 1 < run.steps.length) return part('further steps', 'the end');
  }
  const last = run.steps.at(-1);
  const end = (logged: string, expected: string): Verified => ({
    steps: run.steps.length,
    erased,
    divergence: { run: run.id, step: last?.number ?? 0, logged, expected },
  });
  const { resting } = run;
  if (resting && place && (resting.node !== place.node || resting.version !== place.version)) {
    return end(`resting at ${resting.node}`, `resting at ${place.node}`);
  }
  if (resting && last && !place) return end(`resting at ${resting.node}`, 'the end');
  if (resting && resting.step !== run.steps.length) return end(`${resting.step} steps`, `${run.steps.length} steps`);
  if (!resting && place) return end('the end', `resting at ${place.node}`);
  return { steps: run.steps.length, erased };
}

/** Where a step leads; `undefined` where the run is over. */
function follow(step: LoggedStep, node: ProgramNode, { moved }: Reason) {
  const { at, version } = step;
  if (step.outcome === 'moved' && moved) return { ...moved.to, at };
  if (step.outcome === 'ended' || step.port === undefined) return undefined;
  const next = node.next.get(step.port);
  return next && { version, node: next.id, at };
}

/** The port that follows from what the step met; `undefined` where nothing more can be said than the log does. */
function expectedPort(
  run: LoggedRun,
  step: LoggedStep,
  node: ProgramNode,
  reason: Reason,
  record: Record,
): string | undefined {
  if (step.outcome !== 'left' || reason.skipped !== undefined || reason.admitted !== undefined) return step.port;
  record.take(step.reason);
  const { behaviour } = node;
  if (!behaviour) return step.port === 'next' ? 'next' : node.trigger && 'next';
  const visit = visitOf(run, step, reason);
  if (reason.outcome !== undefined) {
    return behaviour.receipt?.({
      outcome: reason.outcome,
      ...(reason.reason !== undefined && { reason: reason.reason }),
    });
  }
  if (reason.answer !== undefined) return behaviour.answered?.(reason.answer);
  if (reason.ended !== undefined) return behaviour.returned?.({ ended: reason.ended });
  if (reason.refused !== undefined) return behaviour.returned?.({ refused: reason.refused });
  if (reason.event !== undefined) return heard(behaviour, reason.event, visit);
  if (reason.due !== undefined) return portOf(behaviour.due?.({ ...visit, now: reason.due }));
  return step.at === step.enteredAt ? decided(behaviour, visit, step) : (portOf(behaviour.meets?.(visit)) ?? step.port);
}

function decided(behaviour: Behaviour, visit: Visit, step: LoggedStep): string | undefined {
  const outcome: Outcome = behaviour.visit(visit);
  if (outcome.do === 'leave' || outcome.do === 'act') return outcome.port;
  if (outcome.do === 'wait') return portOf(behaviour.meets?.(visit)) ?? step.port;
  return `none: it would ${outcome.do}`;
}

function heard(behaviour: Behaviour, name: string, visit: Visit): string | undefined {
  if (!behaviour.listens?.includes(name)) return `none: it does not listen to ${name}`;
  return portOf(behaviour.hears?.({ name, at: visit.now, properties: {} }, visit)) ?? 'none: its filter says no';
}

const portOf = (way: Way | undefined): string | undefined =>
  way === undefined || typeof way === 'string' ? way : 'port' in way ? way.port : undefined;

function visitOf(run: LoggedRun, step: LoggedStep, reason: Reason): Visit {
  return {
    facts: recordedFacts(run, reason),
    now: step.at,
    arrivedAt: step.enteredAt,
    enteredAt: run.enteredAt,
    profile: run.profile,
    zone: () => ({ zone: 'UTC', source: 'workspace', ...(reason as object) }),
    kept: step.reason as Value,
  };
}

/** The few facts that nodes read without a rule, as their steps' reasons name them. */
function recordedFacts({ entry }: LoggedRun, reason: Reason): Facts {
  const { date, score, found } = reason as { date?: Properties; score?: string; found?: number };
  return {
    attribute: (name) => date?.[name],
    event: () => undefined,
    stage: () => (reason.stage === undefined ? undefined : { stage: reason.stage, since: -NEVER }),
    property: () => undefined,
    entry: (path) => date?.[path] ?? entry[path],
    consent: () => undefined,
    seen: () => undefined,
    score: (name) => (name === score ? found : undefined),
    tagged: () => false,
    journey: () => undefined,
    tasks: () => 0,
  };
}
