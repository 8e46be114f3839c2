import type { StageWhyReply } from '@sojourn/api';
import { useTranslation } from 'react-i18next';
import { Badge } from '../../ui/badge.js';
import { Notice } from '../../ui/notice.js';
import { StageName } from '../../ui/stage-name.js';
import { Time } from '../../ui/time.js';
import { useWords } from '../../words/language.js';
import { CAUSES } from '../../words/outcomes.js';
import { WhyChecks, WhyNotes } from './why-checks.js';
import style from './why.module.css';

/** Why a profile is in its stage: every stage's rule in the order in which they are asked. */
export function WhyStage({ told }: { told: StageWhyReply }) {
  const { t } = useTranslation();
  const words = useWords();
  const { since, held } = told;
  return (
    <>
      <section className={style.part}>
        <h3>
          <Badge tone="accent">{words(told.name)}</Badge>
        </h3>
        {since && (
          <p className={style.more}>
            <Time at={since.at} precise /> · <StageName id={since.from} /> → {words(told.name)} ·{' '}
            {t('profiles.cause', { cause: CAUSES[since.cause] ? words(CAUSES[since.cause]!) : since.cause })}
          </p>
        )}
        {held && <Notice tone="warn">{t(`why.held_${held.by}`)}</Notice>}
        {held?.until && (
          <p className={style.more}>
            {t('why.until')} <Time at={held.until} />
          </p>
        )}
        <WhyChecks
          label={t('why.stages')}
          checks={told.stages.map(({ stage, name, ...asked }) => ({ id: stage, said: name, inSight: true, ...asked }))}
        />
      </section>
      <WhyNotes notes={told.notes} />
    </>
  );
}
