import { useTranslation } from 'react-i18next';
import { stageName } from '@sojourn/nodes';
import { useCanvasModel } from '../../canvas/canvas-context.js';
import { areFindings, Findings } from '../../ui/findings.js';
import { Values } from '../../ui/values.js';
import { useLanguage } from '../../words/language.js';

/** Why a step went the way it did: each comparison with the value it met, a stage, or whatever the node wrote down. */
export function Reason({ reason }: { reason: unknown }) {
  const { model } = useCanvasModel().around;
  const language = useLanguage();
  const { t } = useTranslation();
  if (reason === null || typeof reason !== 'object') return <span>{String(reason)}</span>;
  if ('findings' in reason && areFindings(reason.findings))
    return <Findings findings={reason.findings} model={model} />;
  if ('stage' in reason && typeof reason.stage === 'string') return <b>{stageName(reason.stage, model)[language]}</b>;
  return <Values label={t('journeyEditor.reason')} values={reason as Record<string, unknown>} />;
}
