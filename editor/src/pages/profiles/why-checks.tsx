import { VERDICTS, type CheckVerdict } from '@sojourn/journey';
import type { Finding, Words } from '@sojourn/rules';
import { IconCircleCheck, IconCircleDashed, IconCircleX, IconHelpCircle, type Icon } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useModel } from '../../api/model.js';
import { Findings } from '../../ui/findings.js';
import { Notice } from '../../ui/notice.js';
import { useWords } from '../../words/language.js';
import style from './why.module.css';

const ICONS: Readonly<Record<CheckVerdict, Icon>> = {
  passed: IconCircleCheck,
  failed: IconCircleX,
  unknown: IconHelpCircle,
  not_reached: IconCircleDashed,
};

/** One thing that was asked: how it went, as a picture and a word, and what was met. */
export interface ShownCheck {
  id: string;
  verdict: CheckVerdict;
  said: Words;
  findings?: readonly Finding[];
  /** Whether its values are in sight also where it passed. */
  inSight?: boolean;
}

/** What was asked, in order. The values are in sight where they decided, and a click away elsewhere. */
export function WhyChecks({ checks, label }: { checks: readonly ShownCheck[]; label: string }) {
  const { t } = useTranslation();
  const words = useWords();
  const model = useModel();
  return (
    <ol className={style.checks} aria-label={label}>
      {checks.map(({ id, verdict, said, findings, inSight = verdict !== 'passed' }) => {
        const Picture = ICONS[verdict];
        return (
          <li key={id} className={style.check} data-verdict={verdict}>
            <Picture size={16} aria-hidden />
            <div className={style.asked}>
              <span className={style.verdict}>{words(VERDICTS[verdict])}</span> <span>{words(said)}</span>
              {findings && findings.length > 0 && verdict !== 'not_reached' && (
                <details className={style.values} open={inSight}>
                  <summary>{t('profiles.why')}</summary>
                  <Findings findings={findings} model={model} />
                </details>
              )}
            </div>
          </li>
        );
      })}
    </ol>
  );
}

/** What is not known of the moment, said openly. */
export function WhyNotes({ notes }: { notes: readonly Words[] }) {
  const { t } = useTranslation();
  const words = useWords();
  if (notes.length === 0) return null;
  return (
    <div className={style.part}>
      <Notice tone="quiet" title={t('why.notes')}>
        <ul className={style.notes}>
          {notes.map((note) => (
            <li key={note.en}>{words(note)}</li>
          ))}
        </ul>
      </Notice>
    </div>
  );
}
