import type { Facts, Finding, Instant } from '@sojourn/rules';
import { NEVER } from '@sojourn/rules';
import type { Heard } from './node-type.js';
import type { Enrollment, Properties } from './profile-state.js';
import type { Program } from './program.js';
import { remember } from './memory.js';
import type { StageChange } from './stages.js';
import type { PreparedGoal, PreparedWatch } from './watches.js';

/** What has just happened to a profile. */
export interface Happened {
  at: Instant;
  event?: Heard;
  changes?: readonly StageChange[];
}

/** Why an enrollment ends, or that a goal of it was reached. */
export type Verdict = { goal: PreparedGoal; reason: unknown } | { exit: string; reason: unknown };

/** Reads facts while an event and the enrollment's beginning are at hand. */
export interface Bench extends Facts {
  withEvent<T>(properties: Properties, judge: () => T): T;
}

/**
 * Goals and exit rules of one enrollment (EXIT-1, 2): what `happened` fires, goals first (EXIT-3). Goals it reached are
 * noted in the enrollment, so that each counts once.
 */
export function judge(facts: Bench, program: Program, enrollment: Enrollment, happened: Happened): Verdict[] {
  const verdicts: Verdict[] = [];
  for (const goal of program.goals) {
    if (enrollment.memory?.goals?.includes(goal.id) || happened.at - enrollment.enteredAt >= goal.within) continue;
    const reason = fires(facts, goal.watch, happened);
    if (!reason) {
      letGo(enrollment, goal.id);
      continue;
    }
    if (enrollment.memory?.held?.includes(goal.id)) continue;
    remember(enrollment, { goals: [...(enrollment.memory?.goals ?? []), goal.id] });
    verdicts.push({ goal, reason });
    if (goal.exits) return verdicts;
  }
  for (const exit of program.exits) {
    const reason = fires(facts, exit.watch, happened);
    if (reason) return [...verdicts, { exit: exit.id, reason }];
  }
  return verdicts;
}

/** The exit rule about a state that holds now: asked again just before each action (EXIT-2). */
export function stateExit(facts: Bench, { exits }: Program, at: Instant): Verdict | undefined {
  for (const { id, watch } of exits) {
    const reason = watch.on === 'state' && fires(facts, watch, { at });
    if (reason) return { exit: id, reason };
  }
  return undefined;
}

/** Goals about a state that holds already at entry count when it comes true anew. */
export function heldAtEntry(facts: Bench, { goals }: Program, at: Instant): string[] {
  return goals.filter(({ watch }) => watch.on === 'state' && watch.state.holds(facts, at)).map(({ id }) => id);
}

/** When time alone may next fire a goal or an exit rule. */
export function watchesTurn(facts: Facts, { goals, exits }: Program, at: Instant): Instant {
  let soonest = NEVER;
  for (const { watch } of [...goals, ...exits]) {
    if (watch.on === 'state') soonest = Math.min(soonest, watch.state.flipsAt(facts, at));
  }
  return soonest;
}

function letGo(enrollment: Enrollment, goal: string): void {
  const held = enrollment.memory?.held;
  if (held?.includes(goal)) remember(enrollment, { held: held.filter((id) => id !== goal) });
}

/** The reason for which it fires, if it does. */
function fires(facts: Bench, watch: PreparedWatch, { at, event, changes }: Happened): object | undefined {
  switch (watch.on) {
    case 'event': {
      if (event?.name !== watch.event) return undefined;
      const { accepts } = watch;
      if (!accepts) return { event: event.name };
      return facts.withEvent(event.properties, (): { event: string; findings: Finding[] } | undefined =>
        accepts.holds(facts, at) ? { event: event.name, findings: accepts.findings(facts, at) } : undefined,
      );
    }
    case 'stage': {
      const change = changes?.find(
        ({ model, from, to }) =>
          model === watch.model && (watch.from?.includes(from) ?? true) && (watch.to?.includes(to) ?? true),
      );
      return change && { stage: change };
    }
    case 'state':
      return watch.state.holds(facts, at) ? { findings: watch.state.findings(facts, at) } : undefined;
  }
}
