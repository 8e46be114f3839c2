import { Select } from '@mantine/core';
import { DELIVERY_OUTCOMES } from '@sojourn/api';
import { useTranslation } from 'react-i18next';
import { useAddress } from '../../ui/address.js';
import style from '../../ui/filters.module.css';
import { JourneyChoice } from '../../ui/journey-choice.js';
import { useWords } from '../../words/language.js';
import { CHANNELS, OUTCOME_WORDS } from '../../words/outcomes.js';

/** Channels that exist today; others join as they are built. */
const USED = ['email', 'webhook'] as const;

/** Narrows deliveries by outcome, channel and journey. */
export function DeliveryFilters() {
  const { t } = useTranslation();
  const words = useWords();
  const [search, change] = useAddress();
  return (
    <search className={style.filters}>
      <Select
        w={150}
        aria-label={t('messages.outcome')}
        allowDeselect={false}
        value={search.outcome ?? ''}
        onChange={(outcome) => change({ outcome: outcome ?? undefined })}
        data={[
          { value: '', label: t('messages.anyOutcome') },
          ...DELIVERY_OUTCOMES.map((value) => ({ value, label: words(OUTCOME_WORDS[value]) })),
        ]}
      />
      <Select
        w={130}
        aria-label={t('messages.channel')}
        allowDeselect={false}
        value={search.channel ?? ''}
        onChange={(channel) => change({ channel: channel ?? undefined })}
        data={[
          { value: '', label: t('messages.anyChannel') },
          ...USED.map((value) => ({ value, label: words(CHANNELS[value]!) })),
        ]}
      />
      <JourneyChoice value={search.journey} choose={(journey) => change({ journey })} />
    </search>
  );
}
