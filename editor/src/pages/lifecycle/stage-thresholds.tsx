import { NumberInput } from '@mantine/core';
import type { Stage, StageModel } from '@sojourn/lifecycle';
import { stageName } from '@sojourn/nodes';
import { comparisons } from '@sojourn/rules';
import { useTranslation } from 'react-i18next';
import { DurationInput } from '../../inspector/duration-field.js';
import { useLanguage, useWords } from '../../words/language.js';
import { comparisonSentence, ruleSentence } from '../../words/rule-sentence.js';
import style from './lifecycle.module.css';
import { linkedPlaces, thresholdKind, withThreshold } from './thresholds.js';

/** One stage of the model being edited: what each threshold bounds, as a sentence, and a field for it. */
export function StageThresholds({
  stage,
  model,
  base,
  change,
}: {
  stage: Stage;
  model: StageModel;
  /** The model before anything was changed: it says what the thresholds are and which belong together. */
  base: StageModel;
  change: (model: StageModel) => void;
}) {
  const { t } = useTranslation();
  const words = useWords();
  const language = useLanguage();
  const telling = { language, model };
  const before = comparisons(base.stages.find(({ id }) => id === stage.id)?.rule ?? stage.rule);
  return (
    <fieldset className={style.stage}>
      <legend>{words(stage.name)}</legend>
      {comparisons(stage.rule).map((comparison, index) => {
        const kind = thresholdKind(before[index]!);
        if (!kind) return null;
        const place = { stage: stage.id, comparison: index };
        const label = comparisonSentence(comparison, telling);
        const set = (value: unknown) =>
          change(withThreshold(model, base, place, typeof value === 'number' ? value : String(value ?? '')));
        const linked = linkedPlaces(base, place).map((each) => words(stageName(each.stage, model)));
        return (
          // The comparisons of a rule have no other name than their place.
          // oxlint-disable-next-line react/no-array-index-key
          <div key={index} className={style.threshold}>
            <span>{label}</span>
            {kind === 'duration' ? (
              <DurationInput label={label} value={comparison.value} readOnly={false} change={set} leave={stay} />
            ) : (
              <NumberInput
                aria-label={label}
                value={comparison.value as number}
                min={2}
                allowDecimal={false}
                w={84}
                onChange={set}
              />
            )}
            {linked.length > 0 && (
              <span className={style.quiet}>
                {t('lifecycle.linked', { stages: [...new Set(linked)].join(t('states.comma')) })}
              </span>
            )}
          </div>
        );
      })}
      {before.every((comparison) => !thresholdKind(comparison)) && (
        <p className={`${style.threshold} ${style.quiet}`}>{ruleSentence(stage.rule, telling)}</p>
      )}
    </fieldset>
  );
}

/** Every change is taken at once; leaving the field adds nothing. */
function stay(): void {}
