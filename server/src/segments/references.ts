import type { Journey } from '@sojourn/journey';
import type { StageModel } from '@sojourn/lifecycle';
import { inOrderOfNeed, modelsIn, segmentsIn } from '@sojourn/rules';
import { Refused } from '../http/problem.js';
import type { LayeringRow, SegmentRow } from '../store/segments.store.js';

/** Refuses segments that are made of each other. */
export function refuseCircles(segments: readonly Pick<SegmentRow, 'id' | 'name' | 'rule'>[]): void {
  const names = new Map(segments.map(({ id, name }) => [id, name]));
  const { circle } = inOrderOfNeed(new Map(segments.map(({ id, rule }) => [id, segmentsIn(rule)])));
  if (!circle) return;
  const way = circle.map((id) => names.get(id)).join(' → ');
  throw new Refused(`These segments are made of each other: ${way}. Take one of them out of the circle.`, [
    { path: 'rule', message: `made of itself: ${way}` },
  ]);
}

/** Refuses models that read each other's stages in a circle. */
export function refuseModelCircles(primary: StageModel, layerings: readonly Pick<LayeringRow, 'id' | 'model'>[]): void {
  const models = [primary, ...layerings.map(({ model }) => model)];
  const needs = models.map(({ id, stages }): [string, string[]] => [
    id,
    stages.flatMap(({ rule }) =>
      modelsIn(rule).flatMap((model) => (model === undefined || model === id ? [] : [model])),
    ),
  ]);
  const { circle } = inOrderOfNeed(new Map(needs));
  if (circle) throw new Refused(`These models read each other's stages: ${circle.join(' → ')}.`);
}

/** The rules of a workspace that name a segment or a model, each by what an operator calls it. */
export function usersOf(
  id: string,
  {
    segments,
    models,
    journeys,
  }: { segments: readonly SegmentRow[]; models: readonly StageModel[]; journeys: readonly Journey[] },
): string[] {
  const names = (document: unknown) => JSON.stringify(document).includes(JSON.stringify(id).slice(1, -1));
  return [
    ...segments.filter((segment) => segment.id !== id && names(segment.rule)).map(({ name }) => name),
    ...models.filter((model) => model.id !== id && names(model.stages)).map(({ name }) => name.en),
    ...journeys.filter(({ nodes, settings }) => names([nodes, settings])).map(({ name }) => name),
  ];
}
