import type { TimelineItem } from '@sojourn/api';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useModel } from '../../api/model.js';
import { EventName } from '../../ui/event-name.js';
import { areFindings, Findings } from '../../ui/findings.js';
import { StageName } from '../../ui/stage-name.js';
import { Values } from '../../ui/values.js';
import { useWords } from '../../words/language.js';
import { CAUSES, CHANNELS, deliveryReason, endingWords, OUTCOME_WORDS } from '../../words/outcomes.js';
import style from './profiles.module.css';

type Of<Kind extends TimelineItem['kind']> = Extract<TimelineItem, { kind: Kind }>;

/** One line of the story, by its kind. */
export function TimelineLine({ item, when }: { item: TimelineItem; when: ReactNode }) {
  switch (item.kind) {
    case 'event':
      return <EventLine item={item} when={when} />;
    case 'transition':
      return <TransitionLine item={item} when={when} />;
    case 'enrollment':
      return <EnrollmentLine item={item} when={when} />;
    case 'delivery':
      return <DeliveryLine item={item} when={when} />;
  }
}

function Line({ what, when }: { what: ReactNode; when: ReactNode }) {
  return (
    <div className={style.line}>
      <span className={style.what}>{what}</span>
      <span className={style.when}>{when}</span>
    </div>
  );
}

function EventLine({ item: { name, properties }, when }: { item: Of<'event'>; when: ReactNode }) {
  const { t } = useTranslation();
  return (
    <>
      <Line what={<EventName name={name} />} when={when} />
      {Object.keys(properties).length > 0 && (
        <details className={style.more}>
          <summary>
            {t('profiles.properties')} ({Object.keys(properties).length})
          </summary>
          <Values label={name} values={properties} />
        </details>
      )}
    </>
  );
}

function TransitionLine({ item: { from, to, cause, findings }, when }: { item: Of<'transition'>; when: ReactNode }) {
  const { t } = useTranslation();
  const words = useWords();
  const model = useModel();
  return (
    <>
      <Line
        when={when}
        what={
          <>
            <StageName id={from} /> → <StageName id={to} />
          </>
        }
      />
      <div className={style.more}>{t('profiles.cause', { cause: CAUSES[cause] ? words(CAUSES[cause]) : cause })}</div>
      {areFindings(findings) && findings.length > 0 && (
        <details className={style.more} open>
          <summary>{t('profiles.why')}</summary>
          <Findings findings={findings} model={model} />
        </details>
      )}
    </>
  );
}

function EnrollmentLine({ item, when }: { item: Of<'enrollment'>; when: ReactNode }) {
  const { t } = useTranslation();
  const words = useWords();
  const { journey, enrollment, state, reason } = item;
  const how =
    state === 'entered'
      ? t('profiles.entered')
      : reason
        ? t('profiles.endedAs', { reason: words(endingWords(reason)) })
        : t('profiles.ended');
  return (
    <>
      <Line what={journey.name || t('profiles.unknownJourney')} when={when} />
      <div className={style.more}>
        {how}{' '}
        <Link to="/journeys/$id" params={{ id: journey.id }} search={{ run: enrollment }} className={style.link}>
          {t('profiles.replay')}
        </Link>
      </div>
    </>
  );
}

function DeliveryLine({ item: { channel, outcome, reason }, when }: { item: Of<'delivery'>; when: ReactNode }) {
  const words = useWords();
  const name = CHANNELS[channel] ? words(CHANNELS[channel]) : channel;
  return (
    <>
      <Line what={`${name} · ${words(OUTCOME_WORDS[outcome])}`} when={when} />
      {reason && <div className={style.more}>{words(deliveryReason(reason))}</div>}
    </>
  );
}
