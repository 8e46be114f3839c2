import type { StageModel } from '@sojourn/lifecycle';
import { comparisons, OPERATORS, parseDuration, type Comparison, type Rule } from '@sojourn/rules';

/** How a comparison's value is edited; `undefined` where it is no threshold but the meaning of the rule itself. */
export function thresholdKind({ is, value }: Comparison): 'duration' | 'number' | undefined {
  if (OPERATORS[is] === 'duration') return 'duration';
  // "Never" and "at least once" say what a stage is; only a count from two on is a bound somebody has set.
  return typeof value === 'number' && value >= 2 ? 'number' : undefined;
}

/** Where a comparison stands: in a stage's rule, counted as `comparisons()` does. */
export interface Place {
  stage: string;
  comparison: number;
}

/**
 * Sets one threshold. A duration that bounds several stages on the same fact is one bound and moves everywhere:
 * "silent after 60 days" is also "growth within 60 days", and setting one alone would leave a gap between them.
 * What belongs together is seen from `base`, the model before anything was changed.
 */
export function withThreshold(model: StageModel, base: StageModel, place: Place, value: string | number): StageModel {
  const places = [place, ...linkedPlaces(base, place)];
  return {
    ...model,
    stages: model.stages.map((stage) => ({
      ...stage,
      rule: mapComparisons(stage.rule, (one, index) =>
        places.some((each) => each.stage === stage.id && each.comparison === index) ? { ...one, value } : one,
      ),
    })),
  };
}

/** Where else the same bound stands. */
export function linkedPlaces(model: StageModel, { stage, comparison }: Place): Place[] {
  const rule = model.stages.find(({ id }) => id === stage)?.rule;
  const bound = rule && comparisons(rule)[comparison];
  if (!bound || thresholdKind(bound) !== 'duration') return [];
  return model.stages
    .flatMap(({ id, rule: other }) =>
      comparisons(other).flatMap((each, index) => (isSameBound(each, bound) ? [{ stage: id, comparison: index }] : [])),
    )
    .filter((each) => each.stage !== stage || each.comparison !== comparison);
}

/** The stages whose rule differs from the one before, in display order. */
export function changedStages(before: StageModel, after: StageModel): string[] {
  return after.stages
    .filter(({ id, rule }) => {
      const old = before.stages.find((stage) => stage.id === id);
      return JSON.stringify(old?.rule) !== JSON.stringify(rule);
    })
    .map(({ id }) => id);
}

/** Stages that a new model no longer has; journeys that name them must be looked at. */
export function lostStages(before: StageModel, after: StageModel): string[] {
  return before.stages.map(({ id }) => id).filter((id) => !after.stages.some((stage) => stage.id === id));
}

function isSameBound(one: Comparison, other: Comparison): boolean {
  return (
    thresholdKind(one) === 'duration' &&
    parseDuration(String(one.value)) === parseDuration(String(other.value)) &&
    JSON.stringify(one.fact) === JSON.stringify(other.fact)
  );
}

function mapComparisons(rule: Rule, change: (comparison: Comparison, index: number) => Comparison): Rule {
  let index = 0;
  const walk = (part: Rule): Rule => {
    if ('all' in part) return { all: part.all.map(walk) };
    if ('any' in part) return { any: part.any.map(walk) };
    if ('not' in part) return { not: walk(part.not) };
    return change(part, index++);
  };
  return walk(rule);
}
