import { usualMeanings, withActivity, type StageModel } from '@sojourn/lifecycle';
import type { Rule } from '@sojourn/rules';
import { declaredFacts } from './declared-facts.js';
import type { JourneyTest } from './journey-test.js';
import { placedTogether, segmentAsModel } from './placed-models.js';
import type { PlayableTest } from './play-test.js';
import { buildWorld, type Program, type World } from './program.js';

/** The id of the journey under test, by which its own conditions may ask for it. */
export const TESTED = 'tested';

/** What the journey of a test finds around it. */
export function testSurroundings({ workspace = {} }: JourneyTest, model: StageModel) {
  const { zone = 'UTC', meanings, segments = {}, computed = {}, calendars = [], layerings = [] } = workspace;
  const named = Object.entries(segments).map(([id, rule]): [string, { id: string; name: string; rule: Rule }] => [
    id,
    { id, name: id, rule },
  ]);
  return {
    meanings: withActivity({ ...usualMeanings(), ...model.meanings, ...meanings }),
    model,
    zone,
    layers: layerings,
    segments: new Map(named),
    computed: new Map(Object.entries(computed)),
    calendars,
  };
}

/** The world of a test: its journey, live, and nothing else. */
export function testWorld({ test, journey, model, registry }: PlayableTest, program: Program): World {
  const around = testSurroundings(test, model);
  const segments = [...around.segments.values()];
  const layers = [...around.layers, ...segments.map(segmentAsModel)];
  const models = placedTogether(model, 1, layers, around);
  const asking = { models: [model, ...layers], segments: segments.map(({ rule }) => rule), journeys: [journey] };
  const running = { id: TESTED, state: 'live' as const, newest: program, versions: new Map([[1, program]]) };
  return buildWorld(models.find(({ key }) => key === undefined)!.model, [running], {
    zone: around.zone,
    models,
    declared: declaredFacts({ ...asking, registry }, around),
    meanings: around.meanings,
  });
}
