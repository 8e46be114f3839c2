import { compileModel, type StageModel } from '@sojourn/lifecycle';
import { inOrderOfNeed, modelsIn, type Around, type Rule } from '@sojourn/rules';
import type { PlacedModel } from './program.js';

/** The name under which a watched segment places profiles. */
const segmentModel = (id: string): string => `segment:${id}`;

/** A watched segment as a model of one stage, `in`. */
export function segmentAsModel({ id, name, rule }: { id: string; name: string; rule: Rule }): StageModel {
  const words = { en: name, zh: name };
  return {
    format: 1,
    id: segmentModel(id),
    name: words,
    stages: [{ id: 'in', name: words, rule }],
    evaluation: ['in'],
  };
}

/** The primary model (of this version) and all others that place profiles, made ready, each after those it reads. */
export function placedTogether(
  primary: StageModel,
  version: number,
  layers: readonly StageModel[],
  around: Around,
): PlacedModel[] {
  const models = new Map([primary, ...layers].map((model) => [model.id, model]));
  const needs = [...models.values()].map(({ id, stages }): [string, string[]] => [
    id,
    stages.flatMap(({ rule }) => modelsIn(rule).map((model) => model ?? primary.id)).filter((model) => model !== id),
  ]);
  const { order = [...models.keys()] } = inOrderOfNeed(new Map(needs));
  return order.map((id) => ({
    key: id === primary.id ? undefined : id,
    model: compileModel(models.get(id)!, id === primary.id ? version : 1, around),
  }));
}
