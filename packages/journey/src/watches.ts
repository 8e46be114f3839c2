import { milliseconds, NEVER, parseInstant, type CompiledRule, type Instant, type Rule } from '@sojourn/rules';
import type { ExitRule, Goal, Watch } from './journey.js';

/** A watch ready to run: it fires on an event, on a change of stage, or while a state holds. */
export type PreparedWatch =
  | { on: 'event'; event: string; accepts?: CompiledRule }
  | { on: 'stage'; model?: string; from?: readonly string[]; to?: readonly string[] }
  | { on: 'state'; state: Pick<CompiledRule, 'holds' | 'flipsAt' | 'findings'> };

export interface PreparedGoal {
  id: string;
  watch: PreparedWatch;
  /** How long after the entry it still counts. */
  within: number;
  exits: boolean;
}

export interface PreparedExit {
  id: string;
  watch: PreparedWatch;
}

type Compile = (rule: Rule) => CompiledRule;

export function prepareGoals(goals: readonly Goal[], compile: Compile): PreparedGoal[] {
  return goals.map(({ id, when, within, effect }) => ({
    id,
    watch: prepareWatch(when, compile),
    within: within === undefined ? Infinity : milliseconds(within),
    exits: effect === 'exit',
  }));
}

export function prepareExits(exits: readonly ExitRule[], compile: Compile): PreparedExit[] {
  return exits.map(({ id, when }) => ({ id, watch: prepareWatch(when, compile) }));
}

function prepareWatch(watch: Watch, compile: Compile): PreparedWatch {
  switch (watch.on) {
    case 'event':
      return { on: 'event', event: watch.event, ...(watch.filter && { accepts: compile(watch.filter) }) };
    case 'stage':
      return watch;
    case 'condition':
      return { on: 'state', state: compile(watch.rule) };
    case 'segment':
      return {
        on: 'state',
        state: compile({ fact: { segment: watch.segment }, is: 'eq', value: watch.is === 'in' }),
      };
    case 'date':
      return { on: 'state', state: from(parseInstant(watch.at)!) };
  }
}

/** Holds from an instant on. */
function from(at: Instant): Pick<CompiledRule, 'holds' | 'flipsAt' | 'findings'> {
  return {
    holds: (_, now) => now >= at,
    flipsAt: (_, now) => (now < at ? at : NEVER),
    findings: () => [],
  };
}
