import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useJourneys } from '../api/journeys.js';

/** Chooses one journey, or all of them. */
export function JourneyChoice({
  value,
  choose,
  w = 200,
}: {
  value: string | undefined;
  choose: (journey: string | undefined) => void;
  w?: number;
}) {
  const { t } = useTranslation();
  const { data = [] } = useJourneys();
  return (
    <Select
      w={w}
      aria-label={t('logs.journey')}
      searchable
      allowDeselect={false}
      value={value ?? ''}
      onChange={(journey) => choose(journey || undefined)}
      data={[{ value: '', label: t('logs.anyJourney') }, ...data.map(({ id, name }) => ({ value: id, label: name }))]}
    />
  );
}
