import { useTranslation } from 'react-i18next';
import type { ReactNode } from 'react';
import { useMay } from '../../api/session.js';
import { FirstPicture } from './first-picture.js';
import style from './first-page.module.css';
import { LoadSample } from './load-sample.js';

/** Where there is no journey yet: one sentence, one picture, two ways to begin. */
export function FirstPage({ create }: { create: ReactNode }) {
  const { t } = useTranslation();
  const may = useMay();
  return (
    <div className={style.first}>
      <FirstPicture label={t('journeys.picture')} />
      <p className={style.sentence}>{t('journeys.first')}</p>
      {create ? (
        <>
          <p className={style.more}>{t('journeys.firstMore')}</p>
          <div className={style.ways}>
            {create}
            {may('sample.manage') && <LoadSample />}
          </div>
        </>
      ) : (
        <p className={style.more}>{t('journeys.nobody')}</p>
      )}
    </div>
  );
}
