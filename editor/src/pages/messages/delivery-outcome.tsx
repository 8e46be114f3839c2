import type { DeliveryOutcome as Outcome, DeliveryReply } from '@sojourn/api';
import { useTranslation } from 'react-i18next';
import { Badge, type Tone } from '../../ui/badge.js';
import { Time } from '../../ui/time.js';
import { useWords } from '../../words/language.js';
import { deliveryReason, OUTCOME_WORDS } from '../../words/outcomes.js';
import style from './messages.module.css';

const TONES: Readonly<Record<Outcome, Tone>> = {
  queued: 'accent',
  ready: 'accent',
  leased: 'accent',
  settled: 'accent',
  sent: 'good',
  dropped: 'warn',
  expired: 'warn',
  failed: 'danger',
  unknown: 'danger',
};

/** What became of a delivery, with the reason below it, and when it is looked at next. */
export function DeliveryOutcome({ delivery }: { delivery: Pick<DeliveryReply, 'outcome' | 'reason' | 'dueAt'> }) {
  const { t } = useTranslation();
  const words = useWords();
  const { outcome, reason, dueAt } = delivery;
  return (
    <>
      <Badge tone={TONES[outcome]}>{words(OUTCOME_WORDS[outcome])}</Badge>
      {(reason || (outcome === 'queued' && dueAt)) && (
        <div className={style.quiet}>
          {reason && words(deliveryReason(reason))}
          {outcome === 'queued' && dueAt && (
            <>
              {reason && ' · '}
              {t('messages.due')} <Time at={dueAt} />
            </>
          )}
        </div>
      )}
    </>
  );
}
