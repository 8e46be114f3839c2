import { IDENTIFY } from '@sojourn/journey';
import { useTranslation } from 'react-i18next';
import style from './event-name.module.css';

/** An event by the name its shop gave it; ours for attributes that were sent is told in words. */
export function EventName({ name }: { name: string }) {
  const { t } = useTranslation();
  return name === IDENTIFY ? <>{t('states.identify')}</> : <code className={style.name}>{name}</code>;
}
