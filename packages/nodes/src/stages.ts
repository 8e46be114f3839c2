import type { Drawn, KnownReferences } from '@sojourn/journey';
import { MEANINGS, RFM, UNCLASSIFIED, type StageModel } from '@sojourn/lifecycle';
import { ruleWords, type Rule, type Words } from '@sojourn/rules';

const UNCLASSIFIED_NAME: Words = { en: 'Unclassified', zh: '未归类' };

/** A stage's name on screen; an id the model does not have is shown as it is. */
export function stageName(id: string, model: StageModel): Words {
  if (id === UNCLASSIFIED) return UNCLASSIFIED_NAME;
  return model.stages.find((stage) => stage.id === id)?.name ?? { en: id, zh: id };
}

/** Several stages in one phrase: "Silent or Churned", 沉默期或流失期. */
export function stageList(ids: readonly string[], model: StageModel): Words {
  const names = ids.map((id) => stageName(id, model));
  return { en: names.map(({ en }) => en).join(' or '), zh: names.map(({ zh }) => zh).join('或') };
}

/** A condition as a sentence, with the names of the model's stages and of our meanings. */
export function conditionWords(rule: Rule, model: StageModel): Words {
  return ruleWords(rule, {
    stage: (id, named) => (named === undefined || named === model.id ? stageName(id, model) : undefined),
    meaning: (id) => MEANINGS.find((meaning) => meaning.id === id)?.name,
  });
}

/** The model of this name: the primary one without a name, else a layering; `undefined` if there is none. */
export function layerNamed(model: string | undefined, { model: primary, layers }: Drawn): StageModel | undefined {
  if (model === undefined || model === primary.id) return primary;
  return layers?.find(({ id }) => id === model);
}

/** A problem where there is no such model. */
export function unknownModel(
  field: string,
  model: string | undefined,
  { models }: KnownReferences,
): { field: string; message: Words }[] {
  if (model === undefined || model === RFM || !models || models.some(({ id }) => id === model)) return [];
  return [
    {
      field,
      message: {
        en: `There is no layering "${model}". Choose one of the workspace.`,
        zh: `没有分层“${model}”，请选择工作区中的分层。`,
      },
    },
  ];
}

/** A problem for every stage the model does not have. */
export function unknownStages(
  field: string,
  ids: readonly string[] | undefined,
  known: KnownReferences,
  model?: string,
): { field: string; message: Words }[] {
  const stages =
    model === undefined ? known.stages : known.models?.find(({ id }) => id === model)?.stages.map(({ id }) => id);
  if (!stages || !ids) return [];
  return ids
    .filter((id) => id !== UNCLASSIFIED && !stages.includes(id))
    .map((id) => ({
      field,
      message: {
        en: `The lifecycle model has no stage "${id}". Choose one it has.`,
        zh: `生命周期模型中没有阶段“${id}”，请重新选择。`,
      },
    }));
}
