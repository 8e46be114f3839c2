import { Button } from '@mantine/core';
import { UNCLASSIFIED, type StageModel } from '@sojourn/lifecycle';
import { durationInWords, stageName } from '@sojourn/nodes';
import { IconAdjustments } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../api/session.js';
import { Section } from '../../ui/section.js';
import { useLanguage, useWords } from '../../words/language.js';
import { rulePieces } from '../../words/rule-sentence.js';
import style from './lifecycle.module.css';

/** The model as sentences, its thresholds standing out. */
export function ModelInWords({ model, version, edit }: { model: StageModel; version: number; edit: () => void }) {
  const { t } = useTranslation();
  const words = useWords();
  const language = useLanguage();
  const may = useMay();
  const order = model.evaluation.map((id) => words(stageName(id, model))).join(' → ');
  return (
    <Section
      title={`${t('lifecycle.model')} · ${words(model.name)}`}
      about={t('lifecycle.modelAbout', { version, order: t('lifecycle.order', { list: order }) })}
      actions={
        may('lifecycle.edit') && (
          <Button variant="default" leftSection={<IconAdjustments size={14} aria-hidden />} onClick={edit}>
            {t('lifecycle.edit')}
          </Button>
        )
      }
    >
      <dl className={style.rules} aria-label={t('lifecycle.model')}>
        {model.stages.map(({ id, name, rule, minimumStay }) => (
          <div key={id} className={style.rule}>
            <dt>{words(name)}</dt>
            <dd>
              {rulePieces(rule, { language, model }).map(({ text, comparison }, index) => (
                // A sentence's pieces have no other name than their place.
                // oxlint-disable-next-line react/no-array-index-key
                <span key={index} className={comparison === undefined ? undefined : style.value}>
                  {text}
                </span>
              ))}
              {minimumStay && <div>{t('lifecycle.minimum', { duration: durationInWords(minimumStay)[language] })}</div>}
            </dd>
          </div>
        ))}
        <div className={style.rule}>
          <dt>{words(stageName(UNCLASSIFIED, model))}</dt>
          <dd>{t('lifecycle.unclassifiedRule')}</dd>
        </div>
      </dl>
    </Section>
  );
}
