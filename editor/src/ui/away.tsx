import { useQuery } from '@tanstack/react-query';
import { IconCloudOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { awayKey } from '../api/queries.js';
import style from './away.module.css';

/** Says that what is on screen may be old, because the server cannot be reached. */
export function Away() {
  const { t } = useTranslation();
  const { data: away } = useQuery({ queryKey: awayKey, queryFn: () => false, enabled: false });
  if (!away) return null;
  return (
    <output className={style.away}>
      <IconCloudOff size={16} aria-hidden />
      {t('states.away')}
    </output>
  );
}
