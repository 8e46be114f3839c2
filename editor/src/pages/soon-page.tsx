import { IconTools } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Empty } from '../ui/state.js';

/** Stands in for a page that is not there yet. */
export function SoonPage() {
  const { t } = useTranslation();
  return <Empty icon={IconTools} title={t('shell.notYet')} />;
}
