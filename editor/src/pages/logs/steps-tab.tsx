import { Button } from '@mantine/core';
import { logApi, type StepReply } from '@sojourn/api';
import { IconListDetails } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { usePages } from '../../api/pages.js';
import { useAddress } from '../../ui/address.js';
import { PagedListing } from '../../ui/paged-listing.js';
import { Empty } from '../../ui/state.js';
import { NO_FILTER, stepQuery } from './step-query.js';
import { StepFilters } from './step-filters.js';
import { useStepColumns } from './step-columns.js';

/** Every executed step, newest first. A step leads to its enrollment on the canvas. */
export function StepsTab() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [search, change] = useAddress();
  const query = stepQuery(search);
  const pages = usePages(logApi.steps, query, { every: 5000 });
  const columns = useStepColumns(query.journey);
  const narrowed = Object.values(query).some((value) => value !== undefined);
  return (
    <>
      <StepFilters />
      <PagedListing<StepReply>
        label={t('logs.steps')}
        pages={pages}
        idOf={({ enrollment, number }) => `${enrollment} ${number}`}
        open={({ journey, enrollment }) =>
          void navigate({ to: '/journeys/$id', params: { id: journey.id }, search: { run: enrollment } })
        }
        columns={columns}
        empty={
          narrowed ? (
            <Empty title={t('logs.noMatch')} more={t('logs.noMatchMore')}>
              <Button variant="default" onClick={() => change(NO_FILTER)}>
                {t('logs.clear')}
              </Button>
            </Empty>
          ) : (
            <Empty icon={IconListDetails} title={t('logs.empty')} more={t('logs.emptyMore')} />
          )
        }
      />
    </>
  );
}
