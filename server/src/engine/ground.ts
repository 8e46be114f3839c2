import { placedTogether, segmentAsModel, type Asking, type Journey, type PlacedModel } from '@sojourn/journey';
import { nodes } from '@sojourn/nodes';
import { withActivity, type StageModel } from '@sojourn/lifecycle';
import type { StoredWorld } from '../store/worlds.store.js';

/** What the rules of a workspace are read with. */
export function aroundOf({ meanings, model, zone, layerings, segments, computed, calendars }: StoredWorld) {
  return {
    meanings: withActivity(meanings),
    model: model.model,
    zone,
    layers: layerings.map((layering) => layering.model),
    segments: new Map(segments.map((segment) => [segment.id, segment])),
    computed: new Map(computed.map(({ id, definition }) => [id, definition])),
    calendars,
  };
}

/** Everything that places profiles beside the primary model: layerings and watched segments. */
export function layersOf(stored: StoredWorld): StageModel[] {
  return [
    ...stored.layerings.filter(({ waits }) => !waits).map(({ model }) => model),
    ...stored.segments.filter(({ watched, waits }) => watched && !waits).map(segmentAsModel),
  ];
}

/** All models made ready, each after those whose stages it reads. */
export function placedModels(stored: StoredWorld): PlacedModel[] {
  const { model, version } = stored.model;
  return placedTogether(model, version, layersOf(stored), aroundOf(stored));
}

/** Something that asks for facts; `waits` where its own have to be filled in from the past before it is used. */
export interface Owner extends Asking {
  kind: 'model' | 'layering' | 'segment' | 'journey';
  id: string;
  version: number;
  waits: boolean;
}

/** Everything of a workspace that asks for facts; `graphs` are those of the journeys in use, by id. */
export function ownersOf(stored: StoredWorld, graphs: ReadonlyMap<string, Journey>): Owner[] {
  const { model, layerings, segments, journeys, waiting } = stored;
  const owner = (of: Pick<Owner, 'kind' | 'id' | 'version' | 'waits'>, asking: Partial<Asking>): Owner => ({
    models: [],
    journeys: [],
    registry: nodes,
    ...asking,
    ...of,
  });
  const modelOwner = (kind: 'model' | 'layering', { version, model }: StoredWorld['model'], waits: boolean) =>
    owner({ kind, id: model.id, version, waits }, { models: [model] });
  return [
    modelOwner('model', model, false),
    ...waiting.models.map((each) => modelOwner('model', each, true)),
    ...layerings.map((each) => modelOwner('layering', each, each.waits)),
    ...segments
      .filter(({ watched }) => watched)
      .map(({ id, rule, waits }) => owner({ kind: 'segment', id, version: 1, waits }, { segments: [rule] })),
    ...journeys.flatMap(({ id, version }) => {
      const graph = graphs.get(id);
      return graph ? [owner({ kind: 'journey', id, version, waits: false }, { journeys: [graph] })] : [];
    }),
    ...waiting.journeys.map(({ id, version, graph }) =>
      owner({ kind: 'journey', id, version, waits: true }, { journeys: [graph] }),
    ),
  ];
}

/** All of these taken as one. */
export function together(owners: readonly Owner[]): Asking {
  return {
    models: owners.flatMap(({ models }) => [...models]),
    segments: owners.flatMap(({ segments = [] }) => [...segments]),
    journeys: owners.flatMap(({ journeys }) => [...journeys]),
    registry: nodes,
  };
}
