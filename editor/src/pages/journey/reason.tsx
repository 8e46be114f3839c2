import { stageName } from '@sojourn/nodes';
import type { Finding } from '@sojourn/rules';
import { IconCheck, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useCanvasModel } from '../../canvas/canvas-context.js';
import { Values } from '../../ui/values.js';
import { useLanguage } from '../../words/language.js';
import { comparisonSentence, foundInWords } from '../../words/rule-sentence.js';
import style from './reason.module.css';

/** Why a step went the way it did: each comparison with the value it met, a stage, or whatever the node wrote down. */
export function Reason({ reason }: { reason: unknown }) {
  const { model } = useCanvasModel().around;
  const language = useLanguage();
  const { t } = useTranslation();
  if (reason === null || typeof reason !== 'object') return <span>{String(reason)}</span>;
  if ('findings' in reason && Array.isArray(reason.findings)) {
    return (
      <ul className={style.findings} aria-label={t('journeyEditor.reason')}>
        {(reason.findings as Finding[]).map((finding, index) => (
          // Findings stand in the order of the rule and never change.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={index} data-holds={finding.holds}>
            {finding.holds ? (
              <IconCheck size={14} aria-label={t('journeyEditor.holds')} />
            ) : (
              <IconX size={14} aria-label={t('journeyEditor.holdsNot')} />
            )}
            <span>
              {comparisonSentence(finding, { language, model })}{' '}
              <b>{foundInWords(finding.fact, finding.found, { language, model })}</b>
            </span>
          </li>
        ))}
      </ul>
    );
  }
  if ('stage' in reason && typeof reason.stage === 'string') return <b>{stageName(reason.stage, model)[language]}</b>;
  return <Values label={t('journeyEditor.reason')} values={reason as Record<string, unknown>} />;
}
