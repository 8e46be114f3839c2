import type { StepReply } from '@sojourn/api';
import { useTranslation } from 'react-i18next';
import { useModel } from '../api/model.js';
import { areFindings, Findings } from './findings.js';
import { Values } from './values.js';
import { useLanguage, useWords } from '../words/language.js';
import { errorWords } from '../words/outcomes.js';
import { reasonLines } from '../words/reason-lines.js';
import style from './step-reason.module.css';

/** Why a step went as it did: the values it met, what it waited for, what it wrote, or what went wrong. */
export function StepReason({
  step,
  tellError = true,
}: {
  step: Pick<StepReply, 'reason' | 'error' | 'port'>;
  /** False where the error stands elsewhere already. */
  tellError?: boolean;
}) {
  const { t } = useTranslation();
  const words = useWords();
  const language = useLanguage();
  const model = useModel();
  const { reason, error } = step;
  if (isRecord(reason) && areFindings(reason.findings)) return <Findings findings={reason.findings} model={model} />;
  const lines = reasonLines(step, { language, model });
  return (
    <>
      {error && tellError && <div className={style.error}>{words(errorWords(error))}</div>}
      {lines
        ? lines.map((line) => <div key={line}>{line}</div>)
        : isRecord(reason) && <Values label={t('logs.reason')} values={reason} />}
    </>
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
