import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useJourneys } from '../../api/journeys.js';
import { useMay } from '../../api/session.js';
import { useAddress } from '../../ui/address.js';
import { Page } from '../../ui/page.js';
import { Asked, Empty } from '../../ui/state.js';
import { FirstPage } from './first-page.js';
import { JourneyFilters } from './journey-filters.js';
import { JourneyTable } from './journey-table.js';
import { matching } from './matching.js';
import { useNewJourney } from './new-journey.js';

/** Every journey with what it is at and how many are inside, kept up to date. */
export function JourneysPage() {
  const { t } = useTranslation();
  const may = useMay();
  const [search, change] = useAddress();
  const draw = useNewJourney();
  const journeys = useJourneys(3000);
  const create = may('journey.edit') && (
    <Button leftSection={<IconPlus size={14} aria-hidden />} loading={draw.isPending} onClick={() => draw.mutate()}>
      {t('journeys.new')}
    </Button>
  );
  return (
    <Page title={t('journeys.title')} actions={journeys.data?.length ? create : undefined}>
      <Asked query={journeys}>
        {(all) => {
          if (all.length === 0) return <FirstPage create={create} />;
          const found = matching(all, search);
          return (
            <>
              <JourneyFilters />
              {found.length > 0 ? (
                <JourneyTable journeys={found} />
              ) : (
                <Empty title={t('journeys.noMatch')} more={t('journeys.noMatchMore')}>
                  <Button variant="default" onClick={() => change({ search: undefined, state: undefined })}>
                    {t('journeys.clear')}
                  </Button>
                </Empty>
              )}
            </>
          );
        }}
      </Asked>
    </Page>
  );
}
