import { Select, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useAddress } from '../../ui/address.js';
import style from '../../ui/filters.module.css';
import { JOURNEY_STATES } from '../../words/journey-states.js';
import { useWords } from '../../words/language.js';

/** Narrows the list by name and state. */
export function JourneyFilters() {
  const { t } = useTranslation();
  const words = useWords();
  const [search, change] = useAddress();
  return (
    <search className={style.filters}>
      <TextInput
        w={260}
        aria-label={t('journeys.search')}
        placeholder={t('journeys.search')}
        leftSection={<IconSearch size={14} aria-hidden />}
        value={search.search ?? ''}
        onChange={(event) => change({ search: event.currentTarget.value })}
      />
      <Select
        w={180}
        aria-label={t('journeys.state')}
        allowDeselect={false}
        value={search.state ?? ''}
        onChange={(state) => change({ state: state ?? undefined })}
        data={[
          { value: '', label: t('journeys.anyState') },
          ...Object.entries(JOURNEY_STATES).map(([value, label]) => ({ value, label: words(label) })),
        ]}
      />
    </search>
  );
}
