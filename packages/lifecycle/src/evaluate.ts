import {
  comparisons,
  compileRule,
  milliseconds,
  NEVER,
  type Around,
  type CompiledRule,
  type Facts,
  type Finding,
  type Instant,
} from '@sojourn/rules';
import { UNCLASSIFIED, type StageModel } from './stage-model.js';

/** What moved a profile (STAGE-3). Time never moves it before a stage's minimum stay is over. */
export type Cause = 'event' | 'time' | 'import' | 'model' | 'manual';

/** A model ready to run. */
export interface CompiledModel {
  readonly id: string;
  readonly version: number;
  /** Whether any rule looks at an attribute; if none does, setting one cannot move a profile. */
  readonly readsAttributes: boolean;
  /**
   * The stage as a pure function of facts and moment (STAGE-2), and the next instant at which time alone may change
   * it. `current` is the stage the profile is in now; it matters only for minimum stays.
   */
  evaluate(facts: Facts, now: Instant, cause: Cause, current?: { stage: string; since: Instant }): Placement;
  /** Until when the minimum stay of the stage a profile is in holds it against moves caused by time (STAGE-5). */
  stayEnds(current: { stage: string; since: Instant }): Instant;
  /** The values that decide, for the transition's row and for people. */
  findings(facts: Facts, now: Instant, stage: string): Finding[];
  /** Every stage in evaluation order: whether its rule holds, and what it met. */
  ask(facts: Facts, now: Instant): { stage: string; holds: boolean; findings: Finding[] }[];
}

export interface Placement {
  stage: string;
  flipsAt: Instant;
}

interface Candidate {
  id: string;
  rule: CompiledRule;
  stay: number;
}

/** Prepares a model. A workspace's own meanings come before those the model brings. */
export function compileModel(model: StageModel, version: number, given: Partial<Around> = {}): CompiledModel {
  const around = { model, ...given, meanings: { ...model.meanings, ...given.meanings } };
  const candidates: Candidate[] = model.evaluation.map((id) => {
    const stage = model.stages.find((each) => each.id === id)!;
    return { id, rule: compileRule(stage.rule, around), stay: stage.minimumStay ? milliseconds(stage.minimumStay) : 0 };
  });
  const stays = new Map(candidates.map(({ id, stay }) => [id, stay]));
  const stayEnds = ({ stage, since }: { stage: string; since: Instant }) => since + (stays.get(stage) ?? 0);
  const byId = new Map(candidates.map((candidate) => [candidate.id, candidate]));

  return {
    id: model.id,
    version,
    readsAttributes: model.stages.some((stage) => comparisons(stage.rule).some(({ fact }) => 'attribute' in fact)),
    stayEnds,
    evaluate(facts, now, cause, current) {
      const free = current && cause === 'time' ? stayEnds(current) : now;
      if (free > now) return { stage: current!.stage, flipsAt: free };
      let flipsAt = NEVER;
      for (const { id, rule } of candidates) {
        flipsAt = Math.min(flipsAt, rule.flipsAt(facts, now));
        if (rule.holds(facts, now)) return { stage: id, flipsAt };
      }
      return { stage: UNCLASSIFIED, flipsAt };
    },
    findings(facts, now, stage) {
      const decisive = byId.get(stage);
      return decisive
        ? decisive.rule.findings(facts, now)
        : candidates.flatMap(({ rule }) => rule.findings(facts, now));
    },
    ask: (facts, now) =>
      candidates.map(({ id, rule }) => ({
        stage: id,
        holds: rule.holds(facts, now),
        findings: rule.findings(facts, now),
      })),
  };
}
