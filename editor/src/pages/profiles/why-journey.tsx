import type { DecisionReply, RunWhy, TriggerWhy, WhyReply } from '@sojourn/api';
import { ENTRY_OUTCOMES, SUPPOSED_OUTCOMES } from '@sojourn/journey';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Badge, type Tone } from '../../ui/badge.js';
import { Notice } from '../../ui/notice.js';
import { StepReason } from '../../ui/step-reason.js';
import { Time } from '../../ui/time.js';
import { useWords } from '../../words/language.js';
import { endingWords } from '../../words/outcomes.js';
import { WhyChecks, WhyNotes } from './why-checks.js';
import style from './why.module.css';

/** Why a profile entered a journey by each of its triggers, or why not; and how its runs went. */
export function WhyJourney({ told }: { told: WhyReply }) {
  const { t } = useTranslation();
  const { triggers, runs, journey } = told;
  return (
    <>
      {journey.version === undefined && <Notice tone="warn">{t('why.notPublished')}</Notice>}
      {triggers.map((trigger) => (
        <Trigger key={trigger.node} trigger={trigger} />
      ))}
      <section className={style.part}>
        <h3>{t('why.runs')}</h3>
        {runs.length === 0 ? (
          <p className={style.more}>{t('why.noRuns')}</p>
        ) : (
          runs.map((run) => <Run key={run.id} run={run} journey={journey.id} />)
        )}
      </section>
      <WhyNotes notes={told.notes} />
    </>
  );
}

const TONES: Readonly<Record<TriggerWhy['outcome'], Tone>> = {
  entered: 'good',
  exited: 'warn',
  held_out: 'warn',
  waits: 'warn',
  refused: 'danger',
  unknown: 'quiet',
};

function Trigger({ trigger }: { trigger: TriggerWhy }) {
  const { t } = useTranslation();
  const words = useWords();
  const { name, sentence, outcome, supposed, logged, at, checks } = trigger;
  return (
    <section className={style.part} data-testid="why-trigger">
      <h3>
        {words(name)}{' '}
        <Badge tone={TONES[outcome]}>{words((supposed ? SUPPOSED_OUTCOMES : ENTRY_OUTCOMES)[outcome])}</Badge>
      </h3>
      <p className={style.more}>
        {words(sentence)}
        {at && (
          <>
            {' · '}
            <Time at={at} precise />
          </>
        )}
        {logged && ` · ${t('why.logged')}`}
        {supposed && ` · ${t('why.supposed')}`}
      </p>
      <WhyChecks checks={checks} label={t('why.checks')} />
    </section>
  );
}

function Run({ run, journey }: { run: RunWhy; journey: string }) {
  const { t } = useTranslation();
  const words = useWords();
  const { resting, endedAt, reason = '' } = run;
  return (
    <div className={style.run}>
      <b>{t('why.run', { version: run.version })}</b>{' '}
      <span className={style.more}>
        <Time at={run.enteredAt} precise />
      </span>
      {resting && <Resting resting={resting} />}
      {endedAt && (
        <p className={style.more}>
          {t('why.ended', { reason: words(endingWords(reason)) })} · <Time at={endedAt} precise />
        </p>
      )}
      {run.decisions.length > 0 && (
        <details className={style.values}>
          <summary>
            {t('why.decisions')} ({run.decisions.length})
          </summary>
          <ol className={style.decisions}>
            {run.decisions.map((step) => (
              <Decision key={step.number} step={step} />
            ))}
          </ol>
        </details>
      )}
      <Link to="/journeys/$id" params={{ id: journey }} search={{ run: run.id }} className={style.link}>
        {t('why.canvas')}
      </Link>
    </div>
  );
}

function Resting({
  resting: { node, sentence, since, due, listens, parked },
}: {
  resting: NonNullable<RunWhy['resting']>;
}) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <p className={style.more}>
      {t('why.at', { node: words(node) })} · {words(sentence)} · {t('why.since')} <Time at={since} />
      {parked && ` · ${t(`why.parked_${parked}`)}`}
      {due ? (
        <>
          {' · '}
          {t('why.until')} <Time at={due} />
        </>
      ) : (
        !parked && ` · ${t('why.open')}`
      )}
      {listens.length > 0 && ` · ${t('why.listens', { events: listens.map((event) => `“${event}”`).join(', ') })}`}
    </p>
  );
}

function Decision({ step }: { step: DecisionReply }) {
  const words = useWords();
  return (
    <li>
      <span className={style.line}>
        <b>
          {words(step.node)}
          {step.port && ` → ${words(step.port)}`}
        </b>
        <Time at={step.at} precise />
      </span>
      <div className={style.more}>
        <StepReason step={{ reason: step.reason, error: step.error }} />
      </div>
    </li>
  );
}
