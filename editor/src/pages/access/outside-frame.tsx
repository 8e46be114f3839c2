import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { LanguageSwitch } from '../../ui/language-switch.js';
import { Mark } from '../../ui/mark.js';
import style from './outside-frame.module.css';

/** The frame of the pages for those who are not signed in. */
export function OutsideFrame({ title, about, children }: { title: string; about?: string; children: ReactNode }) {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${title} · Sojourn`;
  }, [title]);
  return (
    <main className={style.ground}>
      <div className={style.language}>
        <LanguageSwitch />
      </div>
      <div className={style.card}>
        <Mark size={40} />
        <h1 className={style.title}>{title}</h1>
        {about && <p className={style.about}>{about}</p>}
        {children}
      </div>
      <p className={style.promise}>{t('access.promise')}</p>
    </main>
  );
}
