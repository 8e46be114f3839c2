import { PRESETS, UNCLASSIFIED, type StageModel } from '@sojourn/lifecycle';
import { stageName } from '@sojourn/nodes';
import type { Words } from '@sojourn/rules';

/** A stage's name; one that only an older model has is looked for among the presets. */
export function nameOfStage(id: string, model: StageModel): Words {
  const has = (each: StageModel) => id === UNCLASSIFIED || each.stages.some((stage) => stage.id === id);
  return stageName(id, [model, ...PRESETS].find(has) ?? model);
}
