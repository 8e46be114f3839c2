import type { StepReply } from '@sojourn/api';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useModel } from '../../api/model.js';
import { Badge, type Tone } from '../../ui/badge.js';
import type { Column } from '../../ui/listing.js';
import { StepReason } from '../../ui/step-reason.js';
import { Time } from '../../ui/time.js';
import { useWords } from '../../words/language.js';
import { STEP_OUTCOMES } from '../../words/outcomes.js';
import { nodeTitle, useNodeNames } from './journey-parts.js';
import style from './logs.module.css';
import { portWords } from './port-words.js';

const TONES: Readonly<Record<StepReply['outcome'], Tone>> = { left: 'quiet', ended: 'good', failed: 'danger' };

/** The columns of the execution log. With one journey in sight its nodes go by the names it gave them. */
export function useStepColumns(journey: string | undefined): Column<StepReply>[] {
  const { t } = useTranslation();
  const words = useWords();
  const model = useModel();
  const names = useNodeNames(journey);
  return [
    {
      id: 'at',
      label: t('logs.at'),
      nowrap: true,
      cell: ({ executedAt }) => <Time at={executedAt} precise />,
    },
    {
      id: 'profile',
      label: t('logs.profile'),
      cell: ({ profile }) => (
        <Link to="/profiles" search={{ profile: profile.id }} className={style.link}>
          {profile.name}
        </Link>
      ),
    },
    {
      id: 'journey',
      label: t('logs.journey'),
      cell: (step) => (
        <>
          {step.journey.name}
          <div className={style.step}>
            v{step.version} · {t('logs.step', { number: step.number })}
          </div>
        </>
      ),
    },
    {
      id: 'node',
      label: t('logs.node'),
      cell: ({ node, nodeType }) => words(names.get(node) ?? nodeTitle(nodeType)),
    },
    {
      id: 'outcome',
      label: t('logs.outcome'),
      nowrap: true,
      cell: ({ outcome, port, nodeType }) => (
        <>
          <Badge tone={TONES[outcome]}>{words(STEP_OUTCOMES[outcome])}</Badge>
          {port && <div className={style.quiet}>{words(portWords(nodeType, port, model))}</div>}
        </>
      ),
    },
    { id: 'reason', label: t('logs.reason'), width: '32%', cell: (step) => <StepReason step={step} /> },
  ];
}
