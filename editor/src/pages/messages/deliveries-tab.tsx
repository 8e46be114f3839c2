import { Button } from '@mantine/core';
import { DELIVERY_OUTCOMES, deliveriesApi, type DeliveryReply } from '@sojourn/api';
import { IconSend } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { usePages } from '../../api/pages.js';
import { useTopicNames } from '../../api/settings.js';
import { useAddress } from '../../ui/address.js';
import type { Column } from '../../ui/listing.js';
import { PagedListing } from '../../ui/paged-listing.js';
import { Empty } from '../../ui/state.js';
import { Time } from '../../ui/time.js';
import { useWords } from '../../words/language.js';
import { CHANNELS } from '../../words/outcomes.js';
import { DeliveryFilters } from './delivery-filters.js';
import { DeliveryOutcome } from './delivery-outcome.js';
import style from './messages.module.css';

/** Every delivery with what became of it and why. */
export function DeliveriesTab() {
  const { t } = useTranslation();
  const [{ outcome, channel, journey }, change] = useAddress();
  const known = DELIVERY_OUTCOMES.find((each) => each === outcome);
  const pages = usePages(deliveriesApi.list, { outcome: known, channel, journey }, { every: 5000 });
  const columns = useColumns();
  return (
    <>
      <DeliveryFilters />
      <PagedListing<DeliveryReply>
        label={t('messages.deliveries')}
        pages={pages}
        idOf={({ id }) => id}
        columns={columns}
        empty={
          known || channel || journey ? (
            <Empty title={t('messages.noMatch')}>
              <Button
                variant="default"
                onClick={() => change({ outcome: undefined, channel: undefined, journey: undefined })}
              >
                {t('messages.clear')}
              </Button>
            </Empty>
          ) : (
            <Empty icon={IconSend} title={t('messages.empty')} more={t('messages.emptyMore')} />
          )
        }
      />
    </>
  );
}

function useColumns(): Column<DeliveryReply>[] {
  const { t } = useTranslation();
  const words = useWords();
  const topicName = useTopicNames();
  return [
    {
      id: 'at',
      label: t('messages.at'),
      nowrap: true,
      cell: ({ finishedAt, at }) => <Time at={finishedAt ?? at} precise />,
    },
    {
      id: 'profile',
      label: t('messages.profile'),
      cell: ({ profile }) => (
        <Link to="/profiles" search={{ profile: profile.id }} className={style.link}>
          {profile.name}
        </Link>
      ),
    },
    {
      id: 'channel',
      label: t('messages.channel'),
      nowrap: true,
      cell: ({ channel, topic }) => (
        <>
          {CHANNELS[channel] ? words(CHANNELS[channel]) : channel}
          <div className={style.quiet}>{topicName(topic)}</div>
        </>
      ),
    },
    { id: 'outcome', label: t('messages.outcome'), cell: (delivery) => <DeliveryOutcome delivery={delivery} /> },
    { id: 'attempts', label: t('messages.attempts'), align: 'right', cell: ({ attempts }) => attempts },
    {
      id: 'journey',
      label: t('messages.journey'),
      cell: ({ journey, enrollment, profile }) => (
        <>
          {journey.name}
          <div>
            <Link
              to="/journeys/$id"
              params={{ id: journey.id }}
              search={{ run: enrollment }}
              className={style.way}
              aria-label={`${t('messages.way')}: ${profile.name}, ${journey.name}`}
            >
              {t('messages.way')}
            </Link>
          </div>
        </>
      ),
    },
  ];
}
