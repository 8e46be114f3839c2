import { useTranslation } from 'react-i18next';
import { Page } from '../../ui/page.js';
import { SoonPage } from '../soon-page.js';

export function JourneysPage() {
  const { t } = useTranslation();
  return (
    <Page title={t('shell.journeys')}>
      <SoonPage />
    </Page>
  );
}
