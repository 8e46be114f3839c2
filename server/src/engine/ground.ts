import type { PlacedModel } from '@sojourn/journey';
import { compileModel, withActivity, type StageModel } from '@sojourn/lifecycle';
import { inOrderOfNeed, modelsIn } from '@sojourn/rules';
import type { StoredWorld } from '../store/worlds.store.js';

/** What the rules of a workspace are read with. */
export function aroundOf({ meanings, model, zone, layerings, segments, computed }: StoredWorld) {
  return {
    meanings: withActivity(meanings),
    model: model.model,
    zone,
    layers: layerings.map((layering) => layering.model),
    segments: new Map(segments.map((segment) => [segment.id, segment])),
    computed: new Map(computed.map(({ id, definition }) => [id, definition])),
  };
}

/** The name under which a watched segment places profiles. */
export const segmentModel = (id: string): string => `segment:${id}`;

/** A watched segment as a model of one stage, `in`. */
function asModel({ id, name, rule }: StoredWorld['segments'][number]): StageModel {
  const words = { en: name, zh: name };
  return {
    format: 1,
    id: segmentModel(id),
    name: words,
    stages: [{ id: 'in', name: words, rule }],
    evaluation: ['in'],
  };
}

/** Everything that places profiles beside the primary model: layerings and watched segments. */
export function layersOf(stored: StoredWorld): StageModel[] {
  return [
    ...stored.layerings.map(({ model }) => model),
    ...stored.segments.filter(({ watched }) => watched).map(asModel),
  ];
}

/** All models made ready, each after those whose stages it reads. */
export function placedModels(stored: StoredWorld): PlacedModel[] {
  const around = aroundOf(stored);
  const primary = stored.model.model;
  const models = new Map([primary, ...layersOf(stored)].map((model) => [model.id, model]));
  const needs = [...models.values()].map(({ id, stages }): [string, string[]] => [
    id,
    stages.flatMap(({ rule }) => modelsIn(rule).map((model) => model ?? primary.id)).filter((model) => model !== id),
  ]);
  const { order = [...models.keys()] } = inOrderOfNeed(new Map(needs));
  return order.map((id) => ({
    key: id === primary.id ? undefined : id,
    model: compileModel(models.get(id)!, id === primary.id ? stored.model.version : 1, around),
  }));
}
