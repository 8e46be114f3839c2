import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { profilesApi } from '@sojourn/api';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCall, useWorkspace } from '../../api/session.js';

/** Chooses one profile by searching for it. */
export function ProfileChoice({
  value,
  choose,
}: {
  value: string | undefined;
  choose: (profile: string | undefined) => void;
}) {
  const { t } = useTranslation();
  const call = useCall();
  const { key } = useWorkspace();
  const [text, setText] = useState('');
  const chosen = useQuery({
    queryKey: [key, 'profile', value],
    enabled: value !== undefined,
    queryFn: ({ signal }) => call(profilesApi.get, { params: { profile: value! }, signal }),
  });
  const name = chosen.data?.name ?? '';
  const [search] = useDebouncedValue(text === name ? '' : text, 250);
  const found = useQuery({
    queryKey: [key, 'profile-choice', search],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(profilesApi.list, { query: { search }, signal }),
  });
  const offered = (found.data?.items ?? []).slice(0, 20).map((each) => ({ value: each.id, label: each.name }));
  const missing = value && !offered.some((each) => each.value === value) ? [{ value, label: name || value }] : [];
  return (
    <Select
      w={180}
      aria-label={t('logs.profile')}
      placeholder={t('logs.anyProfile')}
      searchable
      clearable
      nothingFoundMessage={t('logs.noProfile')}
      value={value ?? null}
      onChange={(profile) => choose(profile ?? undefined)}
      searchValue={text}
      onSearchChange={setText}
      // The server has searched already, also by what the name does not show.
      filter={({ options }) => options}
      data={[...missing, ...offered]}
    />
  );
}
