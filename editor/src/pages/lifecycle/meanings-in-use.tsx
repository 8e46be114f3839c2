import type { EventNameReply } from '@sojourn/api';
import { MEANINGS } from '@sojourn/lifecycle';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Section } from '../../ui/section.js';
import { useWords } from '../../words/language.js';
import style from './events.module.css';
import { meaningsInUse } from './meanings.js';
import { useLifecycle } from './use-lifecycle.js';

/** What the model asks about, and whether any event answers. */
export function MeaningsInUse({ events }: { events: readonly EventNameReply[] }) {
  const { t } = useTranslation();
  const words = useWords();
  const { data } = useLifecycle();
  const uses = data ? meaningsInUse(data.model, events) : [];
  return (
    <Section title={t('meanings.inUse')} about={t('meanings.about')}>
      <ul className={style.uses}>
        {uses.map(({ meaning, events: names }) => {
          const lacking = names.length === 0;
          return (
            <li key={meaning} className={style.use} data-lacking={lacking || undefined} title={names.join(', ')}>
              {lacking ? <IconAlertTriangle size={14} aria-hidden /> : <IconCheck size={14} aria-hidden />}
              {words(MEANINGS.find(({ id }) => id === meaning)!.name)}
              <span className={style.events}>
                {lacking ? t('meanings.inUseNone') : t('meanings.inUseSome', { count: names.length })}
              </span>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
